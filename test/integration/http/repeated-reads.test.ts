import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiKey, type Linked, link, startTestService, type TestService } from "../../helpers/service.js";

/** What is asked for again is answered from memory: it must be what would have been answered anyway. */
let service: TestService;
let linked: Linked;
let list: string;
beforeAll(async () => {
  service = await startTestService({ RATE_LIMIT: "200" });
  linked = await link(service.api, service.upstream);
  list = `${linked.company}/customers?pageSize=3&orderBy=-id`;
  await service.api("GET", list);
});
afterAll(() => service.stop());

const api: TestService["api"] = (...call) => service.api(...call);
const remaining = ({ headers }: { headers: Headers }) => Number(headers.get("x-rate-limit-remaining"));

describe("a list that is read again", () => {
  test("is the same, counted and logged the same way", async () => {
    const read = () => api("GET", list, { headers: { "accept-encoding": "identity" } });
    const [first, second, third] = [await read(), await read(), await read()];
    expect(first.status).toBe(200);
    expect(first.body.results).toHaveLength(3);
    for (const again of [second, third]) {
      expect(again.text).toBe(first.text);
      expect([...again.headers.keys()]).toEqual([...first.headers.keys()]);
      expect(again.headers.get("x-cache")).toBe("HIT");
      expect(again.headers.get("etag")).toBe(first.headers.get("etag"));
    }
    expect([remaining(second), remaining(third)]).toEqual([remaining(first) - 1, remaining(first) - 2]);
    const lines = service
      .logged()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    const ofThird = lines.filter(({ correlationId }) => correlationId === third.headers.get("x-correlation-id"));
    expect(ofThird).toMatchObject([{ route: "/companies/:companyId/customers", statusCode: 200, cache: "HIT" }]);
    const metrics = (await api("GET", "/metrics", { key: null })).text;
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/companies\/:companyId\/customers",status="200"\} 4/,
    );
  });

  test("is a 304 for those who have it, and needs a key all the same", async () => {
    const { headers } = await api("GET", list);
    const etag = headers.get("etag") ?? "";
    expect((await api("GET", list, { headers: { "if-none-match": etag } })).status).toBe(304);
    for (const key of [null, "wrong", apiKey.slice(1)]) {
      expect((await api("GET", list, { key, headers: { "if-none-match": etag } })).status).toBe(401);
    }
  });

  test("is not there for a key that is for another company", async () => {
    const other = await api("POST", "/companies", { body: { name: "Other" } });
    const made = await api("POST", "/apiKeys", { body: { name: "other", companyIds: [other.body.id] } });
    expect(made.status).toBe(201);
    await api("GET", list);
    const { status, body } = await api("GET", list, { key: made.body.apiKey });
    expect([status, body.error]).toEqual([404, `No company was found with ID ${linked.companyId}`]);
  });

  test("is gone with its connection and its company", async () => {
    expect((await api("GET", list)).status).toBe(200);
    await api("PATCH", linked.connection, { body: { status: "Unlinked" } });
    expect((await api("GET", list)).status).toBe(409);
    await api("DELETE", linked.company);
    expect((await api("GET", list)).status).toBe(404);
  });
});

test("over the quota it is refused like anything else", async () => {
  const mine = await link(api, service.upstream);
  const path = `${mine.company}/customers`;
  let reply = await api("GET", path);
  expect(reply.status).toBe(200);
  for (let left = remaining(reply); left >= 0; left--) reply = await api("GET", path);
  expect(reply.status).toBe(429);
  expect(reply.headers.get("retry-after")).toMatch(/^\d+$/);
});
