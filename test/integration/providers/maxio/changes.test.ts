import { afterEach, describe, expect, it } from "vitest";
import { ListNotSupported } from "../../../../src/providers/provider.js";
import {
  body,
  type FakeMaxio,
  idsOf,
  type Route,
  readAll,
  startFakeMaxio,
  wrapped,
} from "../../../helpers/fake-maxio.js";
import { fakeTiming } from "../../../helpers/fake-timing.js";
import * as fault from "../../../helpers/fault-server.js";

let maxio: FakeMaxio | undefined;
afterEach(async () => {
  await maxio?.close();
  maxio = undefined;
});

const SINCE = "2026-05-01T12:00:00Z";
const BEFORE = "2026-05-01T11:59:59Z";
const OBSERVED = { date: "Fri, 01 May 2026 13:00:00 GMT" };
const timing = fakeTiming();

async function start(routes: Record<string, Route>): Promise<FakeMaxio> {
  maxio = await startFakeMaxio({ "/events.json": events(), ...routes }, { timing });
  return maxio;
}

/** A feed that heeds ids, dates and keys. */
function events(...rows: Record<string, unknown>[]): Route {
  return (query) => {
    const keys = query.get("filter")?.split(",");
    const found = rows
      .map((row, at) => ({ id: at + 1, created_at: SINCE, ...row }) as Record<string, unknown>)
      .filter((row) => Number(row["id"]) >= Number(query.get("since_id") ?? 0))
      .filter((row) => !query.has("start_datetime") || String(row["created_at"]) >= String(query.get("start_datetime")))
      .filter((row) => !keys || keys.includes(String(row["key"])));
    return fault.json(
      found.slice(0, 200).map((event) => ({ event })),
      OBSERVED,
    );
  };
}

const changed = (maxio: FakeMaxio, name: string, resume?: string) =>
  readAll(maxio.source, name, { since: SINCE, ...(resume !== undefined && { resume }) });

describe("product families", () => {
  it("are never asked for changes, and move no watermark", async () => {
    const fake = await start({});
    expect(await changed(fake, "product_families")).toEqual([]);
    expect(fake.asked()).toEqual([]);
  });
});

describe.each(["subscriptions", "customers"])("custom fields of %s", (kind) => {
  const name = `${kind}_metadata`;
  const path = `/${kind}/metadata.json`;
  const routes = { [path]: body({ metadata: [{ resource_id: 7, metafield_id: 1, value: "x" }] }) };
  const change = (resource_type: unknown) => ({
    key: "custom_field_value_change",
    event_specific_data: { resource_type },
  });

  it.each([
    ["nothing happened", events()],
    ["something else happened", events({ key: "renewal_success" }, { key: "customer_update" })],
    ["they changed before", events({ ...change(kind), created_at: BEFORE })],
    ["others changed", events(change(kind === "customers" ? "Subscription" : "Customer"))],
  ])("are not asked for when %s", async (_what, feed) => {
    const fake = await start({ ...routes, "/events.json": feed });
    expect(await changed(fake, name)).toEqual([{ items: [], rejected: [], observedAt: "2026-05-01T13:00:00Z" }]);
    expect(fake.asked()).toHaveLength(1);
  });

  it.each([
    ["one changed", events({ key: "renewal_success" }, change(kind))],
    ["one changed in another spelling", events(change(kind.replace(/s$/, "").toUpperCase()))],
    ["one changed of something the event does not tell", events(change(null))],
    ["somebody signed up", events({ key: "signup_success" })],
    ["the event has no date", events({ ...change(kind), created_at: undefined })],
    ["the site has no events", () => fault.text(404, " ")],
  ])("are asked for by date when %s", async (_what, feed) => {
    const feedWithoutDate: Route = (query) => {
      query.delete("start_datetime");
      return feed(query);
    };
    const fake = await start({ ...routes, "/events.json": feedWithoutDate });
    expect(idsOf(await changed(fake, name))).toEqual(["7:1"]);
    expect(fake.asked().at(-1)).toBe(
      `${path}?direction=asc&date_field=updated_at&start_datetime=${SINCE}&with_deleted=true&page=1&per_page=200`,
    );
  });

  it("are asked for without further ado when resumed", async () => {
    const fake = await start(routes);
    expect(idsOf(await changed(fake, name, "0/2/"))).toEqual(["7:1"]);
    expect(fake.asked()).toHaveLength(1);
  });
});

describe.each(["subscriptions", "customers"])("definitions of custom fields of %s", (kind) => {
  const name = `${kind}_metafields`;
  const path = `/${kind}/metafields.json`;
  const routes = { [path]: body({ metafields: [{ id: 41, name: "Segment" }] }) };
  const change = { key: "custom_field_value_change", event_specific_data: { resource_type: kind } };

  it("are not asked for when no value changed", async () => {
    const fake = await start({ ...routes, "/events.json": events({ key: "renewal_success" }) });
    expect(await changed(fake, name)).toEqual([{ items: [], rejected: [], observedAt: "2026-05-01T13:00:00Z" }]);
    expect(fake.asked()).toHaveLength(1);
  });

  it("are asked for whole when a value changed, and when resumed", async () => {
    const fake = await start({ ...routes, "/events.json": events(change) });
    expect(idsOf(await changed(fake, name))).toEqual(["41"]);
    expect(fake.asked().at(-1)).toBe(`${path}?direction=asc&page=1&per_page=200`);
    const asked = fake.asked().length;
    expect(idsOf(await changed(fake, name, "0/2/"))).toEqual(["41"]);
    expect(fake.asked()).toHaveLength(asked + 1);
  });
});

describe("payment profiles", () => {
  const ofCustomer: Route = (query) => {
    const customer = query.get("customer_id");
    const ids = customer === null ? [1, 2, 3] : [Number(customer) * 10, Number(customer) * 10 + 1];
    return fault.json(ids.map((id) => ({ payment_profile: { id } })));
  };
  const routes = { "/payment_profiles.json": ofCustomer };
  const card = (customer_id: unknown) => ({ key: "subscription_card_update", customer_id });

  it("are not asked for when no payment method changed", async () => {
    const fake = await start({ ...routes, "/events.json": events({ key: "payment_success", customer_id: 5 }) });
    expect(await changed(fake, "payment_profiles")).toEqual([
      { items: [], rejected: [], observedAt: "2026-05-01T13:00:00Z" },
    ]);
    expect(fake.asked()).toHaveLength(1);
  });

  it.each([
    "subscription_card_update",
    "subscription_group_card_update",
    "subscription_bank_account_update",
    "subscription_group_bank_account_update",
    "subscription_paypal_account_update",
    "subscription_group_paypal_account_update",
    "signup_success",
    "delayed_signup_creation_success",
  ])("are asked for customer by customer after %s", async (key) => {
    const feed = events({ key, customer_id: 5 }, { key, customer_id: 5 }, { key, customer_id: 6 });
    const fake = await start({ ...routes, "/events.json": feed });
    expect(idsOf(await changed(fake, "payment_profiles"))).toEqual(["50", "51", "60", "61"]);
    expect(fake.asked().slice(1)).toEqual([
      "/payment_profiles.json?customer_id=5&page=1&per_page=200",
      "/payment_profiles.json?customer_id=6&page=1&per_page=200",
    ]);
  });

  it.each([
    ["a customer is not named", events(card(null))],
    ["customers are many", events(...Array.from({ length: 101 }, (_, at) => card(at + 1)))],
    ["the site has no events", () => fault.text(404, " ")],
  ])("are read whole when %s", async (_what, feed) => {
    const fake = await start({ ...routes, "/events.json": feed });
    expect(idsOf(await changed(fake, "payment_profiles"))).toEqual(["1", "2", "3"]);
    expect(fake.asked().at(-1)).toBe("/payment_profiles.json?page=1&per_page=200");
  });

  it("are resumed behind the last customer, whoever else has changed meanwhile", async () => {
    const customers = Array.from({ length: 60 }, (_, at) => 100 + at);
    const fake = await start({ ...routes, "/events.json": events(...customers.map(card)) });
    const [first, second] = await changed(fake, "payment_profiles");
    expect([first?.items.length, second?.items.length]).toEqual([50, 50]);
    fake.routes["/events.json"] = events(...[...customers, 7, 500].map(card));
    const rest = await changed(fake, "payment_profiles", second?.resume);
    // 7 comes after 149 in the order of text.
    expect(new Set(idsOf(rest).map((id) => id.slice(0, -1)))).toEqual(
      new Set([...customers.slice(50), 7, 500].map(String)),
    );
  });
});

describe("credit notes", () => {
  const invoiceEvents = (...rows: Record<string, unknown>[]): Route =>
    body({ events: rows.map((row, at) => ({ id: at + 1, timestamp: SINCE, ...row })), total_pages: 1 });
  const notes = Object.fromEntries(
    ["cn_1", "cn_2", "cn_3", "cn_4"].map((uid) => [`/credit_notes/${uid}.json`, body({ uid, total_amount: "1.0" })]),
  );

  it("are asked for one by one, when an invoice event names them", async () => {
    const fake = await start({
      ...notes,
      "/invoices/events.json": invoiceEvents(
        { event_type: "create_credit_note", event_data: { uid: "cn_1" } },
        { event_type: "apply_credit_note", event_data: { uid: "cdt_9", credit_note_uid: "cn_2" } },
        { event_type: "apply_credit_note", event_data: { applied_credit_notes: [{ uid: "cn_3" }, null, {}] } },
        { event_type: "refund_invoice", event_data: { credit_note_attributes: { uid: "cn_4" } } },
        { event_type: "void_invoice", event_data: { credit_note_attributes: null } },
        { event_type: "create_credit_note", event_data: { uid: "cn_1" } },
        { event_type: "create_credit_note", event_data: null },
        { event_type: "create_credit_note", event_data: { uid: "cn_old" }, timestamp: BEFORE },
      ),
    });
    expect(idsOf(await changed(fake, "credit_notes"))).toEqual(["cn_1", "cn_2", "cn_3", "cn_4"]);
    expect(fake.asked()).toEqual([
      "/site.json",
      "/invoices/events.json?event_types=create_credit_note,apply_credit_note,refund_invoice,void_invoice&since_date=2026-04-30&page=1&per_page=200",
      "/credit_notes/cn_1.json",
      "/credit_notes/cn_2.json",
      "/credit_notes/cn_3.json",
      "/credit_notes/cn_4.json",
    ]);
  });

  it("that are gone meanwhile are left to the next full read", async () => {
    const fake = await start({
      ...notes,
      "/invoices/events.json": invoiceEvents(
        { event_type: "create_credit_note", event_data: { uid: "cn_0" } },
        { event_type: "create_credit_note", event_data: { uid: "cn_1" } },
      ),
    });
    expect(idsOf(await changed(fake, "credit_notes"))).toEqual(["cn_1"]);
  });

  it("cannot lead to another path", async () => {
    const fake = await start({
      "/invoices/events.json": invoiceEvents({ event_type: "create_credit_note", event_data: { uid: "../../site" } }),
    });
    expect(idsOf(await changed(fake, "credit_notes"))).toEqual([]);
    expect(fake.server.requests.map(({ url }) => url)).toContain("/credit_notes/..%2F..%2Fsite.json");
  });

  it("share their events with the dates of refunds", async () => {
    const refund = { event_type: "refund_invoice", invoice: { uid: "inv_1" }, event_data: { refund_id: 9 } };
    const fake = await start({
      "/invoices/events.json": invoiceEvents(refund, { event_type: "void_invoice", event_data: {} }),
    });
    expect(idsOf(await changed(fake, "invoice_refunds"))).toEqual(["inv_1:9"]);
    await changed(fake, "credit_notes");
    expect(fake.asked()).toHaveLength(2);
    expect(fake.asked().filter((url) => url.startsWith("/invoices/events.json"))).toHaveLength(1);
    // The next sync asks again, each of its readers.
    await changed(fake, "invoice_refunds");
    expect(fake.asked().filter((url) => url.startsWith("/invoices/events.json"))).toHaveLength(2);
  });

  it("are read whole from a site without invoice events", async () => {
    const fake = await start({ "/credit_notes.json": body({ credit_notes: [{ uid: "cn_1", total_amount: "1.0" }] }) });
    expect(idsOf(await changed(fake, "credit_notes"))).toEqual(["cn_1"]);
  });

  it("fail with the site, not silently", async () => {
    const fake = await start({ ...notes, "/invoices/events.json": () => fault.text(500) });
    await expect(changed(fake, "credit_notes")).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("events", () => {
  it("are read on from a date, then by id", async () => {
    const rows = Array.from({ length: 250 }, () => ({ key: "renewal_success" }));
    const fake = await start({ "/events.json": events(...rows) });
    expect(idsOf(await changed(fake, "events"))).toHaveLength(250);
    expect(fake.asked()).toEqual([
      "/events.json?direction=asc&date_field=created_at&start_datetime=2026-05-01T11:45:00Z&page=1&per_page=200",
      "/events.json?direction=asc&since_id=201&page=1&per_page=200",
    ]);
  });

  it("are resumed behind the last id", async () => {
    const fake = await start({ "/events.json": events(...Array.from({ length: 250 }, () => ({ key: "x" }))) });
    const [first] = await changed(fake, "events");
    expect(idsOf(await changed(fake, "events", first?.resume))).toHaveLength(50);
  });

  it("are not supported where there are none", async () => {
    const fake = await start({ "/events.json": () => fault.text(404, " ") });
    await expect(changed(fake, "events")).rejects.toThrow(ListNotSupported);
  });
});

describe("one reading of the events", () => {
  const readers = ["customers_metadata", "subscriptions_metadata", "payment_profiles", "events"];

  it("serves all lists of a sync", async () => {
    const fake = await start({});
    for (const name of readers) await changed(fake, name);
    expect(fake.asked()).toHaveLength(1);
  });

  it("serves all lists read at once", async () => {
    const fake = await start({});
    await Promise.all(readers.map((name) => changed(fake, name)));
    expect(fake.asked()).toHaveLength(1);
  });

  it("is shared by lists whose instants differ a little", async () => {
    const fake = await start({});
    await readAll(fake.source, "customers_metadata", { since: "2026-05-01T12:00:00Z" });
    await readAll(fake.source, "payment_profiles", { since: "2026-05-01T11:50:00Z" });
    expect(fake.asked()).toHaveLength(1);
    await readAll(fake.source, "events", { since: "2026-05-01T11:44:59Z" });
    expect(fake.asked()).toHaveLength(2);
  });

  it("is never given to the same list twice", async () => {
    const fake = await start({});
    await changed(fake, "events");
    fake.routes["/events.json"] = events({ key: "signup_success" });
    expect(idsOf(await changed(fake, "events"))).toEqual(["1"]);
  });

  it("is not kept for long", async () => {
    const fake = await start({});
    await changed(fake, "events");
    timing.advance(60_001);
    await changed(fake, "payment_profiles");
    expect(fake.asked()).toHaveLength(2);
  });

  it("is not kept when it failed", async () => {
    const fake = await start({ "/events.json": () => fault.text(500) });
    await expect(changed(fake, "events")).rejects.toMatchObject({ kind: "unavailable" });
    await expect(changed(fake, "payment_profiles")).rejects.toMatchObject({ kind: "unavailable" });
    fake.routes["/events.json"] = events();
    await changed(fake, "customers_metadata");
    expect(fake.asked()).toHaveLength(3);
  });

  it("goes on by key when there is more than a page", async () => {
    const rows = Array.from({ length: 450 }, (_, at) => ({
      key: at === 400 ? "subscription_card_update" : "x",
      customer_id: at,
    }));
    const fake = await start({
      "/events.json": events(...rows),
      "/payment_profiles.json": body(wrapped("payment_profile", 1)),
    });
    await changed(fake, "payment_profiles");
    await changed(fake, "subscriptions_metadata");
    const [first, second, third, ...more] = fake.asked();
    expect(first).toContain("start_datetime=2026-05-01T11:45:00Z");
    expect(second).toMatch(/since_id=201.*filter=custom_field_value_change,customer_create,signup_success/);
    expect(third).toBe("/payment_profiles.json?customer_id=400&page=1&per_page=200");
    expect(more).toEqual([]);
  });
});

describe("a sync of everything", () => {
  const nothing: Record<string, Route> = {
    "/products.json": body([]),
    "/products_price_points.json": body({ price_points: [] }),
    "/components.json": body([]),
    "/components_price_points.json": body({ price_points: [] }),
    "/coupons.json": body([]),
    "/customers.json": body([]),
    "/subscriptions_components.json": body({ subscriptions_components: [] }),
    "/subscriptions.json": body([]),
    "/invoices.json": body({ invoices: [] }),
    "/invoices/events.json": body({ events: [], total_pages: 0 }),
  };

  it("takes twelve requests when nothing has changed", async () => {
    const fake = await start(nothing);
    const { maxioLists } = await import("../../../../src/providers/maxio/lists.js");
    for (const name of Object.keys(maxioLists)) {
      const since = name === "site" ? {} : { since: SINCE };
      await readAll(fake.source, name, since).catch((error) => {
        if (!(error instanceof ListNotSupported)) throw error;
      });
    }
    expect(fake.asked().map((url) => url.split("?")[0])).toEqual([
      "/site.json",
      "/products.json",
      "/products_price_points.json",
      "/components.json",
      "/components_price_points.json",
      "/coupons.json",
      "/customers.json",
      "/events.json",
      "/subscriptions_components.json",
      "/subscriptions.json",
      "/invoices/events.json",
      "/invoices.json",
    ]);
  });
});
