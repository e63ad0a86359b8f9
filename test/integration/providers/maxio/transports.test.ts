import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "../../../../src/errors.js";
import { createProviders } from "../../../../src/providers/index.js";
import { createMaxioProvider, type MaxioProvider } from "../../../../src/providers/maxio/index.js";
import { ListNotSupported, type Source } from "../../../../src/providers/provider.js";
import { readAll, site } from "../../../helpers/fake-maxio.js";
import * as fault from "../../../helpers/fault-server.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const KEY = "planted-secret";
const goodSite = fault.json({ site });

async function start(...answers: fault.Answer[]) {
  const server = await fault.startFaultServer(...answers);
  const provider = createMaxioProvider({
    baseUrlUs: `${server.origin}/us/{subdomain}`,
    baseUrlEu: `${server.origin}/eu`,
    codatBaseUrl: `${server.origin}/codat/`,
    map: { minorUnits: {} },
    http: { attempts: 1 },
  });
  cleanups.push(
    () => server.close(),
    () => provider.close(),
  );
  return { server, provider };
}

const direct = (provider: MaxioProvider, more: object = {}) =>
  provider.connect(provider.parseCredentials({ subdomain: "acme", apiKey: KEY, ...more }));
const codat = (provider: MaxioProvider) =>
  provider.connect(
    provider.parseCredentials({
      transport: "codatProxy",
      codatApiKey: KEY,
      codatCompanyId: "8a210b68-6988-11ed-a1eb-0242ac120002",
      codatConnectionId: "2e9d2c44-f675-40ba-8049-353bfcb5e171",
    }),
  );
const PROXY =
  "/codat/companies/8a210b68-6988-11ed-a1eb-0242ac120002/connections/2e9d2c44-f675-40ba-8049-353bfcb5e171/data/proxy";

const codatError = (statusCode: number, canBeRetried = "Unknown") =>
  fault.json(
    {
      statusCode,
      service: "PublicApi",
      error: "planted-text",
      correlationId: "0a1c",
      canBeRetried,
      detailedErrorCode: 0,
    },
    {},
    statusCode,
  );

/** Who the source is; what its timestamps tell of its time zone is asked besides. */
const isSite = ({ url }: { url?: string | undefined }) => url?.endsWith("/site.json") ?? false;

describe("the direct way", () => {
  it("asks the region's host with the key as user and x as password", async () => {
    const { server, provider } = await start(goodSite);
    await direct(provider).describe();
    await direct(provider, { region: "EU" }).describe();
    const sites = server.requests.filter(isSite);
    expect(sites.map(({ url }) => url)).toEqual(["/us/acme/site.json", "/eu/site.json"]);
    for (const { headers } of server.requests)
      expect(headers.authorization).toBe(`Basic ${Buffer.from(`${KEY}:x`).toString("base64")}`);
  });

  it("asks for what the proxy's caller wants, behind the prefix", async () => {
    const { server, provider } = await start(fault.json([{ customer: { id: 1, note: null } }]));
    const answer = await direct(provider).proxy("customers?page=2&q=jo%40acme.example");
    expect(answer).toEqual({ status: 200, body: [{ customer: { id: 1, note: null } }] });
    expect(server.requests[0]?.url).toBe("/us/acme/customers.json?page=2&q=jo%40acme.example");
  });

  it.each([
    [404, " ", { status: 404, body: undefined }],
    [401, "HTTP Basic: Access denied.\n", { status: 401, body: undefined }],
    [422, '{"errors":["x"]}', { status: 422, body: { errors: ["x"] } }],
  ])("passes a %i on as it is", async (status, text, expected) => {
    const { provider } = await start(fault.text(status, text));
    expect(await direct(provider).proxy("customers.json")).toEqual(expected);
  });

  it("sends nothing for an endpoint that is not safe", async () => {
    const { server, provider } = await start(goodSite);
    await expect(direct(provider).proxy("//evil.example")).rejects.toThrow(AppError);
    expect(server.requests).toEqual([]);
  });

  it("asks a site one thing at a time, whoever asks, and two sites at once", async () => {
    let inFlight: string[] = [];
    const pairs = new Set<string>();
    const { provider } = await start((request, response) => {
      inFlight.push(request.url?.split("/")[2] ?? "");
      pairs.add([...inFlight].sort().join("+"));
      setTimeout(() => {
        inFlight = inFlight.filter((name) => name !== request.url?.split("/")[2]);
        goodSite(request, response);
      }, 5);
    });
    const sources = [direct(provider), direct(provider), direct(provider, { subdomain: "other" })];
    await Promise.all(sources.flatMap((source) => [source.describe(), source.describe()]));
    expect([...pairs].sort()).toEqual(expect.arrayContaining(["acme+other"]));
    expect(pairs).not.toContain("acme+acme");
    expect([...pairs].some((pair) => pair.split("+").length > 2)).toBe(false);
  });
});

describe("the way through Codat", () => {
  it("asks Codat's proxy operation with the endpoint encoded once", async () => {
    const { server, provider } = await start(fault.json([]));
    await readAll(codat(provider), "subscriptions");
    const [request] = server.requests;
    expect(request?.url).toBe(
      `${PROXY}?endpoint=subscriptions.json%3Fsort%3Did%26direction%3Dasc%26include%255B%255D%3Dcoupons%26page%3D1%26per_page%3D200`,
    );
    expect(new URLSearchParams(request?.url.split("?")[1]).get("endpoint")).toBe(
      "subscriptions.json?sort=id&direction=asc&include%5B%5D=coupons&page=1&per_page=200",
    );
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from(KEY).toString("base64")}`);
  });

  it.each([
    [401, "unauthorized", "Codat refused its API key"],
    [402, "forbidden", "Codat does not allow this with the current plan"],
    [403, "forbidden", "Codat's proxy is not enabled for this connection"],
    [404, "notFound", "Codat knows no such company or connection"],
    [400, "rejected", "Codat refused the request (400)"],
  ])("tells Codat's own %i apart", async (status, kind, message) => {
    for (const canBeRetried of ["Unknown", "False"]) {
      const { provider } = await start(codatError(status, canBeRetried));
      for (const ask of [(source: Source) => source.describe(), (source: Source) => source.proxy("customers.json")]) {
        const error = await ask(codat(provider)).catch((thrown) => thrown);
        expect(error).toMatchObject({ kind, message, upstreamStatus: status });
        expect(error.stack).not.toContain("planted-text");
      }
    }
  });

  it.each([
    [401, "HTTP Basic: Access denied.\n", "unauthorized", "Maxio refused the API key"],
    [404, " ", "notFound", "Maxio has no such site"],
    [422, '{"errors":["planted-text"]}', "blocked", "Maxio has blocked the merchant's account"],
  ])("from Maxio's %i", async (status, text, kind, message) => {
    const { provider } = await start(fault.text(status, text));
    await expect(codat(provider).describe()).rejects.toMatchObject({ kind, message: expect.stringContaining(message) });
  });

  it("takes a list for absent only when the site is there", async () => {
    for (const missing of [fault.text(404, " "), codatError(404)]) {
      const { provider, server } = await start(missing, goodSite);
      await expect(readAll(codat(provider), "payment_profiles")).rejects.toThrow(ListNotSupported);
      server.answers(missing);
      await expect(readAll(codat(provider), "payment_profiles")).rejects.toMatchObject({ kind: "notFound" });
    }
  });
});

describe("who the source is", () => {
  it.each([
    [
      { ...site, name: "Acme, Inc.", test: true, organization_address: { street: "planted" } },
      {
        id: "1",
        name: "Acme, Inc.",
        facts: { siteId: "1", subdomain: "acme", currency: "USD", testMode: "true", relationshipInvoicing: "true" },
      },
    ],
    [{ id: 7 }, { id: "7", name: "7", facts: { siteId: "7" } }],
    [
      { subdomain: "acme", name: null, test: null },
      { id: "acme", name: "acme", facts: { subdomain: "acme" } },
    ],
  ])("is read from the site: %j", async (found, expected) => {
    const { provider } = await start(fault.json({ site: found }));
    expect(await direct(provider).describe()).toEqual(expected);
  });

  it.each([[{}], [{ site: null }], [{ site: [] }], [[]], [null], [{ site: {} }], ["x"]])(
    "is not read from %j",
    async (wrong) => {
      const { provider } = await start(fault.json(wrong));
      await expect(direct(provider).describe()).rejects.toMatchObject({ kind: "badPayload" });
    },
  );

  it("is asked anew each time: the answer proves the credentials", async () => {
    const { provider, server } = await start(goodSite, fault.text(401));
    const source = direct(provider);
    await source.describe();
    await expect(source.describe()).rejects.toMatchObject({ kind: "unauthorized" });
    expect(server.requests.filter(isSite)).toHaveLength(2);
  });
});

describe("the table of providers", () => {
  it("has Maxio under Codat's key, with every list in order and who needs it", async () => {
    const providers = createProviders({ maxio: { map: { minorUnits: {} } } });
    cleanups.push(() => providers.close());
    const maxio = providers.byKey.get("rkgp");
    expect(maxio?.name).toBe("Maxio");
    const lists = maxio?.lists ?? [];
    const position = (name: string) => lists.findIndex((list) => list.name === name);
    for (const { root, produces, joins } of maxio?.derivations ?? []) {
      for (const name of [root, ...joins.map((join) => join.list)]) {
        expect(position(name)).toBeGreaterThanOrEqual(0);
        expect(lists[position(name)]?.neededBy).toEqual(expect.arrayContaining([...produces]));
      }
    }
    const subscriptions = maxio?.derivations.find(({ root }) => root === "subscriptions");
    for (const { list } of subscriptions?.joins ?? []) expect(position(list)).toBeLessThan(position("subscriptions"));
    expect(lists.filter((list) => !list.incremental).map(({ name }) => name)).toEqual(["site"]);
    expect(lists.filter((list) => !list.sweepable).map(({ name }) => name)).toEqual([
      "site",
      "invoice_refunds",
      "events",
    ]);
  });
});
