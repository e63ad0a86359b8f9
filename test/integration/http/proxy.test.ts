import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Linked, link, startTestService, type TestService } from "../../helpers/service.js";

let service: TestService;
let linked: Linked;
beforeAll(async () => {
  service = await startTestService({ PROXY_RATE_LIMIT: "100000" });
  linked = await link(service.api, service.upstream);
  await service.api("PATCH", linked.connection, { body: { proxyEnabled: true } });
});
afterAll(() => service.stop());
const proxied = (endpoint: string, from: Linked = linked) =>
  service.api("GET", `${from.connection}/data/proxy?endpoint=${encodeURIComponent(endpoint)}`);

describe("the proxy", () => {
  test("is off until the connection enables it, and off again when it does not", async () => {
    const fresh = await link(service.api, service.upstream);
    const refused = await proxied("site.json", fresh);
    expect([refused.status, refused.body.error]).toEqual([403, "The proxy is not enabled for this connection."]);
    const enabled = await service.api("PATCH", fresh.connection, { body: { proxyEnabled: true } });
    expect(enabled.body.connectionInfo.proxyEnabled).toBe("true");
    expect((await proxied("site.json", fresh)).status).toBe(200);
    await service.api("PATCH", fresh.connection, { body: { proxyEnabled: false } });
    expect((await proxied("site.json", fresh)).status).toBe(403);
  });

  test("needs a linked connection", async () => {
    const fresh = await link(service.api, service.upstream);
    await service.api("PATCH", fresh.connection, { body: { status: "Unlinked", proxyEnabled: true } });
    const { status, body } = await proxied("site.json", fresh);
    expect([status, body.error]).toEqual([403, "The connection is not linked."]);
  });

  test.each([
    ["site.json", "site"],
    ["/site.json", "site"],
    ["site", "site"],
    ["/subscriptions?page=1&per_page=3", "0"],
  ])("passes %s on and returns the source's own JSON", async (endpoint, key) => {
    const { status, body } = await proxied(endpoint);
    expect(status).toBe(200);
    expect(body).toHaveProperty(key);
  });

  test("sends a query string with it", async () => {
    expect((await proxied("subscriptions.json?per_page=3")).body).toHaveLength(3);
    expect((await proxied("subscriptions.json?per_page=2&page=2")).body).toHaveLength(2);
  });

  test("puts the source's errors in Codat's body, with its status but for 401", async () => {
    const missing = await proxied("subscriptions/999999999.json");
    expect([missing.status, missing.body.canBeRetried]).toEqual([404, "Unknown"]);
    service.upstream.misbehave({ kind: "status", status: 401, path: "/customers.json", times: 1 });
    service.upstream.misbehave({ kind: "status", status: 422, path: "/coupons.json", times: 1 });
    try {
      expect((await proxied("customers.json?page=7")).status).toBe(403);
      expect((await proxied("coupons.json?page=7")).status).toBe(422);
    } finally {
      service.upstream.behave();
    }
  });

  test.each([405, 503])(
    "answers %i when that is what the source answers, however often it is asked",
    async (status) => {
      service.upstream.misbehave({ kind: "status", status, path: "/components.json" });
      try {
        const { body } = await proxied("components.json");
        expect(body).toMatchObject({ statusCode: status, error: `The source answered with status ${status}.` });
      } finally {
        service.upstream.behave();
      }
    },
  );

  test("answers 429 and when to come back when the source does", async () => {
    // A site of its own, which nobody asks until then.
    const throttled = await link(service.api, service.upstream, undefined, 2, 1);
    await service.api("PATCH", throttled.connection, { body: { proxyEnabled: true } });
    service.upstream.misbehave({ kind: "status", status: 429, retryAfter: 60, path: "/components.json" });
    try {
      const { headers, body } = await proxied("components.json", throttled);
      expect(body).toMatchObject({ statusCode: 429, canBeRetried: "True" });
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(30);
    } finally {
      service.upstream.behave();
    }
  });

  test("remembers an answer briefly, and no error", async () => {
    const asked = () => service.upstream.requests.filter(({ path }) => path.endsWith("/product_families.json")).length;
    service.upstream.misbehave({ kind: "status", status: 404, path: "/product_families.json", times: 1 });
    try {
      expect((await proxied("product_families.json")).status).toBe(404);
    } finally {
      service.upstream.behave();
    }
    const before = asked();
    const [first, second] = [await proxied("product_families.json"), await proxied("product_families.json")];
    expect([first.headers.get("x-cache"), second.headers.get("x-cache")]).toEqual(["MISS", "HIT"]);
    expect(asked() - before).toBe(1);
  });

  test("forgets what it read with other credentials", async () => {
    const fresh = await link(service.api, service.upstream);
    await service.api("PATCH", fresh.connection, { body: { proxyEnabled: true } });
    await proxied("site.json", fresh);
    const credentials = service.upstream.companies[0]?.connections[0]?.credentials;
    await service.api("PUT", `${fresh.connection}/authorization`, { body: credentials });
    expect((await proxied("site.json", fresh)).headers.get("x-cache")).toBe("MISS");
  });

  test("is limited by connection", async () => {
    const limited = await startTestService({ PROXY_RATE_LIMIT: "2" });
    try {
      const one = await link(limited.api, limited.upstream);
      const other = await link(limited.api, limited.upstream);
      for (const { connection } of [one, other]) {
        await limited.api("PATCH", connection, { body: { proxyEnabled: true } });
      }
      const statuses: number[] = [];
      for (let i = 0; i < 3; i++) {
        statuses.push((await limited.api("GET", `${one.connection}/data/proxy?endpoint=site.json`)).status);
      }
      expect(statuses).toEqual([200, 200, 429]);
      expect((await limited.api("GET", `${other.connection}/data/proxy?endpoint=site.json`)).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  test("never shows the credentials it uses", async () => {
    const { text, headers } = await proxied("site.json");
    const all = text + JSON.stringify([...headers]);
    for (const { connections } of service.upstream.companies) {
      for (const { credentials } of connections) {
        for (const [name, value] of Object.entries(credentials))
          if (/key/i.test(name)) expect(all).not.toContain(value);
      }
    }
  });
});

describe("endpoints that could lead elsewhere", () => {
  const bad = [
    "",
    "//evil.example/x",
    "/\\evil.example",
    "\\\\evil.example\\x",
    "http://169.254.169.254/latest",
    "https:evil.example",
    "javascript:alert(1)",
    "@evil.example",
    "user@evil.example/x",
    "[::1]/x",
    "../site.json",
    "a/../../b.json",
    "a/./b.json",
    "a/%2e%2e/b.json",
    "a/.%2e/b.json",
    "a%2fb.json",
    "a%252e%252e/b",
    "a/..;/b",
    "a#b",
    "a b",
    "a\0b",
    "a\r\nHost: evil",
    "a\tb",
    "clé.json",
    "site.json?x=%0d%0aHost:evil",
    "site.json?x=%zz",
    "site.json?x=\\",
    `${"a".repeat(2_100)}.json`,
  ];

  test.each(bad)("%j is a 400, and nothing is sent", async (endpoint) => {
    const before = service.upstream.requests.length;
    const { status } = await proxied(endpoint);
    expect(status).toBe(400);
    expect(service.upstream.requests.length).toBe(before);
  });

  test("no endpoint at all, two of them, and other parameters beside it", async () => {
    for (const parameters of ["", "?endpoint=site&endpoint=customers", "?endpoint=customers.json&page=2"]) {
      expect((await service.api("GET", `${linked.connection}/data/proxy${parameters}`)).status).toBe(400);
    }
  });

  test("whatever is asked, only GETs of the linked site leave", async () => {
    service.upstream.clearRequests();
    const text = fc.string({ unit: fc.constantFrom(..."/.\\%?#@:;&=+ 2eEfFaxAX01[]{}~'\"<>\r\n\t\0"), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, async (endpoint) => {
        const { status } = await proxied(endpoint);
        expect([200, 400, 403, 404, 422]).toContain(status);
      }),
      { numRuns: 150 },
    );
    for (const { method, path, subdomain } of service.upstream.requests) {
      expect([method, subdomain], path).toEqual(["GET", "acorn-analytics"]);
    }
  });
});
