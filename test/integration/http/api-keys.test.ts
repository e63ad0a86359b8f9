import { CodatPlatform } from "@codat/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openApiDocument } from "../../helpers/contract.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import {
  apiKey as administrator,
  createCompany,
  databaseSettings,
  type Linked,
  link,
  startTestService,
  type TestService,
  unknownId,
} from "../../helpers/service.js";

describeDatabases("API keys", (create) => {
  let database: TestDatabase;
  let service: TestService;
  beforeAll(async () => {
    database = await create();
    service = await startTestService(databaseSettings(database));
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });
  const api: TestService["api"] = (...call) => service.api(...call);
  const make = async (body: object = {}) => (await api("POST", "/apiKeys", { body })).body;
  const remove = async (id: string) => expect((await api("DELETE", `/apiKeys/${id}`)).status).toBe(204);
  const statusOf = async (key: string, path = "/companies") => (await api("GET", path, { key })).status;

  test("are made, shown once, listed, and open nothing once they are deleted", async () => {
    const made = await api("POST", "/apiKeys", { body: { name: "underwriting" } });
    expect([made.status, made.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const { id, apiKey, createdDate } = made.body;
    expect(apiKey).toMatch(/^sb_[\w-]{43}$/);
    const list = await api("GET", "/apiKeys");
    expect(list.body.results).toEqual([
      { id: expect.any(String), name: "API_KEYS", isConfigured: true },
      { id, name: "underwriting", createdDate, isConfigured: false },
    ]);
    expect(list.text).not.toContain(apiKey);

    expect([await statusOf(apiKey), await statusOf(`${apiKey}:`), await statusOf(`${apiKey}x`)]).toEqual([
      200, 200, 401,
    ]);
    // And again, from memory.
    expect(await statusOf(apiKey)).toBe(200);
    await remove(id);
    expect(await statusOf(apiKey)).toBe(401);
    expect((await api("DELETE", `/apiKeys/${id}`)).status).toBe(404);
    expect(service.logged()).not.toContain(apiKey);
  });

  test("hold for other replicas too", async () => {
    if (database.engine === "sqlite") return; // one process only
    const { id, apiKey } = await make();
    const other = await startTestService(databaseSettings(database));
    try {
      expect((await other.api("GET", "/companies", { key: apiKey })).status).toBe(200);
      // What one replica deletes, the other forgets within a second.
      await remove(id);
      await expect
        .poll(async () => (await other.api("GET", "/companies", { key: apiKey })).status, { timeout: 5_000 })
        .toBe(401);
    } finally {
      await other.stop();
    }
  });

  test("administer nothing, and those of the configuration stay", async () => {
    const { id, apiKey } = await make();
    const attempts = [
      ["GET", "/apiKeys"],
      ["POST", "/apiKeys", {}],
      ["DELETE", `/apiKeys/${id}`],
    ] as const;
    for (const [method, path, body] of attempts) {
      const { status, body: error } = await api(method, path, { key: apiKey, ...(body ? { body } : {}) });
      expect([status, error.error]).toEqual([403, expect.stringContaining("API_KEYS")]);
    }
    await remove(id);
    const [configured] = (await api("GET", "/apiKeys")).body.results;
    const kept = await api("DELETE", `/apiKeys/${configured.id}`);
    expect([kept.status, kept.body.error]).toEqual([403, expect.stringContaining("API_KEYS")]);
    expect(await statusOf(administrator)).toBe(200);
  });

  test("are at most ten, however many are asked for at the same time", async () => {
    const replies = await Promise.all(Array.from({ length: 12 }, () => api("POST", "/apiKeys", { body: {} })));
    const made = replies.filter(({ status }) => status === 201);
    expect(made).toHaveLength(10);
    for (const { status, body } of replies) {
      if (status !== 201) expect([status, body.error]).toEqual([409, expect.stringContaining("10 API keys")]);
    }
    for (const { body } of made) await remove(body.id);
  });

  test.each([
    ["an unknown company", { companyIds: [unknownId] }, unknownId],
    ["no company", { companyIds: [] }, "companyIds"],
    ["what is no id", { companyIds: ["x"] }, "companyIds"],
    ["a key of its own", { apiKey: "mine" }, "apiKey"],
    ["a long name", { name: "n".repeat(201) }, "name"],
  ])("with %s are refused", async (_case, body, named) => {
    const reply = await api("POST", "/apiKeys", { body });
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(named)]);
  });

  test("have quotas of their own", async () => {
    const limited = await startTestService({ RATE_LIMIT: "2" });
    try {
      const { apiKey } = (await limited.api("POST", "/apiKeys", { body: {} })).body;
      expect((await limited.api("GET", "/companies")).status).toBe(200);
      const refused = await limited.api("GET", "/companies");
      expect([refused.status, refused.body.canBeRetried]).toEqual([429, "True"]);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect((await limited.api("GET", "/companies", { key: apiKey })).headers.get("x-rate-limit-remaining")).toBe("1");
    } finally {
      await limited.stop();
    }
  });

  test("are what Codat's SDK expects", async () => {
    const codat = new CodatPlatform({
      authHeader: `Basic ${Buffer.from(administrator).toString("base64")}`,
      serverURL: service.address,
      retryConfig: { strategy: "none" },
    });
    const made = await codat.settings.createApiKey({ name: "by SDK" });
    expect(made).toMatchObject({ name: "by SDK", apiKey: expect.any(String) });
    expect((await codat.settings.listApiKeys()).results?.map((key) => key?.name)).toContain("by SDK");
    await remove(made.id ?? "");
  });

  test("for one company see that company, and of others nothing but what an unknown id shows", async () => {
    const own: Linked = await link(api, service.upstream);
    const foreign: Linked = await link(api, service.upstream);
    const { id: keyId, apiKey: key } = await make({ name: "one", companyIds: [own.companyId.toUpperCase()] });

    const list = await api("GET", "/companies", { key });
    expect(list.body.results.map(({ id }: { id: string }) => id)).toEqual([own.companyId]);
    expect(list.body.totalResults).toBe(1);
    expect((await api("GET", `/companies?pageSize=1&query=id=${foreign.companyId}`, { key })).body.totalResults).toBe(
      0,
    );
    expect(await statusOf(key, own.company)).toBe(200);
    expect(await statusOf(key, own.company.replace(own.companyId, own.companyId.toUpperCase()))).toBe(200);
    expect(await statusOf(key, `${own.company}/plans`)).toBe(200);
    // What a key that may has put into the cache does not help one that may not.
    expect(await statusOf(administrator, `${foreign.company}/plans`)).toBe(200);

    const withoutCompany: string[] = [];
    for (const [template, operations] of Object.entries(openApiDocument.paths)) {
      for (const method of Object.keys(operations)) {
        if (!template.includes("{companyId}")) {
          expect(template, "names companies in another way").not.toMatch(/compan(y|ies)\/\{/);
          withoutCompany.push(`${method.toUpperCase()} ${template}`);
          continue;
        }
        const ask = async ({ companyId, connectionId }: Pick<Linked, "companyId" | "connectionId">) => {
          const path = template
            .replace("{companyId}", companyId)
            .replace("{connectionId}", connectionId)
            .replace("{dataType}", "billing-plans")
            .replace(/\{\w+\}/, "1");
          const { status, body } = await api(method.toUpperCase(), path, {
            key,
            headers: { "x-correlation-id": "0".repeat(32) },
          });
          return { status, body: JSON.stringify(body).replaceAll(companyId, "…") };
        };
        const answer = await ask(foreign);
        expect(answer.status, `${method} ${template}`).toBe(404);
        expect(answer, `${method} ${template}`).toEqual(await ask({ companyId: unknownId, connectionId: unknownId }));
      }
    }
    expect(await statusOf(administrator, foreign.connection)).toBe(200);

    for (const operation of withoutCompany) {
      const [method = "", template = ""] = operation.split(" ");
      const body = method === "POST" ? { body: { name: "x", url: "https://example.com/" } } : {};
      const { status } = await api(method, template.replace(/\{\w+\}/, "rkgp"), { key, ...body });
      expect(status, operation).toBe(open.has(operation) ? 200 : 403);
    }

    await remove(keyId);
    expect(await statusOf(key, own.company)).toBe(401);
  });

  test("see nothing once their company is deleted", async () => {
    const companyId = await createCompany(api);
    const { id, apiKey } = await make({ companyIds: [companyId] });
    await api("DELETE", `/companies/${companyId}`);
    expect((await api("GET", "/companies", { key: apiKey })).body.totalResults).toBe(0);
    expect(await statusOf(apiKey, `/companies/${companyId}`)).toBe(404);
    await remove(id);
  });
});

/** Operations about no company that any key may ask. */
const open = new Set([
  "GET /companies",
  "GET /integrations",
  "GET /integrations/{platformKey}",
  "GET /integrations/{platformKey}/branding",
  "GET /health/live",
  "GET /health/ready",
]);
