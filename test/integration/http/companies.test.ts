import { CodatPlatform } from "@codat/platform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiKey, startTestService, type TestService } from "../../helpers/service.js";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());
const api: TestService["api"] = (...call) => service.api(...call);

describe("the tags parameter", () => {
  beforeAll(async () => {
    const companies: [string, Record<string, string> | undefined][] = [
      ["Alpha", { region: "uk", team: "invoice-finance", "cost-centre": "a" }],
      ["Beta", { region: "us", team: "invoice-finance" }],
      ["Gamma", { region: "UK" }],
      ["Delta", undefined],
    ];
    for (const [name, tags] of companies)
      await api("POST", "/companies", { body: { name, ...(tags ? { tags } : {}) } });
  });

  test.each([
    ["region=uk", ["Alpha"]],
    ["region!=uk", ["Beta", "Gamma"]],
    ["region~u", ["Alpha", "Beta", "Gamma"]],
    ["region=uk && team=invoice-finance", ["Alpha"]],
    ["region=us || region=UK", ["Beta", "Gamma"]],
    ["cost-centre=a", ["Alpha"]],
    ["nobody=x", []],
    ["region=' or 1=1 --", []],
  ])("%s", async (tags, names) => {
    const { status, body } = await api("GET", `/companies?orderBy=name&tags=${encodeURIComponent(tags)}`);
    expect(status).toBe(200);
    expect(body.results.map(({ name }: { name: string }) => name)).toEqual(names);
    expect(body.totalResults).toBe(names.length);
  });

  test.each(["region", "region>uk", "=uk", "region=uk &&"])("%s is a 400", async (tags) => {
    expect((await api("GET", `/companies?tags=${encodeURIComponent(tags)}`)).status).toBe(400);
  });
});

describe("changing a company", () => {
  const made = async () =>
    (await api("POST", "/companies", { body: { name: "Acorn", description: "first", tags: { a: "1", b: "2" } } })).body;

  test.each([
    ["nothing", {}, {}],
    ["nulls", { name: null, description: null, tags: null }, {}],
    ["a name Codat would strip", { name: "Company (Codat[1])" }, { name: "Company Codat1" }],
    ["a description", { description: "" }, { description: "" }],
    ["tags, which take the place of all there were", { tags: { c: "3" } }, { tags: { c: "3" } }],
    ["no tags", { tags: {} }, { tags: {} }],
  ])("by %s leaves the rest as it is", async (_case, change, changed) => {
    const before = await made();
    const { status, body } = await api("PATCH", `/companies/${before.id}`, { body: change });
    expect([status, body]).toEqual([200, { ...before, ...changed }]);
    expect((await api("GET", `/companies/${before.id}`)).body).toEqual(body);
  });

  test("for another one leaves nothing of the old", async () => {
    const before = await made();
    const { body } = await api("PUT", `/companies/${before.id}`, { body: { name: "Other" } });
    const { description: _, ...rest } = before;
    expect(body).toEqual({ ...rest, name: "Other", tags: {} });
  });

  test.each([
    ["PATCH", { name: "()" }, "name"],
    ["PATCH", { tags: { ["k".repeat(28)]: "v" } }, "tags"],
    ["PATCH", { tags: { k: "v".repeat(101) } }, "tags"],
    ["PATCH", { tags: { "": "v" } }, "tags"],
    ["PATCH", { tags: { k: 1 } }, "tags"],
    ["PUT", { description: "no name" }, "name"],
    ["PUT", { name: "x", id: "mine" }, "id"],
  ])("%s %j is a 400 that names the field and changes nothing", async (method, body, named) => {
    const before = await made();
    const reply = await api(method, `/companies/${before.id}`, { body });
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(named)]);
    expect((await api("GET", `/companies/${before.id}`)).body).toEqual(before);
  });

  test("is what Codat's SDK expects", async () => {
    const codat = new CodatPlatform({
      authHeader: `Basic ${Buffer.from(apiKey).toString("base64")}`,
      serverURL: service.address,
      retryConfig: { strategy: "none" },
    });
    const { id: companyId } = await codat.companies.create({ name: "By SDK", tags: { by: "sdk" } });
    expect((await codat.companies.list({ tags: "by=sdk" })).results?.map(({ id }) => id)).toEqual([companyId]);
    await codat.companies.replace({ companyId, companyRequestBody: { name: "Replaced" } });
    await codat.companies.update({ companyId, companyUpdateRequest: { description: "updated" } });
    expect(await codat.companies.get({ companyId })).toMatchObject({ name: "Replaced", description: "updated" });
    await codat.companies.delete({ companyId });
    await expect(codat.companies.get({ companyId })).rejects.toMatchObject({ statusCode: 404 });
  });
});
