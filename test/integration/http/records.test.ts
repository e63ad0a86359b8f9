import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { billingTypes } from "../../../src/model/billing/index.js";
import {
  apiKey,
  createCompany,
  type Linked,
  link,
  startTestService,
  type TestService,
  unknownId,
} from "../../helpers/service.js";

let service: TestService;
let acorn: Linked;
beforeAll(async () => {
  service = await startTestService();
  acorn = await link(service.api, service.upstream);
});
afterAll(() => service.stop());
const api: TestService["api"] = (...call) => service.api(...call);
const idsOf = (reply: { body: { results: { id: string }[] } }) => reply.body.results.map(({ id }) => id);

describe("every data type", () => {
  test.each(Object.entries(billingTypes))("%s is read at both levels and by id", async (dataType, { path }) => {
    const company = await api("GET", `${acorn.company}/${path}`);
    const connection = await api("GET", `${acorn.connection}/data/billing-${path}`);
    expect(company.status, company.text).toBe(200);
    expect(connection.body.results).toEqual(company.body.results);
    expect(connection.body._links.self.href).toBe(`${acorn.connection}/data/billing-${path}`);
    const [first] = company.body.results;
    expect(first, `${dataType} of the sandbox is empty`).toBeDefined();
    for (const url of [`${acorn.company}/${path}`, `${acorn.connection}/data/billing-${path}`]) {
      const one = await api("GET", `${url}/${encodeURIComponent(first.id)}`);
      expect(one.body).toEqual(first);
    }
    expect((await api("GET", `${acorn.company}/${path}/nothing%2Fhere`)).body.error).toBe(
      `No data available for ${dataType} for ID nothing/here`,
    );
  });
});

describe("lists", () => {
  test("page through everything exactly once by following the links", async () => {
    const all = await api("GET", `${acorn.company}/subscriptions?pageSize=5000`);
    const collected: string[] = [];
    let href: string | undefined = `${acorn.company}/subscriptions?pageSize=7`;
    while (href) {
      const page = await api("GET", href);
      collected.push(...idsOf(page));
      href = page.body._links.next?.href;
    }
    expect(collected).toEqual(idsOf(all));
    expect(new Set(collected).size).toBe(all.body.totalResults);
  });

  test("beyond the end are empty, with the right total", async () => {
    const { body } = await api("GET", `${acorn.company}/subscriptions?page=999`);
    expect(body).toMatchObject({ results: [], pageNumber: 999 });
    expect(body.totalResults).toBeGreaterThan(0);
  });

  test("filter and order", async () => {
    const { body } = await api("GET", `${acorn.company}/subscriptions?query=status%3Dcancelled&orderBy=-createdDate`);
    expect(body.results.length).toBeGreaterThan(0);
    for (const { status } of body.results) expect(status).toBe("Cancelled");
    const dates = body.results.map(({ createdDate }: { createdDate: string }) => createdDate);
    expect(dates).toEqual([...dates].sort().reverse());
    expect(body._links.current.href).toContain("page=1&pageSize=100&orderBy=-createdDate&query=status%3Dcancelled");
  });

  test("are the same however often the query was encoded", async () => {
    const once = await api("GET", `${acorn.company}/subscriptions?query=${encodeURIComponent("status=Active")}`);
    const twice = await api(
      "GET",
      `${acorn.company}/subscriptions?query=${encodeURIComponent(encodeURIComponent("status=Active"))}`,
    );
    expect(idsOf(twice)).toEqual(idsOf(once));
  });

  test.each([
    ["query=nothing=1", "Error parsing query - Could not resolve property nothing on Subscription"],
    ["query=status", "Error parsing query - Malformed query."],
    [`query=${"a".repeat(2_048)}`, "Malformed query"],
    ["query=a=1&&b=2", "b is not a parameter"],
    ["orderBy=lineItems.amount", "Could not resolve property"],
    ["page=1&page=2", "page must be"],
    ["nonsense=1", "nonsense is not a parameter"],
  ])("with ?%s are a 400", async (parameters, message) => {
    const { status, body } = await api("GET", `${acorn.company}/subscriptions?${parameters}`);
    expect([status, body.error]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe("whose data", () => {
  test("another company's connection is as unknown as one that does not exist", async () => {
    const other = await createCompany(service.api, "Other");
    for (const connectionId of [acorn.connectionId, unknownId, "not-an-id"]) {
      for (const path of [
        `/companies/${other}/subscriptions?connectionId=${connectionId}`,
        `/companies/${other}/connections/${connectionId}`,
        `/companies/${other}/connections/${connectionId}/data/billing-subscriptions`,
        `/companies/${other}/connections/${connectionId}/data/billing-subscriptions/1`,
        `/companies/${other}/connections/${connectionId}/data/proxy?endpoint=site.json`,
      ]) {
        const { status, body } = await api("GET", path);
        expect([status, body.error], path).toEqual([404, `Data connection ${connectionId} not found`]);
      }
    }
  });

  test("an unknown company is a 404 everywhere", async () => {
    for (const id of [unknownId, "nonsense", "%00", "..%2f.."]) {
      for (const rest of ["", "/connections", "/subscriptions", "/subscriptions/1", "/dataStatus", "/data/history"]) {
        const { status, body } = await api("GET", `/companies/${id}${rest}`);
        expect([status, body.error]).toEqual([404, `No company was found with ID ${decodeURIComponent(id)}`]);
      }
    }
  });

  test("a hot cache opens nothing: no key, a wrong key, or another company's path", async () => {
    const path = `${acorn.connection}/data/billing-customers`;
    await api("GET", path);
    expect((await api("GET", path)).headers.get("x-cache")).toBe("HIT");
    expect((await api("GET", path, { key: null })).status).toBe(401);
    expect((await api("GET", path, { key: "wrong" })).status).toBe(401);
    const other = await createCompany(service.api, "Other");
    expect((await api("GET", path.replace(acorn.companyId, other))).status).toBe(404);
  });

  test("the records of several connections are merged, and an id in two of them asks which", async () => {
    const companyId = await createCompany(service.api, "Twice");
    const first = await link(service.api, service.upstream, companyId);
    const second = await link(service.api, service.upstream, companyId);
    const merged = await api("GET", `${first.company}/plans`);
    const one = await api("GET", `${first.company}/plans?connectionId=${second.connectionId.toUpperCase()}`);
    expect(merged.body.totalResults).toBe(2 * one.body.totalResults);
    const [{ id }] = one.body.results;
    const ambiguous = await api("GET", `${first.company}/plans/${id}`);
    expect([ambiguous.status, ambiguous.body.error]).toEqual([400, expect.stringContaining("add connectionId")]);
    const chosen = await api("GET", `${first.company}/plans/${id}?connectionId=${second.connectionId}`);
    expect(chosen.body.connectionId).toBe(second.connectionId);
  });

  test("nothing linked is a 409 that says so", async () => {
    const companyId = await createCompany(service.api, "Empty");
    const { status, body } = await api("GET", `/companies/${companyId}/subscriptions`);
    expect([status, body.error]).toEqual([409, expect.stringContaining("no connection of company")]);
  });

  test("what was read of an unlinked connection stays readable by its id, and only so", async () => {
    const { connection, company, connectionId } = await link(service.api, service.upstream);
    const before = await api("GET", `${company}/plans`);
    await api("PATCH", connection, { body: { status: "Unlinked" } });
    expect((await api("GET", `${connection}/data/billing-plans`)).body.results).toEqual(before.body.results);
    expect((await api("GET", `${company}/plans?connectionId=${connectionId}`)).status).toBe(200);
    expect((await api("GET", `${company}/plans`)).status).toBe(409);
  });
});

describe("caching", () => {
  test("the second answer is a hit, byte for byte the first", async () => {
    const path = `${acorn.company}/customers?pageSize=9`;
    const [first, second] = [await api("GET", path), await api("GET", path)];
    expect([first.headers.get("x-cache"), second.headers.get("x-cache")]).toEqual(["MISS", "HIT"]);
    expect(second.text).toBe(first.text);
    expect(second.headers.get("cache-control")).toBe("private, no-cache");
    expect(second.headers.get("vary")?.toLowerCase()).toContain("authorization");
  });

  test.each([(etag: string) => etag, (etag: string) => `"x", W/${etag}`, () => "*"])(
    "an unchanged answer is a 304 without a body (%#)",
    async (header) => {
      const path = `${acorn.company}/addOns`;
      const plain = { "accept-encoding": "identity" };
      const etag = (await api("GET", path, { headers: plain })).headers.get("etag") ?? "";
      expect(etag).toMatch(/^"[^"]+"$/);
      const again = await api("GET", path, { headers: { ...plain, "if-none-match": header(etag) } });
      expect([again.status, again.headers.get("etag")]).toEqual([304, etag]);
      expect((await api("GET", path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    },
  );

  test("HEAD has the headers and no body", async () => {
    const plain = { headers: { "accept-encoding": "identity" } };
    const head = await api("HEAD", `${acorn.company}/addOns`, plain);
    const get = await api("GET", `${acorn.company}/addOns`, plain);
    expect(head.headers.get("etag")).toBe(get.headers.get("etag"));
    expect(Number(head.headers.get("content-length"))).toBe(Buffer.byteLength(get.text));
  });

  test("whoever accepts gzip gets it once the answer is in demand, under a tag of its own", async () => {
    const url = `${service.address}${acorn.company}/subscriptions`;
    const headers = { authorization: `Basic ${Buffer.from(apiKey).toString("base64")}` };
    const plain = await fetch(url, { headers: { ...headers, "accept-encoding": "identity" } });
    const text = await plain.text();
    const compressed = await vi.waitFor(async () => {
      const { default: http } = await import("node:http");
      const reply = await new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
        http
          .get(url, { headers: { ...headers, "accept-encoding": "gzip" } }, (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk) => chunks.push(chunk));
            response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
          })
          .on("error", reject);
      });
      expect(reply.headers["content-encoding"]).toBe("gzip");
      return reply;
    });
    expect(gunzipSync(compressed.body).toString()).toBe(text);
    expect(compressed.headers["etag"]).not.toBe(plain.headers.get("etag"));
    const unchanged = await fetch(url, {
      headers: { ...headers, "if-none-match": String(compressed.headers["etag"]) },
    });
    expect(unchanged.status).toBe(304);
  });

  test("a commit that changes a record changes the answer, one that changes nothing does not", async () => {
    const { company, connection } = await link(service.api, service.upstream);
    const first = await api("GET", `${company}/customers`);
    await refresh(company, "billing-customers");
    const same = await api("GET", `${company}/customers`);
    expect(same.headers.get("etag")).toBe(first.headers.get("etag"));
    await api("PUT", `${connection}/authorization`, {
      body: service.upstream.companies[1]?.connections[0]?.credentials,
    });
    const changed = await api("GET", `${company}/customers`);
    expect(changed.headers.get("etag")).not.toBe(first.headers.get("etag"));
    expect(changed.headers.get("x-cache")).toBe("MISS");
  });

  test("1,000 equal requests at once make one computation, whoever gives up", async () => {
    const { company } = await link(service.api, service.upstream);
    await api("GET", `${company}/customers`);
    const misses = async () => Number(/^response_cache_misses (\d+)/m.exec((await api("GET", "/metrics")).text)?.[1]);
    const before = await misses();
    const abort = new AbortController();
    const url = `${service.address}${company}/customers?pageSize=77`;
    const headers = { authorization: `Basic ${Buffer.from(apiKey).toString("base64")}` };
    const calls = Array.from({ length: 1_000 }, async (_, index) => {
      const response = await fetch(url, { headers, ...(index % 100 === 0 ? { signal: abort.signal } : {}) });
      return response.text();
    });
    abort.abort();
    const results = await Promise.allSettled(calls);
    const texts = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(texts).toHaveLength(990);
    expect(new Set(texts).size).toBe(1);
    expect((await misses()) - before).toBe(1);
  });
});

describe("very large pages", () => {
  test("are streamed whole, can be revalidated, and leave the cache alone", async () => {
    const { company } = await link(service.api, service.upstream, undefined, 1);
    const url = `${company}/subscriptions?pageSize=5000`;
    const page = await api("GET", url);
    expect(page.status, page.text.slice(0, 300)).toBe(200);
    expect(Buffer.byteLength(page.text)).toBeGreaterThan(2 * 1024 * 1024);
    expect(page.body.results).toHaveLength(page.body.totalResults);
    expect(Number(page.headers.get("content-length"))).toBe(Buffer.byteLength(page.text));
    const again = await api("GET", url);
    expect([again.headers.get("x-cache"), again.text === page.text]).toEqual(["MISS", true]);
    const etag = page.headers.get("etag") ?? "";
    expect((await api("GET", url, { headers: { "if-none-match": etag } })).status).toBe(304);
  });
});

async function refresh(company: string, dataType: string): Promise<void> {
  const { body } = await api("POST", `${company}/data/queue/${dataType}`);
  await vi.waitFor(
    async () => {
      const { body: run } = await api("GET", `${company}/data/history/${body.id}`);
      expect(run.isCompleted || run.isErrored).toBe(true);
    },
    { timeout: 20_000, interval: 50 },
  );
}

describe("what the source does wrong", () => {
  const spoil = (rule: Parameters<TestService["upstream"]["misbehave"]>[0]) => service.upstream.misbehave(rule);

  test("a first sync that takes long is a 409 with its progress and when to come again; later it is there", async () => {
    const impatient = await startTestService({ READ_WAIT_MS: "0" });
    try {
      const { company } = await link(impatient.api, impatient.upstream);
      impatient.upstream.misbehave({ kind: "slowHeaders", delayMs: 300, path: "subscriptions.json", times: 1 });
      const early = await impatient.api("GET", `${company}/subscriptions`);
      expect([early.status, early.body.canBeRetried]).toEqual([409, "True"]);
      expect(Number(early.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(early.body.error).toMatch(/still being read from the source \(\d+ %\)/);
      await vi.waitFor(async () => expect((await impatient.api("GET", `${company}/subscriptions`)).status).toBe(200), {
        timeout: 20_000,
        interval: 50,
      });
    } finally {
      await impatient.stop();
    }
  });

  test("a key that is taken away: stored data with a warning and its age, nothing stored is a 403", async () => {
    const { company, connection } = await link(service.api, service.upstream);
    const before = await api("GET", `${company}/plans`);
    spoil({ kind: "status", status: 401, path: "/maxio/acorn-analytics/" });
    try {
      // What was read within the last seconds is not read again, however often it is asked for.
      const stale = await vi.waitFor(
        async () => {
          await refresh(company, "billing-plans");
          const reply = await api("GET", `${company}/plans`);
          expect(reply.headers.get("warning")).not.toBeNull();
          return reply;
        },
        { timeout: 20_000, interval: 250 },
      );
      expect(stale.text).toBe(before.text);
      expect(stale.headers.get("warning")).toMatch(/^111 standard-billing "connection /);
      expect(Number(stale.headers.get("age"))).toBeGreaterThanOrEqual(0);
      expect((await api("GET", connection)).body).toMatchObject({
        status: "Deauthorized",
        dataConnectionErrors: [{ statusCode: expect.any(String) }],
      });
      const nothing = await api("GET", `${company}/customers`);
      expect([nothing.status, nothing.body.canBeRetried]).toEqual([403, "False"]);
      expect((await api("GET", `${company}/dataStatus`)).body["billing-plans"]).toMatchObject({
        currentStatus: "AuthError",
        latestSuccessfulSyncId: expect.any(String),
      });
    } finally {
      service.upstream.behave();
    }
  });

  test("a source that fails before anything was stored is a 502 that may be repeated", async () => {
    const { company } = await link(service.api, service.upstream);
    spoil({ kind: "html", path: "/maxio/acorn-analytics/" });
    try {
      const { status, body, headers } = await api("GET", `${company}/plans`);
      // While it is still retrying the answer is a 409.
      expect([409, 502]).toContain(status);
      expect(body.canBeRetried).toBe("True");
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    } finally {
      service.upstream.behave();
    }
  });
});
