import { once } from "node:events";
import { request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createResponseCache, type ResponseCache } from "../../../src/cache/response-cache.js";
import { createChanges } from "../../../src/db/changes.js";
import { createFastLane, type FastLane, serverWith } from "../../../src/http/fast-lane.js";
import type { RequestKind } from "../../../src/http/plugins/observation.js";
import type { Quota } from "../../../src/http/rate-limiter.js";

/** The lane before a server that answers everything else with 418. */
const path = "/companies/1/subscriptions?page=2";
const body = JSON.stringify({ results: "x".repeat(2_000) });
const changes = createChanges();
const observed: (RequestKind & { correlationId: string; durationMs: number })[] = [];
let time = 0;
let isKnown = true;
let quota: Quota;
let caller: string;
let cache: ResponseCache;
let lane: FastLane;
let server: ReturnType<ReturnType<typeof serverWith>>;
let etag: string;

beforeEach(async () => {
  time = 1_000;
  isKnown = true;
  caller = "caller";
  quota = { limit: 9, remaining: 8, reset: "soon", resetSeconds: 1, isExceeded: false };
  observed.length = 0;
  cache = createResponseCache({ maxBytes: 1_000_000 });
  const entry = await cache.make("key", async () => [body]);
  etag = entry.etag;
  lane = createFastLane({
    store: { changes },
    now: () => new Date(time),
    cache,
    admission: {
      admitKnown: () => (isKnown ? { caller, quota } : undefined),
    },
    observerOf: (kind) => (correlationId, durationMs) => observed.push({ ...kind, correlationId, durationMs }),
  });
  server = serverWith(lane, { requestTimeout: 1_000, keepAliveTimeout: 1_000 })((_request, response) => {
    response.writeHead(418).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function remember({ url = path, until = 2_000, accept = undefined as string | undefined, stale = false } = {}): void {
  lane.remember(
    { url, headers: { accept }, routeOptions: { url: "/companies/:companyId/subscriptions" } } as never,
    {
      companyId: "1",
      connectionIds: ["2"],
      version: "1",
      changes: changes.count(),
      until,
      warnings: [],
      ...(stale ? { staleSince: "2026-01-01T00:00:00Z" } : {}),
    },
    "key",
  );
}

const forgetKey = () => {
  isKnown = false;
};
const advanceTo = (to: number) => {
  time = to;
};

async function get(options: { method?: string; url?: string; headers?: Record<string, string>; sent?: string } = {}) {
  const { port } = server.address() as AddressInfo;
  const { method = "GET", url = path, headers = {}, sent } = options;
  const outgoing = ask({ host: "127.0.0.1", port, path: url, method, headers });
  outgoing.end(sent);
  const [response] = await once(outgoing, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode as number, headers: response.headers, body: Buffer.concat(chunks) };
}

test("answers what it remembers, with all headers, and has it observed", async () => {
  remember();
  const answer = await get({ headers: { "x-correlation-id": "0123456789abcdef0123456789abcdef" } });
  expect(answer.status).toBe(200);
  expect(answer.body.toString()).toBe(body);
  expect(answer.headers).toMatchObject({
    "cache-control": "private, no-cache",
    "content-length": String(body.length),
    "content-type": "application/json; charset=utf-8",
    etag,
    vary: "authorization, accept, accept-encoding",
    "x-cache": "HIT",
    "x-content-type-options": "nosniff",
    "x-correlation-id": "0123456789abcdef0123456789abcdef",
    "x-rate-limit-limit": "9",
    "x-rate-limit-remaining": "8",
    "x-rate-limit-reset": "soon",
  });
  expect(observed).toEqual([
    {
      caller: "caller",
      correlationId: "0123456789abcdef0123456789abcdef",
      durationMs: expect.any(Number),
      found: "HIT",
      method: "GET",
      route: "/companies/:companyId/subscriptions",
      status: 200,
    },
  ]);
});

test("knows what the caller has already", async () => {
  remember();
  for (const known of [etag, `"other", W/${etag}`, "*"]) {
    const answer = await get({ headers: { "if-none-match": known } });
    expect([answer.status, answer.body.length, answer.headers.etag]).toEqual([304, 0, etag]);
  }
  expect((await get({ headers: { "if-none-match": '"other"' } })).status).toBe(200);
});

test("gives each request its own id, quota and caller, and what the cache keeps by then", async () => {
  remember();
  const told = ({ headers }: Awaited<ReturnType<typeof get>>) => [
    headers["x-rate-limit-remaining"],
    headers["x-rate-limit-reset"],
    headers.etag,
  ];
  const first = await get();
  expect(told(first)).toEqual(["8", "soon", etag]);
  quota = { ...quota, remaining: 7 };
  const second = await get();
  expect(told(second)).toEqual(["7", "soon", etag]);
  expect(second.headers["x-correlation-id"]).not.toBe(first.headers["x-correlation-id"]);
  quota = { ...quota, remaining: 8, reset: "later" };
  expect(told(await get())).toEqual(["8", "later", etag]);
  caller = "another";
  expect(told(await get({ headers: { "if-none-match": etag } }))).toEqual(["8", "later", etag]);
  expect(told(await get())).toEqual(["8", "later", etag]);
  expect(observed.map(({ caller, status }) => `${caller} ${status}`)).toEqual([
    "caller 200",
    "caller 200",
    "caller 200",
    "another 304",
    "another 200",
  ]);
  expect(new Set(observed.map(({ correlationId }) => correlationId)).size).toBe(5);
});

test("compresses for those who accept it", async () => {
  remember();
  const headers = { "accept-encoding": "gzip" };
  await expect
    .poll(async () => (await get({ headers })).headers)
    .toMatchObject({ "content-encoding": "gzip", etag: `${etag.slice(0, -1)}-gzip"` });
  expect((await get()).headers["content-encoding"]).toBeUndefined();
});

test.each<[string, () => void, Parameters<typeof get>[0]?]>([
  ["nothing it was not told of", () => {}],
  ["nothing by another URL", () => remember({ url: `${path}&pageSize=1` })],
  [
    "no URL too long to be worth remembering",
    () => remember({ url: `/${"a".repeat(400)}` }),
    { url: `/${"a".repeat(400)}` },
  ],
  ["nothing of data that get too old", () => remember({ until: time })],
  ["nothing that came with a warning", () => remember({ stale: true })],
  ["no other method", () => remember(), { method: "HEAD" }],
  ["no request with a body", () => remember(), { sent: "{}", headers: { "content-length": "2" } }],
  ["no request that wants another form", () => remember(), { headers: { accept: "text/csv" } }],
])("answers %s", async (_what, prepare, request) => {
  prepare();
  expect((await get(request)).status).toBe(418);
  expect(observed).toEqual([]);
});

test.each<[string, () => void]>([
  ["nothing after a company changed", () => changes.companyChanged("another")],
  ["nothing after a connection changed", () => changes.connectionChanged("another")],
  ["nothing after records changed", () => changes.recordsChanged("2", "billing-subscriptions")],
  ["nothing after a sync went on", () => changes.datasetChanged("2", "billing-subscriptions")],
  ["nobody whose key needs a closer look", () => forgetKey()],
  ["nothing when data have become too old", () => advanceTo(2_000)],
  ["nothing while the service stops", () => lane.close()],
])("answers %s", async (_what, happen) => {
  remember();
  expect((await get()).status).toBe(200);
  happen();
  expect((await get()).status).toBe(418);
  expect(observed).toHaveLength(1);
});

test("answers nothing the cache does not keep any more", async () => {
  remember();
  const small = createResponseCache({ maxBytes: 0 });
  const other = createFastLane({
    store: { changes },
    now: () => new Date(time),
    cache: small,
    admission: { admitKnown: () => expect.unreachable() },
    observerOf: () => () => {},
  });
  expect(other.answer({ method: "GET", url: path, headers: {} } as never, {} as never)).toBe(false);
});
