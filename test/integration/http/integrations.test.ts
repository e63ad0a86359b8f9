import { CodatPlatform } from "@codat/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiKey, startTestService, type TestService } from "../../helpers/service.js";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());
const api: TestService["api"] = (...call) => service.api(...call);

describe("integrations", () => {
  test("are the providers, with what can be read from them", async () => {
    const { status, body } = await api("GET", "/integrations");
    expect(status).toBe(200);
    expect(body).toMatchObject({ pageNumber: 1, pageSize: 100, totalResults: 1 });
    const [maxio] = body.results;
    expect(maxio).toMatchObject({ key: "rkgp", name: "Maxio", enabled: true, sourceType: "Commerce" });
    const typesIn = (features: { dataType: string }[]) => features.map(({ dataType }) => dataType);
    expect(typesIn(maxio.datatypeFeatures)).toContain("commerce-products");
    expect(typesIn(maxio.datatypeFeatures).every((type) => type.startsWith("commerce-"))).toBe(true);
    expect(typesIn(maxio.billingDatatypeFeatures)).toContain("billing-subscriptions");
    expect((await api("GET", "/integrations/rkgp")).body).toEqual(maxio);
  });

  test("are of the same ids as their connections", async () => {
    const { body: company } = await api("POST", "/companies", { body: { name: "Acorn" } });
    const { body: made } = await api("POST", `/companies/${company.id}/connections`, { body: { platformKey: "rkgp" } });
    const { body: maxio } = await api("GET", "/integrations/rkgp");
    expect(made).toMatchObject({ integrationId: maxio.integrationId, sourceId: maxio.sourceId });
  });

  test.each([
    ["query=enabled=true", 1],
    ["query=enabled=false", 0],
    ["query=name~max", 1],
    ["query=datatypeFeatures.dataType=commerce-products", 1],
    ["query=datatypeFeatures.dataType=invoices", 0],
    ["orderBy=-name&page=1&pageSize=1", 1],
    ["page=2", 1],
  ])("are filtered and paged: %s", async (parameters, total) => {
    const { status, body } = await api("GET", `/integrations?${parameters}`);
    expect([status, body.totalResults]).toEqual([200, total]);
    expect(body.results.length).toBe(parameters === "page=2" ? 0 : total);
  });

  test.each([
    ["query=logoUrl=x", "Could not resolve property logoUrl on Integration"],
    ["orderBy=datatypeFeatures.dataType", "Could not resolve property"],
    ["pageSize=0", "pageSize"],
    ["limit=1", "limit"],
  ])("with %s are a 400 that names it", async (parameters, named) => {
    const { status, body } = await api("GET", `/integrations?${parameters}`);
    expect([status, body.error]).toEqual([400, expect.stringContaining(named)]);
  });

  test("have a branding", async () => {
    const { status, body } = await api("GET", "/integrations/rkgp/branding");
    expect(status).toBe(200);
    const { src, alt } = body.logo.full.image;
    expect(alt).toBe("Maxio");
    expect(Buffer.from(src.split(",")[1], "base64").toString()).toMatch(/^<svg .*>Maxio<\/text><\/svg>$/);
  });

  test.each(["/integrations/xxxx", "/integrations/xxxx/branding", "/integrations/__proto__"])(
    "%s is a 404",
    async (path) => {
      expect((await api("GET", path)).status).toBe(404);
    },
  );

  test("are what Codat's SDK expects", async () => {
    const codat = new CodatPlatform({
      authHeader: `Basic ${Buffer.from(apiKey).toString("base64")}`,
      serverURL: service.address,
      retryConfig: { strategy: "none" },
    });
    const list = await codat.integrations.list({ query: "enabled=true" });
    expect(list.results?.map(({ key }) => key)).toEqual(["rkgp"]);
    expect((await codat.integrations.get({ platformKey: "rkgp" })).name).toBe("Maxio");
    expect((await codat.integrations.getBranding({ platformKey: "rkgp" })).logo?.full?.image?.alt).toBe("Maxio");
    await expect(codat.integrations.get({ platformKey: "xxxx" })).rejects.toMatchObject({ statusCode: 404 });
  });
});
