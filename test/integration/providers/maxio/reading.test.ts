import { EventEmitter, once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { UpstreamError } from "../../../../src/errors.js";
import type { MaxioOptions } from "../../../../src/providers/maxio/index.js";
import { maxioLists } from "../../../../src/providers/maxio/lists.js";
import { ListNotSupported } from "../../../../src/providers/provider.js";
import {
  always,
  body,
  type FakeMaxio,
  idsOf,
  pages,
  type Route,
  readAll,
  site,
  startFakeMaxio,
  wrapped,
} from "../../../helpers/fake-maxio.js";
import * as fault from "../../../helpers/fault-server.js";

let maxio: FakeMaxio | undefined;
afterEach(async () => {
  await maxio?.close();
  maxio = undefined;
});

async function start(routes: Record<string, Route>, options?: Partial<MaxioOptions>): Promise<FakeMaxio> {
  maxio = await startFakeMaxio(routes, options);
  return maxio;
}

const customers = (count: number) => wrapped("customer", count);
const numbers = (count: number, first = 1) => Array.from({ length: count }, (_, at) => `${first + at}`);

describe("every list", () => {
  const one = (name: string) => {
    const { envelope } = maxioLists[name as keyof typeof maxioLists];
    const row = {
      id: 5,
      uid: "inv_5",
      resource_id: 5,
      metafield_id: 6,
      subscription_id: 5,
      component_id: 6,
      product_id: 1,
      total_amount: "1.0",
      invoice: { uid: "inv_5" },
      event_data: { refund_id: 7 },
    };
    if ("single" in envelope) return { [envelope.single]: { ...site, ...row } };
    return "under" in envelope ? { [envelope.under]: [row] } : [{ [envelope.wrapped]: row }];
  };
  it.each(Object.keys(maxioLists))("%s is read out of its envelope", async (name) => {
    const { path } = maxioLists[name as keyof typeof maxioLists];
    const architecture = { ...site, relationship_invoicing_enabled: name !== "transactions" };
    const { source } = await start({ "/site.json": body({ site: architecture }), [path]: body(one(name)) });
    const [first, ...more] = await readAll(source, name);
    expect(first).toMatchObject({
      items: [{ id: expect.stringContaining("5"), body: expect.any(Object) }],
      rejected: [],
    });
    // Price points are read twice: the live ones, then the archived.
    expect(more).toHaveLength(name.endsWith("price_points") ? 1 : 0);
  });

  it.each(Object.keys(maxioLists).filter((name) => name !== "site"))("%s refuses another envelope", async (name) => {
    const { path } = maxioLists[name as keyof typeof maxioLists];
    const architecture = { ...site, relationship_invoicing_enabled: name !== "transactions" };
    for (const wrong of [null, "text", 7, {}, { other: [] }, { data: {} }]) {
      const { source } = await start({ "/site.json": body({ site: architecture }), [path]: body(wrong) });
      await expect(readAll(source, name)).rejects.toMatchObject({
        kind: "badPayload",
        message: expect.stringContaining(path),
      });
      await maxio?.close();
    }
  });
});

describe("what is asked", () => {
  it.each([
    ["customers", {}, "/customers.json?direction=asc&page=1&per_page=200"],
    ["subscriptions", {}, "/subscriptions.json?sort=id&direction=asc&include[]=coupons&page=1&per_page=200"],
    [
      "subscriptions",
      { since: "2026-05-01T12:00:00.500Z" },
      "/subscriptions.json?sort=id&direction=asc&include[]=coupons&date_field=updated_at&start_datetime=2026-05-01T12:00:00Z&page=1&per_page=200",
    ],
    ["product_families", {}, "/product_families.json"],
    [
      "coupons",
      { since: "2026-05-01T12:00:00Z" },
      "/coupons.json?currency_prices=true&filter[include_archived]=true&filter[date_field]=updated_at&filter[start_datetime]=2026-05-01T12:00:00Z&page=1&per_page=200",
    ],
    ["events", {}, "/events.json?direction=asc&page=1&per_page=200"],
  ])("of %s with %j", async (name, options, expected) => {
    const { source, asked } = await start({
      "/customers.json": body([]),
      "/subscriptions.json": body([]),
      "/product_families.json": body([]),
      "/coupons.json": body([]),
      "/events.json": body([]),
    });
    expect(await readAll(source, name, options)).toMatchObject([{ items: [], rejected: [] }]);
    expect(asked()).toEqual([expected]);
  });

  it("of price points: the live ones of every type, then the archived ones", async () => {
    const archived = [{ id: 9, component_id: 1, archived_at: "2026-01-01T00:00:00Z" }];
    const { source, asked } = await start({
      "/components_price_points.json": (query) =>
        fault.json({
          price_points: query.get("filter[archived_at]")
            ? archived
            : [
                { id: 1, component_id: 1 },
                { id: 2, component_id: 1 },
              ],
        }),
    });
    const read = await readAll(source, "components_price_points");
    expect(idsOf(read)).toEqual(["1", "2", "9"]);
    expect(read.map((page) => page.resume !== undefined)).toEqual([true, false]);
    const common =
      "/components_price_points.json?include=currency_prices&filter[type]=catalog,default,custom&direction=asc";
    expect(asked()).toEqual([
      `${common}&page=1&per_page=200`,
      `${common}&filter[archived_at]=not_null&page=1&per_page=200`,
    ]);
  });

  it("of invoices: every detail, and changes by the date they were made", async () => {
    const { source, asked } = await start({ "/invoices.json": body({ invoices: [] }) });
    await readAll(source, "invoices", { since: "2026-05-01T12:00:00Z" });
    const query = new URLSearchParams(asked().at(-1)?.split("?")[1]);
    for (const detail of ["line_items", "discounts", "taxes", "credits", "payments", "custom_fields", "refunds"])
      expect(query.get(detail)).toBe("true");
    expect(query.get("date_field")).toBe("updated_at");
    expect(query.get("start_datetime")).toBe("2026-05-01T12:00:00Z");
  });
});

describe("the end of a list", () => {
  it.each([
    [0, 1],
    [1, 1],
    [199, 1],
    // An empty page behind a full one may be a hole: the next is asked as well.
    [200, 3],
    [201, 2],
    [400, 4],
    [401, 3],
    // May be the page size of a server that does not heed ours.
    [20, 2],
    [50, 2],
  ])("of %i elements is found after %i requests", async (count, requests) => {
    const { source, asked } = await start({ "/customers.json": pages(customers(count)) });
    const read = await readAll(source, "customers");
    expect(idsOf(read)).toEqual(numbers(count));
    expect(asked()).toHaveLength(requests);
    expect(read.map((page) => page.resume !== undefined)).toEqual([...Array(requests - 1).fill(true), false]);
  });

  it("is not missed when the server gives fewer elements than asked for", async () => {
    const { source } = await start({ "/customers.json": small(customers(45)) });
    expect(idsOf(await readAll(source, "customers"))).toEqual(numbers(45));
  });

  it.each([25, 40, 150])("is not missed when the server gives %i elements a page", async (size) => {
    const rows = customers(2 * size + 3);
    const { source, asked } = await start({
      "/customers.json": (query) =>
        fault.json(rows.slice((Number(query.get("page")) - 1) * size, Number(query.get("page")) * size)),
    });
    expect(idsOf(await readAll(source, "customers"))).toEqual(numbers(2 * size + 3));
    expect(asked()).toHaveLength(3);
  });

  it("is not an empty page between others", async () => {
    const rows = customers(450);
    const { source } = await start({
      "/customers.json": (query) => (query.get("page") === "2" ? fault.json([]) : pages(rows)(query)),
    });
    expect(idsOf(await readAll(source, "customers"))).toEqual([...numbers(200), ...numbers(50, 401)]);
  });

  it("is where the total number of pages says, whatever their size", async () => {
    const page = (at: number) => ({ metadata: [{ resource_id: at, metafield_id: 1 }], total_pages: 3 });
    const { source } = await start({
      "/customers/metadata.json": (query) => fault.json(page(Number(query.get("page")))),
    });
    expect(idsOf(await readAll(source, "customers_metadata"))).toEqual(["1:1", "2:1", "3:1"]);
  });

  it.each([7, 20, 200])("is the first page of %i elements when the server knows no pages", async (count) => {
    const repeated: string[] = [];
    const { source, asked } = await start(
      { "/customers.json": body(customers(count)) },
      { onRepeatedPage: (subject) => repeated.push(subject) },
    );
    const read = await readAll(source, "customers");
    expect(idsOf(read)).toEqual(numbers(count));
    expect(read.at(-1)?.resume).toBeUndefined();
    expect(asked()).toHaveLength(count === 7 ? 1 : 2);
    // As many as were asked for: nobody knows whether there are more, and absence proves nothing.
    expect(read.flatMap(({ rejected }) => rejected)).toHaveLength(count === 200 ? 1 : 0);
    expect(repeated).toEqual(count === 7 ? [] : ["customers"]);
  });

  it("is the first page when there is no second one to be had", async () => {
    const { source } = await start({
      "/customers.json": (query) => (query.get("page") === "1" ? fault.json(customers(20)) : fault.text(404, " ")),
    });
    expect(idsOf(await readAll(source, "customers"))).toEqual(numbers(20));
  });

  it("is not a page that has gone missing", async () => {
    const { source } = await start({
      "/customers.json": (query) => (query.get("page") === "1" ? fault.json(customers(200)) : fault.text(404, " ")),
    });
    await expect(readAll(source, "customers")).rejects.toMatchObject({ kind: "notFound" });
    const resumed = readAll(source, "customers", { resume: "0/4/" });
    await expect(resumed).rejects.toMatchObject({ kind: "notFound" });
  });

  it("of price points is where a server that knows no archived ones says so", async () => {
    const { source } = await start({
      "/products_price_points.json": (query) =>
        query.has("filter[archived_at]")
          ? fault.text(404, " ")
          : fault.json({ price_points: [{ id: 1, product_id: 1 }] }),
    });
    expect(idsOf(await readAll(source, "products_price_points"))).toEqual(["1"]);
  });

  it("is never taken for granted: a page that comes back later is an error", async () => {
    const { source } = await start({
      "/customers.json": (query) => fault.json(wrapped("customer", 200, query.get("page") === "1" ? 1 : 201)),
    });
    await expect(readAll(source, "customers")).rejects.toMatchObject({ kind: "badPayload" });
  });

  it("comes after so many pages at the latest", async () => {
    const { source, asked } = await start(
      { "/customers.json": (query) => fault.json(wrapped("customer", 200, 200 * Number(query.get("page")))) },
      { maxPages: 5 },
    );
    await expect(readAll(source, "customers")).rejects.toMatchObject({
      kind: "badPayload",
      message: "/customers.json has more than 5 pages",
    });
    expect(asked()).toHaveLength(5);
  });
});

describe("a feed read by id", () => {
  const events = wrapped("event", 450);
  const feed: Route = (query) => {
    const since = Number(query.get("since_id") ?? 0);
    return fault.json(events.filter(({ event }) => (event?.id ?? 0) >= since).slice(0, 200));
  };

  it("goes on behind the last id", async () => {
    const { source, asked } = await start({ "/events.json": feed });
    expect(idsOf(await readAll(source, "events"))).toEqual(numbers(450));
    expect(asked()).toEqual([
      "/events.json?direction=asc&page=1&per_page=200",
      "/events.json?direction=asc&since_id=201&page=1&per_page=200",
      "/events.json?direction=asc&since_id=401&page=1&per_page=200",
    ]);
  });

  it("is resumed behind the last id", async () => {
    const { source, asked } = await start({ "/events.json": feed });
    const [first] = await readAll(source, "events");
    const rest = await readAll(source, "events", { resume: first?.resume ?? "" });
    expect(idsOf(rest)).toEqual(numbers(250, 201));
    expect(asked()[3]).toContain("since_id=201");
  });

  it("keeps ids beyond 2^53 apart", async () => {
    const text = `[${numbers(200)
      .map((id) => `{"event":{"id":90071992547409${id.padStart(5, "0")}}}`)
      .join(",")}]`;
    const { source, asked } = await start({
      "/events.json": (query) => (query.has("since_id") ? fault.json([]) : fault.text(200, text)),
    });
    const ids = idsOf(await readAll(source, "events"));
    expect(new Set(ids).size).toBe(200);
    expect(ids[199]).toBe("9007199254740900200");
    expect(asked()[1]).toContain("since_id=9007199254740900201");
  });

  it("falls back to page numbers when the ids do not rise", async () => {
    const newestFirst = [...events].reverse();
    const { source, asked } = await start({ "/events.json": pages(newestFirst) });
    expect(idsOf(await readAll(source, "events"))).toEqual(numbers(450).reverse());
    expect(asked().some((url) => url.includes("since_id"))).toBe(false);
  });

  it("ends when the server knows neither pages nor ids", async () => {
    const { source } = await start({ "/events.json": body(wrapped("event", 200)) });
    expect(idsOf(await readAll(source, "events"))).toHaveLength(200);
  });

  it("tells what is gone", async () => {
    const { source } = await start({
      "/events.json": body([
        { event: { id: 1, key: "subscription_deletion", subscription_id: 7, customer_id: 8 } },
        { event: { id: 2, key: "customer_delete", subscription_id: null, customer_id: 9 } },
        { event: { id: 3, key: "subscription_deletion", subscription_id: null } },
        { event: { id: 4, key: "customer_update", customer_id: 9 } },
      ]),
    });
    const [page] = await readAll(source, "events");
    expect(page?.deletions).toEqual([
      { list: "subscriptions", id: "7" },
      { list: "customers", id: "9" },
    ]);
  });
});

describe("resuming", () => {
  it("asks for the last page once more, in case something before it was deleted", async () => {
    const { source, asked } = await start({ "/customers.json": pages(customers(601)) });
    const [, second] = await readAll(source, "customers");
    const rest = await readAll(source, "customers", { resume: second?.resume ?? "" });
    expect(idsOf(rest)).toEqual(numbers(401, 201));
    expect(
      asked()
        .slice(4)
        .map((url) => /&page=(\d+)/.exec(url)?.[1]),
    ).toEqual(["2", "3", "4"]);
  });

  it("keeps the filter", async () => {
    const { source, asked } = await start({ "/customers.json": pages(customers(601)) });
    const since = "2026-05-01T12:00:00Z";
    const [first] = await readAll(source, "customers", { since });
    await readAll(source, "customers", { since, resume: first?.resume ?? "" });
    expect(asked().every((url) => url.includes("start_datetime=2026-05-01T12:00:00Z"))).toBe(true);
  });
});

describe("elements that cannot be read", () => {
  it("are told by id and field, and never lose their page", async () => {
    const { source } = await start({
      "/customers.json": body([
        { customer: { id: 1 } },
        { customer: "planted-value" },
        { customer: { id: { planted: "planted-value" } } },
        null,
        { customer: { id: 1.5, email: "planted-value" } },
        { customer: { id: 2, email: 7, first_name: null } },
        // Without its envelope, as it might be one day.
        { id: 3 },
      ]),
    });
    const [page] = await readAll(source, "customers");
    expect(page?.items.map((item) => item.id)).toEqual(["1", "2", "3"]);
    expect(page?.rejected).toEqual([
      { reason: expect.stringContaining("expected object") },
      { reason: expect.stringMatching(/^id: /) },
      { reason: expect.stringContaining("expected object") },
      { id: "1.5", reason: expect.stringMatching(/^id: /) },
    ]);
    expect(JSON.stringify(page?.rejected)).not.toContain("planted-value");
  });

  it("count for the length of their page", async () => {
    const rows = [...customers(199), { customer: {} }, ...wrapped("customer", 3, 300)];
    const { source } = await start({ "/customers.json": pages(rows) });
    expect(idsOf(await readAll(source, "customers"))).toHaveLength(202);
  });
});

describe("the server's clock", () => {
  it("is that of the answer's date", async () => {
    const { source } = await start({
      "/customers.json": always(fault.json([], { date: "Fri, 01 May 2026 12:00:30 GMT" })),
    });
    expect(await readAll(source, "customers")).toMatchObject([{ observedAt: "2026-05-01T12:00:30Z" }]);
  });

  it("is ours when the answer has none", async () => {
    const { source } = await start({ "/customers.json": always(fault.json([], { date: "yesterday" })) });
    const [page] = await readAll(source, "customers");
    expect(page?.observedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
});

describe("a list the site does not have", () => {
  it("is not supported, when the site itself is there", async () => {
    const { source } = await start({});
    await expect(readAll(source, "coupons")).rejects.toThrow(ListNotSupported);
  });

  it("is a failure, when the site is gone too", async () => {
    const fake = await start({});
    fake.routes = {};
    await expect(readAll(fake.source, "coupons")).rejects.toMatchObject({ kind: "notFound" });
  });

  it.each([
    ["invoices", false, true],
    ["credit_notes", false, true],
    ["transactions", true, true],
    ["invoices", true, false],
    ["credit_notes", true, false],
    ["transactions", false, false],
    ["invoices", undefined, false],
    ["transactions", undefined, true],
  ])("%s with relationship_invoicing_enabled=%j: %j", async (name, flag, refused) => {
    const { source, asked } = await start({
      "/site.json": body({ site: { ...site, relationship_invoicing_enabled: flag } }),
      "/invoices.json": body({ invoices: [] }),
      "/credit_notes.json": body({ credit_notes: [] }),
      "/transactions.json": body([]),
    });
    const reading = readAll(source, name);
    if (refused) await expect(reading).rejects.toThrow(ListNotSupported);
    else expect(await reading).toHaveLength(1);
    // A site that does not say is asked for an invoice.
    expect(asked()).toHaveLength((refused ? 1 : 2) + (flag === undefined ? 1 : 0));
  });

  it("is our mistake when nobody knows it", async () => {
    const { source } = await start({});
    await expect(readAll(source, "constructor")).rejects.toThrow(RangeError);
  });
});

describe("refusals", () => {
  it.each([
    ["401 with text", fault.text(401, "HTTP Basic: Access denied.\n"), "unauthorized"],
    ["403", fault.json({ errors: ["no"] }, {}, 403), "forbidden"],
    ["400", fault.text(400), "rejected"],
    ["409", fault.text(409), "rejected"],
    ["422 while the site answers", fault.json({ errors: { date_field: "bad" } }, {}, 422), "rejected"],
    ["500", fault.text(500), "unavailable"],
    ["429", fault.text(429, "", { "retry-after": "600" }), "throttled"],
    ["a redirect to a login page", fault.text(302, "", { location: "https://app.chargify.com/login" }), "unavailable"],
    ["an HTML page", fault.html, "badPayload"],
    ["truncated JSON", fault.truncatedJson, "badPayload"],
  ])("%s", async (_what, answer, kind) => {
    const { source } = await start({ "/customers.json": always(answer) });
    const error = await readAll(source, "customers").catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error.kind).toBe(kind);
    expect(`${error.stack}${error.cause}`).not.toContain("planted-secret");
    expect(error.message).not.toContain("?");
  });

  it("422 for everything means that the merchant's account is blocked", async () => {
    const blocked = fault.json({ errors: ["Your Chargify account has been canceled."] }, {}, 422);
    const { source } = await start({ "/site.json": always(blocked), "/customers.json": always(blocked) });
    await expect(readAll(source, "customers")).rejects.toMatchObject({ kind: "blocked", upstreamStatus: 422 });
    await expect(source.describe()).rejects.toMatchObject({ kind: "blocked" });
  });

  it("a failure on a later page keeps the pages before", async () => {
    const { source } = await start({
      "/customers.json": (query) => (query.get("page") === "2" ? fault.text(500) : pages(customers(500))(query)),
    });
    const read: string[] = [];
    const reading = async () => {
      for await (const page of source.read("customers", {})) read.push(...page.items.map(({ id }) => id));
    };
    await expect(reading()).rejects.toMatchObject({ kind: "unavailable" });
    expect(read).toHaveLength(200);
  });

  it("ends when the caller gives up", async () => {
    const controller = new AbortController();
    const second = held();
    const { source, asked } = await start({ "/customers.json": secondPage(customers(1000), second.answer) });
    const reading = async () => {
      for await (const _page of source.read("customers", { signal: controller.signal })) {
        await second.arrived;
        controller.abort();
      }
    };
    await expect(reading()).rejects.toMatchObject({ kind: "aborted" });
    await second.closed;
    expect(asked()).toHaveLength(2);
  });
});

/** The second page of a list is answered in another way. */
function secondPage(rows: readonly unknown[], answer: fault.Answer): Route {
  return (query) => (query.get("page") === "2" ? answer : pages(rows)(query));
}

/** A list of a server that gives 20 elements a page. */
function small(rows: readonly unknown[]): Route {
  return (query) => {
    const last = 20 * Number(query.get("page"));
    return fault.json(rows.slice(last - 20, last));
  };
}

const pagesOf = (urls: readonly string[]) => urls.flatMap((url) => /[?&]page=(\d+)/.exec(url)?.[1] ?? []);

/** A request that is not answered; tells when it came and when its connection was closed. */
function held() {
  const events = new EventEmitter();
  const [arrived, closed] = [once(events, "arrived"), once(events, "closed")];
  const answer: fault.Answer = (_request, response) => {
    events.emit("arrived");
    response.on("close", () => events.emit("closed"));
  };
  return { answer, arrived, closed };
}

describe("the page after", () => {
  it("is asked for while the one before is worked on, and none after it", async () => {
    const { source, asked } = await start({ "/customers.json": pages(customers(1000)) });
    for await (const page of source.read("customers", {})) {
      // One request at a time: when this one is answered, those before it were.
      await source.describe();
      const [last] = asked()
        .filter((url) => url.startsWith("/customers.json"))
        .slice(-1);
      expect(page.items[0]?.id).toBe("1");
      expect(last).toContain("page=2");
      break;
    }
  });

  it("is asked for before a later full page is parsed", async () => {
    let broken = 1;
    const list = pages(customers(1000));
    const route: Route = (query) =>
      query.get("page") === "3" && broken-- > 0 ? fault.text(200, "x".repeat(5_000)) : list(query);
    const { source, asked } = await start({ "/customers.json": route }, { http: { attempts: 2, baseMs: 0 } });
    expect(idsOf(await readAll(source, "customers"))).toEqual(numbers(1000));
    // The third page was no JSON and as long as a full one.
    const all = pagesOf(asked());
    expect(all.toSorted()).toEqual(["1", "2", "3", "3", "4", "5", "6", "7"]);
    expect(all.slice(0, 4)).toEqual(["1", "2", "3", "4"]);
  });

  it.each([
    ["nearly full", 790, ["1", "2", "3", "4", "5"]],
    ["not", 700, ["1", "2", "3", "4"]],
  ])("is asked for in vain when the last one is %s as long as a full one", async (_what, count, expected) => {
    const { source, asked } = await start({ "/customers.json": pages(customers(count)) });
    expect(idsOf(await readAll(source, "customers"))).toEqual(numbers(count));
    expect(pagesOf(asked())).toEqual(expected);
  });

  it("is not waited for when the loop is left", async () => {
    const second = held();
    const { source, asked } = await start({ "/customers.json": secondPage(customers(1000), second.answer) });
    const reading = async () => {
      for await (const _page of source.read("customers", {})) {
        await second.arrived;
        throw new Error("the store is full");
      }
    };
    await expect(reading()).rejects.toThrow("the store is full");
    await second.closed;
    expect(asked()).toHaveLength(2);
  });

  it("never makes a page later than its own answer", async () => {
    const dated = (query: URLSearchParams): fault.Answer => {
      const second = `0${query.get("page")}`;
      const from = (Number(second) - 1) * 200;
      return fault.json(customers(500).slice(from, from + 200), { date: `Sun, 22 Nov 2026 10:00:${second} GMT` });
    };
    const { source } = await start({ "/customers.json": dated });
    const read = await readAll(source, "customers");
    expect(read.map(({ observedAt }) => observedAt.slice(-4))).toEqual([":01Z", ":02Z", ":03Z"]);
  });
});

describe("pages ahead of the one that is worked on", () => {
  /** Lets a page be asked for whenever the one before is there: one request at a time, in order. */
  async function settle(source: FakeMaxio["source"]): Promise<void> {
    for (let request = 0; request < 10; request++) await readAll(source, "site");
  }
  const long = wrapped("customer", 2000).map(({ customer }) => ({
    customer: { ...customer, note: "x".repeat(15_000) },
  }));
  const events = wrapped("event", 1000);

  it.each<[string, string, Route, number[]]>([
    ["eight", "customers", pages(customers(3000)), [2, 10, 11, 12, 13, 14, 15, 16, 17, 17, 17, 17, 17, 17, 17, 17, 17]],
    ["none behind two empty ones", "customers", pages(customers(800)), [2, 6, 6, 6, 6, 6]],
    // Three megabytes each: three of them are as much as may wait.
    ["fewer if they are long", "customers", pages(long), [2, 5, 6, 7, 8, 9, 10, 12, 12, 12, 12, 12]],
    [
      "one of a list read by id",
      "events",
      (query) => {
        const first = Number(query.get("since_id") ?? 1);
        return fault.json(events.slice(first - 1, first + 199));
      },
      [2, 3, 4, 5, 6, 6],
    ],
    ["one if the server tells fewer than asked for", "customers", small(customers(70)), [2, 4, 4, 4]],
  ])("are %s", async (_what, list, route, expected) => {
    const { source, asked } = await start({ [`/${list}.json`]: route });
    const seen: number[] = [];
    for await (const _page of source.read(list, {})) {
      await settle(source);
      seen.push(asked().filter((url) => url.startsWith(`/${list}.json`)).length);
    }
    expect(seen).toEqual(expected);
  });

  it("are asked for one at a time", async () => {
    let inFlight = 0;
    let most = 0;
    const list = pages(customers(2000));
    const { source } = await start({
      "/customers.json": (query) => (request, response) => {
        most = Math.max(most, ++inFlight);
        setImmediate(() => {
          inFlight--;
          list(query)(request, response);
        });
      },
    });
    expect(idsOf(await readAll(source, "customers"))).toEqual(numbers(2000));
    expect(most).toBe(1);
  });

  it("are not where a read is resumed", async () => {
    const { source } = await start({ "/customers.json": pages(customers(3000)) });
    const resumes: (string | undefined)[] = [];
    for await (const { resume } of source.read("customers", {})) {
      await settle(source);
      resumes.push(resume);
      if (resumes.length === 3) break;
    }
    expect(resumes).toEqual(["0/2/", "0/3/", "0/4/"]);
  });

  it("fail when their turn has come", async () => {
    const list = pages(customers(2000));
    const { source, asked } = await start({
      "/customers.json": (query) => (query.get("page") === "6" ? fault.text(500) : list(query)),
    });
    const read: string[] = [];
    const reading = async () => {
      for await (const page of source.read("customers", {})) {
        await settle(source);
        read.push(...idsOf([page]));
        if (read.length === 400) expect(pagesOf(asked())).toContain("6");
      }
    };
    await expect(reading()).rejects.toMatchObject({ kind: "unavailable" });
    expect(read).toEqual(numbers(1000));
  });

  it("are asked for again when their turn has come and they are no JSON", async () => {
    let broken = 1;
    const list = pages(customers(1400));
    const route: Route = (query) =>
      query.get("page") === "5" && broken-- > 0 ? fault.text(200, "x".repeat(5_000)) : list(query);
    const { source, asked } = await start({ "/customers.json": route }, { http: { attempts: 2, baseMs: 0 } });
    const read: string[] = [];
    for await (const page of source.read("customers", {})) {
      await settle(source);
      read.push(...idsOf([page]));
      if (read.length <= 800) expect(pagesOf(asked()).filter((page) => page === "5").length).toBeLessThan(2);
    }
    expect(read).toEqual(numbers(1400));
    expect(pagesOf(asked()).slice(-2)).toEqual(["9", "5"]);
  });

  it("are asked for again without waiting for their turn when the site throttles", async () => {
    let throttled = 1;
    const list = pages(customers(1400));
    const { source, asked } = await start(
      {
        "/customers.json": (query) =>
          query.get("page") === "5" && throttled-- > 0 ? fault.text(429, "", { "retry-after": "0" }) : list(query),
      },
      { http: { attempts: 2 } },
    );
    expect(idsOf(await readAll(source, "customers"))).toEqual(numbers(1400));
    expect(pagesOf(asked())).toEqual(["1", "2", "3", "4", "5", "5", "6", "7", "8", "9"]);
  });

  it.each([
    ["404", fault.text(404, " ")],
    ["500", fault.text(500)],
    ["a web page", fault.html],
    ["a reset", fault.resetMidBody],
    ["the first page again", fault.json(customers(200))],
  ])("count for nothing where the list has ended: %s", async (_what, answer) => {
    const list = pages(customers(790));
    const { source, asked } = await start({
      "/customers.json": (query) => (Number(query.get("page")) > 4 ? answer : list(query)),
    });
    const read = [];
    for await (const page of source.read("customers", {})) {
      await settle(source);
      read.push(page);
    }
    expect(idsOf(read)).toEqual(numbers(790));
    expect(read.at(-1)).toMatchObject({ rejected: [] });
    expect(read.at(-1)?.resume).toBeUndefined();
    expect(pagesOf(asked())).toContain("5");
  });

  it("count for nothing where a pass of the list has ended", async () => {
    const rows = (count: number, first: number) =>
      Array.from({ length: count }, (_, at) => ({ id: first + at, component_id: 1 }));
    const envelope = (price_points: readonly unknown[]) => ({ price_points });
    const [live, archived] = [pages(rows(790, 1), envelope), pages(rows(3, 791), envelope)];
    const { source, asked } = await start({
      "/components_price_points.json": (query) => (query.get("filter[archived_at]") ? archived : live)(query),
    });
    expect(idsOf(await readAll(source, "components_price_points"))).toEqual(numbers(793));
    expect(pagesOf(asked())).toEqual(["1", "2", "3", "4", "5", "1"]);
  });

  it("are not too many when the list has just as many as a list may have", async () => {
    const { source } = await start({ "/customers.json": pages(customers(790)) }, { maxPages: 4 });
    expect(idsOf(await readAll(source, "customers"))).toEqual(numbers(790));
  });

  it.each([
    ["the loop is left", "the store is full"],
    ["the caller gives up", { kind: "aborted" }],
  ])("are dropped when %s, and what is in flight is ended", async (_what, expected) => {
    const controller = new AbortController();
    const fifth = held();
    const list = pages(customers(3000));
    const { source, asked } = await start({
      "/customers.json": (query) => (query.get("page") === "5" ? fifth.answer : list(query)),
    });
    let read = 0;
    const reading = async () => {
      for await (const _page of source.read("customers", { signal: controller.signal })) {
        if (++read < 2) continue;
        await fifth.arrived;
        if (typeof expected === "string") throw new Error(expected);
        controller.abort();
      }
    };
    if (typeof expected === "string") await expect(reading()).rejects.toThrow(expected);
    else await expect(reading()).rejects.toMatchObject(expected);
    await fifth.closed;
    expect(read).toBe(2);
    expect(pagesOf(asked())).toEqual(["1", "2", "3", "4", "5"]);
  });
});

describe("the payments of older statements", () => {
  const statements = body({ site: { ...site, relationship_invoicing_enabled: false } });
  const transactions = (first: number) =>
    Array.from({ length: 200 }, (_, at) => ({
      transaction: { id: first + at, type: "Payment", amount_in_cents: 100 },
    }));

  it("are a failure when the list ends with a refusal: what was read proves that there is one", async () => {
    const isFirst = (query: URLSearchParams) => !query.has("since_id");
    const { source } = await start({
      "/site.json": statements,
      "/transactions.json": (query) => (isFirst(query) ? fault.json(transactions(1)) : fault.text(403)),
    });
    const read: string[] = [];
    const reading = async () => {
      for await (const { items } of source.read("transactions", {})) read.push(...items.map(({ id }) => id));
    };
    await expect(reading()).rejects.toMatchObject({ kind: "forbidden" });
    expect(read).toHaveLength(200);
  });
});

describe("a site without lists of the whole site", () => {
  const component = (subscription_id: number, component_id = 7) => ({ component: { subscription_id, component_id } });
  const subscriptions = pages(wrapped("subscription", 30));
  const componentsOf = (...ids: number[]) =>
    Object.fromEntries(ids.map((id) => [`/subscriptions/${id}/components.json`, body([component(id)])]));
  const all = numbers(30);

  it("tells the components of each subscription", async () => {
    const { source, asked } = await start({
      "/subscriptions.json": subscriptions,
      ...componentsOf(...all.map(Number)),
    });
    const read = await readAll(source, "subscriptions_components");
    expect(idsOf(read).toSorted()).toEqual(all.map((id) => `${id}:7`).toSorted());
    expect(read.flatMap(({ rejected }) => rejected)).toEqual([]);
    expect(asked()).toContain("/subscriptions/30/components.json");
  });

  it("goes on where it stopped", async () => {
    const { source, asked } = await start({
      "/subscriptions.json": subscriptions,
      ...componentsOf(...all.map(Number)),
    });
    const [first] = await readAll(source, "subscriptions_components");
    const before = asked().length;
    const rest = await readAll(source, "subscriptions_components", { resume: first?.resume ?? "" });
    expect(idsOf(rest)).toHaveLength(5);
    expect(
      asked()
        .slice(before)
        .filter((url) => /subscriptions\/\d/.test(url)),
    ).toHaveLength(5);
  });

  it("says of how many subscriptions it does not know the components", async () => {
    const { source } = await start({ "/subscriptions.json": subscriptions, ...componentsOf(2, 3) });
    const read = await readAll(source, "subscriptions_components");
    expect(idsOf(read)).toEqual(["2:7", "3:7"]);
    const rejected = read.flatMap((page) => page.rejected);
    expect(rejected).toHaveLength(28);
    expect(rejected[0]).toEqual({ reason: expect.stringContaining("/subscriptions/1/components.json") });
  });

  it("has none at all when it tells them of no subscription", async () => {
    for (const count of [3, 30]) {
      const { source, asked } = await start({ "/subscriptions.json": pages(wrapped("subscription", count)) });
      await expect(readAll(source, "subscriptions_components")).rejects.toThrow("no /subscriptions_components.json");
      expect(asked().filter((url) => /subscriptions\/\d/.test(url))).toHaveLength(Math.min(count, 25));
      await maxio?.close();
    }
  });

  it("fails when it fails", async () => {
    const { source } = await start({
      "/subscriptions.json": subscriptions,
      ...componentsOf(1),
      "/subscriptions/10/components.json": always(fault.text(503)),
    });
    await expect(readAll(source, "subscriptions_components")).rejects.toMatchObject({ kind: "unavailable" });
  });

  it("tells components and coupons of each family, and price points of each component", async () => {
    const { source, asked } = await start({
      "/product_families.json": body([{ product_family: { id: 3 } }, { product_family: { id: 4 } }]),
      "/product_families/3/components.json": body([{ component: { id: 31 } }]),
      "/product_families/4/components.json": body([{ component: { id: 41 } }]),
      "/product_families/3/coupons.json": body([{ coupon: { id: 5, code: "A" } }]),
      "/product_families/4/coupons.json": body([]),
      "/components/31/price_points.json": body({ price_points: [{ id: 310, component_id: 31 }] }),
      "/components/41/price_points.json": body({ price_points: [{ id: 410, component_id: 41 }] }),
    });
    expect(idsOf(await readAll(source, "components"))).toEqual(["31", "41"]);
    expect(idsOf(await readAll(source, "coupons"))).toEqual(["5"]);
    const pricePoints = idsOf(await readAll(source, "components_price_points"));
    expect([...new Set(pricePoints)]).toEqual(["310", "410"]);
    expect(asked()).toContain("/product_families/3/components.json?include_archived=true&page=1&per_page=200");
    expect(asked()).toContain(
      "/components/31/price_points.json?currency_prices=true&filter[type]=catalog,default,custom&page=1&per_page=200",
    );
  });

  it("tells again of the components of the subscriptions that changed or an event is about", async () => {
    const since = "2026-05-01T12:00:00Z";
    const { source, asked } = await start({
      "/subscriptions.json": (query) => fault.json(wrapped("subscription", query.has("start_datetime") ? 1 : 30)),
      "/events.json": body([
        {
          event: { id: 1, key: "component_allocation_change", subscription_id: 9, created_at: "2026-05-01T13:00:00Z" },
        },
      ]),
      ...componentsOf(1, 9),
    });
    expect(idsOf(await readAll(source, "subscriptions_components", { since })).toSorted()).toEqual(["1:7", "9:7"]);
    expect(asked().filter((url) => /subscriptions\/\d/.test(url))).toHaveLength(2);
  });
});

describe("events of invoices", () => {
  it("other than refunds are passed over where the server does not narrow the list", async () => {
    const refund = { event_type: "refund_invoice", invoice: { uid: "inv_1" }, event_data: { refund_id: 9 } };
    const issued = {
      event_type: "issue_invoice",
      invoice: { uid: "inv_1" },
      event_data: { consolidation_level: "none" },
    };
    const { source } = await start({ "/invoices/events.json": body({ events: [issued, refund, issued, "?"] }) });
    const read = await readAll(source, "invoice_refunds");
    expect(idsOf(read)).toEqual(["inv_1:9"]);
    expect(read.flatMap(({ rejected }) => rejected)).toHaveLength(1);
  });
});

describe("a site that does not say which books it keeps", () => {
  const { relationship_invoicing_enabled: _, ...silent } = site;
  const transactions = [{ transaction: { id: 8, type: "Payment", amount_in_cents: 1000, success: true } }];

  it("has statements when it has no invoices", async () => {
    const { source, asked } = await start({
      "/site.json": body({ site: silent }),
      "/transactions.json": body(transactions),
    });
    expect(idsOf(await readAll(source, "transactions"))).toEqual(["8"]);
    await expect(readAll(source, "invoices")).rejects.toThrow(ListNotSupported);
    await expect(readAll(source, "credit_notes")).rejects.toThrow(ListNotSupported);
    expect(asked().filter((url) => url.startsWith("/invoices"))).toEqual(["/invoices.json?page=1&per_page=1"]);
  });

  it("has statements when its invoices are those of the older architecture", async () => {
    const { source } = await start({
      "/site.json": body({ site: silent }),
      "/invoices.json": body([{ invoice: { id: 5, number: 12, total_amount_in_cents: 2900 } }]),
      "/transactions.json": body(transactions),
    });
    expect(idsOf(await readAll(source, "transactions"))).toEqual(["8"]);
    await expect(readAll(source, "invoices")).rejects.toThrow(/statements/);
  });

  it("has invoices when it answers with them", async () => {
    const { source } = await start({
      "/site.json": body({ site: { ...silent, relationship_invoicing_enabled: null } }),
      "/invoices.json": body({ invoices: [{ uid: "inv_1", total_amount: "29.0" }] }),
      "/transactions.json": body(transactions),
    });
    expect(idsOf(await readAll(source, "invoices"))).toEqual(["inv_1"]);
    await expect(readAll(source, "transactions")).rejects.toThrow(ListNotSupported);
  });

  it("has neither while it cannot be asked", async () => {
    const { source } = await start({ "/site.json": body({ site: silent }), "/invoices.json": always(fault.text(503)) });
    await expect(readAll(source, "transactions")).rejects.toMatchObject({ kind: "unavailable" });
  });
});
