import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenStore } from "../../../src/db/open-store.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import {
  createCompany,
  databaseSettings,
  startTestService,
  type TestService,
  unknownId,
} from "../../helpers/service.js";

describeDatabases("Idempotency-Key", (create) => {
  let database: TestDatabase;
  let service: TestService;
  beforeAll(async () => {
    database = await create();
    service = await startTestService({
      ...databaseSettings(database),
      API_KEYS: "test-key-0123456789abcdef,other-key-0123456789",
    });
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });
  const api: TestService["api"] = (...call) => service.api(...call);
  const keyed = (key: string) => ({ headers: { "idempotency-key": key } });
  const companies = async (name: string) => (await api("GET", `/companies?query=name=${name}`)).body.totalResults;

  test("makes a repeated POST do nothing and answer as the first", async () => {
    const once = keyed(randomUUID());
    const body = { name: "Once" };
    const first = await api("POST", "/companies", { body, ...once });
    const second = await api("POST", "/companies", { body, ...once });
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(second.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(await companies("Once")).toBe(1);
    await api("POST", "/companies", { body });
    expect(await companies("Once")).toBe(2);
  });

  test("counts for one caller, one operation and one path", async () => {
    const key = keyed(randomUUID());
    const body = { name: "Apart" };
    const { body: company } = await api("POST", "/companies", { body, ...key });
    const other = await api("POST", "/companies", { body, ...key, key: "other-key-0123456789" });
    expect([other.status, other.body.id === company.id]).toEqual([200, false]);
    const change = { name: "Apart", description: "changed" };
    expect((await api("PATCH", `/companies/${company.id}`, { body: change, ...key })).body.description).toBe("changed");
    expect((await api("PUT", `/companies/${company.id}`, { body, ...key })).body).not.toHaveProperty("description");
    expect((await api("PATCH", `/companies/${other.body.id}`, { body: change, ...key })).body.id).toBe(other.body.id);
  });

  test("with another body is a 422", async () => {
    const key = keyed(randomUUID());
    await api("POST", "/companies", { body: { name: "Body A" }, ...key });
    const { status, body } = await api("POST", "/companies", { body: { name: "Body B" }, ...key });
    expect([status, body.error]).toEqual([422, expect.stringContaining("another request body")]);
    expect((await api("POST", "/companies", { body: { name: "Body A" }, ...key })).status).toBe(200);
  });

  test("at the same time lets one through", async () => {
    const key = keyed(randomUUID());
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => api("POST", "/companies", { body: { name: "AtOnce" }, ...key })),
    );
    const done = replies.filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    for (const { status, headers } of replies.filter(({ status }) => status !== 200)) {
      expect([status, headers.get("retry-after")]).toEqual([409, "1"]);
    }
    expect(await companies("AtOnce")).toBe(1);
  });

  test("while the first is in flight is a 409", async () => {
    const companyId = await createCompany(api);
    const { body: made } = await api("POST", `/companies/${companyId}/connections`, { body: { platformKey: "rkgp" } });
    const path = `/companies/${companyId}/connections/${made.id}/authorization`;
    const body = service.upstream.companies[0]?.connections[0]?.credentials;
    const key = keyed(randomUUID());
    const [first, second] = await Promise.all([api("PUT", path, { body, ...key }), api("PUT", path, { body, ...key })]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    const again = await api("PUT", path, { body, ...key });
    expect([again.status, again.body.status, again.headers.get("idempotent-replayed")]).toEqual([
      200,
      "Linked",
      "true",
    ]);
  });

  test("keeps the caller's errors as well, with their correlation id", async () => {
    const key = keyed(randomUUID());
    const first = await api("POST", "/companies", { body: { name: "" }, ...key });
    const second = await api("POST", "/companies", { body: { name: "" }, ...key });
    expect([first.status, second.status, second.text]).toEqual([400, 400, first.text]);
    const missing = keyed(randomUUID());
    for (const replayed of [null, "true"]) {
      const reply = await api("PATCH", `/companies/${unknownId}`, { body: {}, ...missing });
      expect([reply.status, reply.headers.get("idempotent-replayed")]).toEqual([404, replayed]);
    }
  });

  test("never keeps a 401 or a 429", async () => {
    const limited = await startTestService({ RATE_LIMIT: "1" });
    try {
      const key = keyed(randomUUID());
      const call = { body: { name: "Limited" }, ...key };
      expect((await limited.api("POST", "/companies", { ...call, key: "wrong" })).status).toBe(401);
      expect((await limited.api("POST", "/companies", call)).status).toBe(200);
      const refused = await limited.api("POST", "/companies", call);
      expect([refused.status, refused.headers.get("idempotent-replayed")]).toEqual([429, null]);
    } finally {
      await limited.stop();
    }
  });

  test("shows a secret again, which is nowhere to be read in the database", async () => {
    const key = keyed(randomUUID());
    const first = await api("POST", "/apiKeys", { body: {}, ...key });
    const second = await api("POST", "/apiKeys", { body: {}, ...key });
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(second.headers.get("cache-control")).toBe("no-store");
    if (database.engine === "sqlite") return; // its file is the service's alone
    const store = await database.open();
    const rows = await store.database.reader.selectFrom("idempotency_keys").select("sealed_answer").execute();
    await store.close();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(first.body.apiKey);
  });

  test("of a GET or DELETE means nothing", async () => {
    const key = keyed(randomUUID());
    const companyId = await createCompany(api);
    expect((await api("GET", `/companies/${companyId}`, key)).status).toBe(200);
    expect((await api("DELETE", `/companies/${companyId}`, key)).status).toBe(204);
    expect((await api("DELETE", `/companies/${companyId}`, key)).status).toBe(404);
  });

  test.each([" ", "a b", "x".repeat(256)])("%j is refused", async (key) => {
    const { status, body } = await api("POST", "/companies", { body: { name: "x" }, ...keyed(key) });
    expect([status, body.error]).toEqual([400, expect.stringContaining("Idempotency-Key")]);
  });
});

describeDatabases("stored answers", (create) => {
  let database: TestDatabase;
  let store: OpenStore;
  beforeAll(async () => {
    database = await create();
    store = await database.open();
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });
  const start = Date.parse("2026-05-01T12:00:00Z");
  const minutes = (count: number) => new Date(start + count * 60_000);
  const claim = (id: string, now: number, maxKeys = 100) =>
    store.idempotencyKeys.claim({
      id,
      bodyHash: "body",
      now: minutes(now),
      keepSince: minutes(now - 90),
      abandonedBefore: minutes(now - 5),
      maxKeys,
    });

  describe("claims", () => {
    test("are kept for as long as they are asked to be", async () => {
      expect(await claim("a", 0)).toBeUndefined();
      expect(await claim("a", 4)).toMatchObject({ body_hash: "body", status: null });
      await store.idempotencyKeys.answer("a", minutes(0), { status: 200, sealedAnswer: "sealed" });
      expect(await claim("a", 89)).toMatchObject({ status: 200, sealed_answer: "sealed" });
      expect(await claim("a", 91)).toBeUndefined();
    });

    test("that nobody answered are taken over, and the late answer is not stored", async () => {
      expect(await claim("b", 0)).toBeUndefined();
      expect(await claim("b", 6)).toBeUndefined();
      await store.idempotencyKeys.answer("b", minutes(0), { status: 200, sealedAnswer: "late" });
      await store.idempotencyKeys.release("b", minutes(0));
      expect(await claim("b", 7)).toMatchObject({ status: null });
      await store.idempotencyKeys.release("b", minutes(6));
      expect(await claim("b", 7)).toBeUndefined();
    });

    test("are no more than a bounded number", async () => {
      for (let i = 0; i < 1_200; i++) await claim(`many-${i}`, 200 + i / 1_000, 100);
      const { count } = await store.database.reader
        .selectFrom("idempotency_keys")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      expect(count).toBeLessThanOrEqual(100 + 501);
      expect(await claim("many-1199", 202)).toBeDefined();
    });
  });
});
