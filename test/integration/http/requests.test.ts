import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiKey, createCompany, link, startTestService, type TestService, unknownId } from "../../helpers/service.js";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ AUTH_FAILURE_LIMIT: "50" });
});
afterAll(() => service.stop());
const api: TestService["api"] = (...call) => service.api(...call);
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });

describe("the API key", () => {
  test.each([
    ["bare", basic(apiKey)],
    ["as a user", basic(`${apiKey}:`)],
    ["as a password", basic(`:${apiKey}`)],
    ["with any spelling of the scheme", { authorization: basic(apiKey).authorization.replace("Basic", "bASIC") }],
  ])("is taken %s", async (_form, headers) => {
    expect((await api("GET", "/companies", { key: null, headers })).status).toBe(200);
    // And again, from memory.
    expect((await api("GET", "/companies", { key: null, headers })).status).toBe(200);
  });

  test.each([
    ["missing", {}],
    ["empty", { authorization: "" }],
    ["wrong", basic("wrong")],
    ["nearly right", basic(apiKey.slice(0, -1))],
    ["doubled", basic(apiKey + apiKey)],
    ["of the wrong case", basic(apiKey.toUpperCase())],
    ["not base64", { authorization: `Basic ${apiKey}` }],
    ["a bearer token", { authorization: `Bearer ${apiKey}` }],
    ["very long", basic("x".repeat(5_000))],
    ["in the query", {}],
  ])("%s is the same 401", async (form, headers) => {
    const path = form === "in the query" ? `/companies?authorization=${apiKey}` : "/companies";
    const { status, body } = await api("GET", path, { key: null, headers });
    expect(status).toBe(401);
    const { correlationId, ...rest } = body;
    expect(correlationId).toMatch(/^[0-9a-f]{32}$/);
    expect(rest).toEqual({
      statusCode: 401,
      service: "StandardBilling",
      error: "Unauthorized",
      canBeRetried: "False",
      detailedErrorCode: 0,
    });
  });

  test("is not needed to see whether the service lives, and by nothing else", async () => {
    for (const path of ["/health/live", "/health/ready", "/metrics", "/openapi.json", "/docs"]) {
      expect((await api("GET", path, { key: null })).status, path).toBe(200);
    }
  });

  test("guessed too often is a 429, which the good key does not feel", async () => {
    let status = 0;
    for (let i = 0; i < 60 && status !== 429; i++) {
      const reply = await api("GET", "/companies", { key: `guess ${i}` });
      status = reply.status;
      if (status === 429) expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(status).toBe(429);
    expect((await api("GET", "/companies")).status).toBe(200);
    expect((await api("GET", "/health/live", { key: null })).status).toBe(200);
  });
});

describe("rate limits", () => {
  test("are told on every response and count the key's own requests; a forged address changes nothing", async () => {
    const limited = await startTestService({ RATE_LIMIT: "3", API_KEYS: `${apiKey},second-key-0123456789` });
    try {
      const forged = { headers: { "x-forwarded-for": "10.9.8.7" } };
      const remaining: (string | null)[] = [];
      for (let i = 0; i < 3; i++) {
        const { headers } = await limited.api("GET", "/companies", forged);
        remaining.push(headers.get("x-rate-limit-remaining"));
        expect(headers.get("x-rate-limit-limit")).toBe("3");
        expect(Date.parse(headers.get("x-rate-limit-reset") ?? "")).toBeGreaterThan(Date.now());
      }
      expect(remaining).toEqual(["2", "1", "0"]);
      const refused = await limited.api("GET", "/companies", forged);
      expect([refused.status, refused.body.canBeRetried]).toEqual([429, "True"]);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      expect((await limited.api("GET", "/companies", { key: "second-key-0123456789" })).status).toBe(200);
      expect((await limited.api("GET", "/health/ready", { key: null })).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});

describe("bodies", () => {
  test.each([
    ["malformed JSON", { rawBody: '{"name": SECRET}', type: "application/json" }, 400, "not valid JSON"],
    ["cut-off JSON", { rawBody: '{"name": "x', type: "application/json" }, 400, "not valid JSON"],
    [
      "prototype poison",
      { rawBody: '{"__proto__":{"x":1},"name":"x"}', type: "application/json" },
      400,
      "not valid JSON",
    ],
    ["no body", {}, 400, "not valid"],
    ["an empty JSON body", { rawBody: "", type: "application/json" }, 400, "not valid"],
    ["a form", { rawBody: "name=x", type: "application/x-www-form-urlencoded" }, 415, "application/json"],
    ["text", { rawBody: '{"name":"x"}', type: "text/plain" }, 415, "application/json"],
    ["XML", { rawBody: "<name/>", type: "application/xml" }, 415, "application/json"],
    ["a content type with a tab", { rawBody: '{"name":"x"}', type: "application/json\ta" }, 415, "application/json"],
    ["too large a body", { rawBody: `{"name":"${"x".repeat(1_048_600)}"}`, type: "application/json" }, 413, "1 MiB"],
  ])("%s", async (_case, { rawBody, type }: { rawBody?: string; type?: string }, status, message) => {
    const reply = await api("POST", "/companies", {
      ...(rawBody === undefined ? {} : { rawBody }),
      headers: type ? { "content-type": type } : {},
    });
    expect([reply.status, reply.body.error]).toEqual([status, expect.stringContaining(message)]);
    expect(reply.text).not.toContain("SECRET");
  });

  test("JSON in any of its spellings is taken", async () => {
    for (const type of ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"]) {
      const reply = await api("POST", "/companies", { rawBody: '{"name":"x"}', headers: { "content-type": type } });
      expect(reply.status, type).toBe(200);
    }
  });

  test("operations without a body take an empty one of the types Codat's SDKs send", async () => {
    const companyId = await createCompany(service.api);
    for (const type of ["application/json", "application/x-www-form-urlencoded", undefined]) {
      const reply = await api("POST", `/companies/${companyId}/data/all`, {
        rawBody: "",
        headers: type ? { "content-type": type } : {},
      });
      // Nothing is linked; what matters is that the empty body was no obstacle.
      expect([reply.status, reply.body.error], type).toEqual([400, expect.stringContaining("is linked")]);
    }
    for (const type of ["application/json", "application/x-www-form-urlencoded"]) {
      const { status } = await api("DELETE", `/companies/${await createCompany(service.api)}`, {
        rawBody: "",
        headers: { "content-type": type },
      });
      expect(status, type).toBe(204);
    }
  });
});

describe("routes and methods", () => {
  test.each([
    ["GET", "/"],
    ["GET", "/nothing"],
    ["POST", "/nothing/at/all"],
    ["QUERY", "/nothing"],
    ["GET", `/companies/${unknownId}/invoicez`],
  ])("%s %s is a 404 in Codat's body", async (method, path) => {
    const { status, body } = await api(method, path);
    expect([status, body.error]).toEqual([404, expect.stringContaining(`No route matches ${method}`)]);
  });

  test.each([
    ["PUT", "/companies", "GET, HEAD, POST"],
    ["POST", `/companies/${unknownId}`, "DELETE, GET, HEAD, PATCH, PUT"],
    ["DELETE", `/companies/${unknownId}/subscriptions`, "GET, HEAD"],
    ["POST", `/companies/${unknownId}/connections/${unknownId}/data/proxy?endpoint=site`, "GET"],
    ["OPTIONS", "/companies", "GET, HEAD, POST"],
    ["QUERY", "/companies", "GET, HEAD, POST"],
    ["GET", `/companies/${unknownId}/data/all`, "POST"],
  ])("%s %s is a 405 that says what is allowed", async (method, path, allow) => {
    const { status, headers } = await api(method, path);
    expect([status, headers.get("allow")]).toEqual([405, allow]);
  });

  test("a path that is not percent-encoding, and one that is too long", async () => {
    expect((await api("GET", "/companies/%zz")).status).toBe(400);
    expect((await api("GET", `/companies/${"x".repeat(1_500)}`)).status).toBe(400);
    const reply = await api("GET", `/companies/${unknownId}/subscriptions/${"x".repeat(900)}`);
    expect(reply.status).toBe(404);
  });

  test("a trailing slash is no other place", async () => {
    expect((await api("GET", "/companies/")).status).toBe(200);
  });

  test("unknown parameters are named", async () => {
    const { status, body } = await api("GET", `/companies/${unknownId}?verbose=1`);
    expect([status, body.error]).toEqual([400, expect.stringContaining("verbose")]);
  });
});

describe("correlation ids", () => {
  test("tie response, body and log together", async () => {
    const { headers, body } = await api("GET", `/companies/${unknownId}`);
    const id = headers.get("x-correlation-id");
    expect(body.correlationId).toBe(id);
    const line = service
      .logged()
      .split("\n")
      .find((text) => text.includes(`"correlationId":"${id}"`));
    expect(JSON.parse(line ?? "{}")).toMatchObject({
      method: "GET",
      route: "/companies/:companyId",
      statusCode: 404,
      caller: expect.stringMatching(/^[\w-]{8}$/),
    });
  });

  test("may be the caller's own", async () => {
    const own = "0123456789abcdef0123456789abcdef";
    const { headers } = await api("GET", "/companies", { headers: { "x-correlation-id": own } });
    expect(headers.get("x-correlation-id")).toBe(own);
  });
});

describe("what is hardly HTTP", () => {
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(service.address).port), "127.0.0.1", () => socket.write(text));
      const chunks: Buffer[] = [];
      socket.on("data", (chunk) => chunks.push(chunk));
      socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
      socket.on("error", reject);
    });

  test.each([
    ["no HTTP at all", "hello\r\n\r\n", 400],
    ["headers without end", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`, 431],
    ["two lengths", "POST /companies HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400],
    [
      "length and chunks",
      "POST /companies HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
      400,
    ],
  ])("%s is one answer with Codat's body and a closed connection", async (_case, text, status) => {
    const answer = await raw(text);
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({
      statusCode: status,
      service: "StandardBilling",
      correlationId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });
});

describe("for operators", () => {
  test("metrics count requests by route, never by id", async () => {
    await api("GET", `/companies/${unknownId}`);
    const { text } = await api("GET", "/metrics");
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/companies\/:companyId",status="404"\} [1-9]/,
    );
    for (const name of ["hits", "misses", "joined", "evictions", "too_large", "bytes", "entries"]) {
      expect(text).toMatch(new RegExp(`^response_cache_${name} \\d+$`, "m"));
    }
    expect(text).toMatch(/^webhook_attempts_total\{outcome="taken"\} 0$/m);
    expect(text).toMatch(/^webhook_outbox_deliveries 0$/m);
    expect(text).not.toContain(unknownId);
  });

  test("metrics count what was asked of sources, by list and outcome", async () => {
    const { company } = await link(service.api, service.upstream);
    service.upstream.misbehave({ kind: "status", status: 503, path: "/maxio/acorn-analytics/products.json", times: 1 });
    expect((await api("GET", `${company}/plans`)).status).toBe(200);
    const { text } = await api("GET", "/metrics");
    const value = (series: string) =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${series} `))
          ?.split(" ")[1],
      );
    expect(value('upstream_requests_total{subject="products",outcome="unavailable"}')).toBe(1);
    expect(value('upstream_requests_total{subject="products",outcome="answered"}')).toBeGreaterThan(0);
    expect(value('upstream_retries_total{subject="products"}')).toBe(1);
    expect(value('upstream_request_seconds_total{subject="products"}')).toBeGreaterThan(0);
    expect(text).not.toContain("acorn");
  });

  test("the document is served as it is committed", async () => {
    const { openApiDocument } = await import("../../helpers/contract.js");
    expect((await api("GET", "/openapi.json")).body).toEqual(openApiDocument);
  });

  test("the documentation page loads nothing from elsewhere", async () => {
    const { text, headers } = await api("GET", "/docs");
    const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? "");
    expect(assets.length).toBeGreaterThan(3);
    for (const url of assets) {
      expect(new URL(url, `${service.address}/docs`).origin).toBe(service.address);
      expect((await api("GET", new URL(url, `${service.address}/docs`).pathname, { key: null })).status, url).toBe(200);
    }
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(headers.get("content-security-policy")).not.toMatch(/https?:|upgrade-insecure-requests/);
  });

  test("no request shows a stack, and none lets another origin read", async () => {
    const { headers } = await api("GET", "/companies", { headers: { origin: "https://evil.example" } });
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  test("no secret is in the log", () => {
    expect(service.logged()).not.toContain(apiKey);
    expect(service.logged()).not.toContain(Buffer.from(apiKey).toString("base64"));
    expect(service.logged()).not.toContain("SECRET");
  });
});
