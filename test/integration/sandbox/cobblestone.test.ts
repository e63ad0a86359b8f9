/** Cobblestone holds every edge case: this is the list of them, each found in what the sandbox really answers. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../src/sandbox/index.js";
import { ask, askJson, rows } from "./ask.js";

type Json = Record<string, unknown>;
const site = "cobblestone";
let sandbox: Sandbox;
let subscriptions: Json[];
let invoices: Json[];

const isRecord = (row: unknown): row is Json => typeof row === "object" && row !== null;
const get = <T = Json>(path: string) => askJson<T>(sandbox, site, path);
const list = async (path: string, envelope?: string): Promise<Json[]> =>
  rows(await get(`${path}?per_page=200&include_archived=true`), envelope).filter(isRecord);

/** Every page of a list in an object envelope. */
async function pages(path: string, envelope: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let page = 1; ; page++) {
    const body = await get<Record<string, unknown[]>>(`${path}&per_page=200&page=${page}`);
    found.push(...(body[envelope] ?? []));
    if ((body[envelope] ?? []).length < 200) return found;
  }
}

beforeAll(async () => {
  sandbox = await startSandbox({ asOf: new Date("2026-03-20T10:00:00Z") });
  subscriptions = (await list("/subscriptions.json")).filter((row) => isRecord(row["customer"]) || row["id"]);
  const details = "line_items=true&discounts=true&taxes=true&credits=true&payments=true&refunds=true";
  invoices = (await pages(`/invoices.json?${details}`, "invoices")).filter(isRecord);
});
afterAll(() => sandbox.close());

const about = (name: string) => {
  const found = subscriptions.find((row) => (row["customer"] as Json | null)?.["organization"] === name);
  if (!found) throw new Error(`no subscription is about ${name}`);
  return found;
};
const invoicesAbout = (name: string) => invoices.filter((invoice) => invoice["subscription_id"] === about(name)["id"]);
const distinct = (list: Json[], key: string) => new Set(list.map((row) => row[key]));

describe("subscriptions", () => {
  it("are in all sixteen states, and one that does not exist yet", () => {
    const states = [
      "active",
      "assessing",
      "awaiting_signup",
      "awaiting_signup_date",
      "canceled",
      "expired",
      "failed_to_create",
      "hibernating",
      "on_hold",
      "past_due",
      "paused",
      "pending",
      "soft_failure",
      "suspended",
      "trial_ended",
      "trialing",
      "unpaid",
    ];
    expect([...distinct(subscriptions, "state")].filter(Boolean).toSorted()).toEqual(states);
  });

  it.each<[string, Json]>([
    ["Leaves at period end", { state: "active", cancel_at_end_of_period: true, delayed_cancel_at: expect.any(String) }],
    ["Leaves on a date", { cancel_at_end_of_period: false, scheduled_cancellation_at: expect.any(String) }],
    [
      "Only the scheduled date is set",
      { cancel_at_end_of_period: null, scheduled_cancellation_at: expect.any(String) },
    ],
    ["Only the delayed date is set", { cancel_at_end_of_period: false, delayed_cancel_at: expect.any(String) }],
    ["On hold, resumes by itself", { state: "on_hold", automatically_resume_at: expect.any(String) }],
    ["Was on hold and resumed", { state: "active", on_hold_at: expect.any(String), automatically_resume_at: null }],
    ["Expires later", { state: "active", expires_at: "2026-07-19T10:00:00+01:00" }],
    [
      "Changes plan at renewal",
      { next_product_id: expect.any(Number), next_product_price_point_id: expect.any(Number) },
    ],
    ["No product, one part", { product: null, product_price_point_id: null, product_price_point_type: null }],
    ["Price of its own", { product_price_in_cents: 4_321, product_price_point_type: "custom" }],
    [
      "Old price of the product",
      { product_price_in_cents: 4_500, product: expect.objectContaining({ price_in_cents: 5_000 }) },
    ],
    ["In yen", { currency: "JPY", product_price_in_cents: 7_000 }],
    ["In dinars", { currency: "KWD", product_price_in_cents: 15_375 }],
    ["In euros at the exchange rate", { currency: "EUR", product_price_in_cents: 3_066 }],
    ["Trialing without a card", { state: "trialing", activated_at: null, credit_card: null, payment_type: null }],
    ["Canceled by dunning", { state: "canceled", cancellation_method: "dunning" }],
    ["Imported canceled", { state: "canceled", cancellation_method: "imported" }],
    ["Every fortnight, in weeks", { product: expect.objectContaining({ interval: 2, interval_unit: "week" }) }],
    ["Unknown collection method", { payment_collection_method: "barter" }],
    ["Negative balance", { balance_in_cents: -1_500 }],
    ["Left and came back", { state: "active", canceled_at: null, cancellation_method: null }],
  ])("%s", (name, expected) => expect(about(name)).toMatchObject(expected));

  it("can lack keys, and be activated before they were created", () => {
    expect(about("As in 2020: newer keys absent")).not.toHaveProperty("on_hold_at");
    expect(about("No currency")).not.toHaveProperty("currency");
    const { activated_at: activated, created_at: created } = about("Imported");
    expect(Date.parse(String(activated))).toBeLessThan(Date.parse(String(created)));
  });

  it("have payment profiles of every kind", async () => {
    const profiles = await list("/payment_profiles.json");
    const kinds = ["apple_pay", "bank_account", "credit_card", "paypal_account", "seashells"];
    expect([...distinct(profiles, "payment_type")].toSorted()).toEqual(kinds);
    expect(profiles).toContainEqual(expect.objectContaining({ masked_bank_account_number: null }));
    expect(profiles).toContainEqual(expect.objectContaining({ card_type: null, masked_card_number: null }));
  });

  it("can be grouped", async () => {
    const groups = await list("/subscription_groups.json", "subscription_groups");
    expect(groups).toHaveLength(2);
    const [{ uid, subscription_ids: members } = { uid: "", subscription_ids: [] }] = groups;
    const own = subscriptions.filter((row) => (members as number[]).includes(Number(row["id"])));
    expect(own.map((row) => row["group"])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ uid, primary: true }),
        expect.objectContaining({ uid, primary: false }),
      ]),
    );
  });
});

describe("the catalogue", () => {
  it("prices in all four schemes, of all five kinds, with unknown ones besides", async () => {
    const points = await list("/components_price_points.json", "price_points");
    const components = await list("/components.json");
    for (const scheme of ["per_unit", "tiered", "volume", "stairstep", null]) {
      expect(distinct(points, "pricing_scheme")).toContain(scheme);
    }
    expect([...distinct(components, "kind")].toSorted()).toEqual([
      "event_based_component",
      "metered_component",
      "on_off_component",
      "prepaid_usage_component",
      "quantity_based_component",
      "wish_based_component",
    ]);
    expect(points).toContainEqual(expect.objectContaining({ type: "custom", subscription_id: expect.any(Number) }));
    expect(points).toContainEqual(expect.objectContaining({ interval: 12, interval_unit: "month" }));
    expect(components.find((row) => row["kind"] === "on_off_component")).not.toHaveProperty("prices");
    expect(components).toContainEqual(expect.objectContaining({ pricing_scheme: "per_unit", prices: [] }));
  });

  it("has explicit prices in other currencies, and prices that follow the exchange rate", async () => {
    const { price_points: points } = await get<{ price_points: Json[] }>(
      "/products_price_points.json?per_page=200&include=currency_prices",
    );
    const explicit = points.filter(isRecord).find((point) => point["use_site_exchange_rate"] === false);
    expect(explicit?.["currency_prices"]).toContainEqual(expect.objectContaining({ currency: "JPY", price: 7_000 }));
    expect(points.filter(isRecord).some((point) => point["use_site_exchange_rate"] === true)).toBe(true);
  });

  it("has coupons of both types in three schemes, restricted, stackable and odd", async () => {
    const coupons = await list("/coupons.json");
    const kinds = coupons.map((row) => `${row["recurring_scheme"]} ${row["discount_type"]}`);
    for (const scheme of ["do_not_recur", "recur_indefinitely", "recur_with_duration"]) {
      expect(kinds).toContain(`${scheme} amount`.replace("recur_indefinitely amount", "undefined undefined"));
      expect(kinds).toContain(`${scheme} percent`);
    }
    expect(coupons).toContainEqual(expect.objectContaining({ percentage: 10 }));
    expect(coupons).toContainEqual(expect.objectContaining({ percentage: "33.3333" }));
    for (const compounding_strategy of ["compound", "full-price"]) {
      expect(coupons).toContainEqual(expect.objectContaining({ stackable: true, compounding_strategy }));
    }
    const restrictions = coupons.flatMap((row) => (row["coupon_restrictions"] ?? []) as Json[]);
    expect([...distinct(restrictions, "item_type")].toSorted()).toEqual(["Component", "Product"]);
  });

  it("writes fractional quantities as texts", async () => {
    const lines = (await pages("/subscriptions_components.json?", "subscriptions_components")).filter(isRecord);
    expect(lines).toContainEqual(expect.objectContaining({ allocated_quantity: "2.5000" }));
    expect(lines).toContainEqual(expect.objectContaining({ allocated_quantity: 7 }));
    expect(lines).toContainEqual(expect.objectContaining({ price_point_id: null }));
  });
});

describe("invoices", () => {
  it("have every status there is, and one there is not", () => {
    const statuses = ["canceled", "draft", "forgiven", "open", "paid", "pending", "processing", "voided"];
    expect([...distinct(invoices, "status")].toSorted()).toEqual(statuses);
  });

  it("can be consolidated: parents without lines over their segments", async () => {
    const parents = invoices.filter((invoice) => invoice["consolidation_level"] === "parent");
    expect(parents.length).toBeGreaterThan(0);
    expect([...distinct(parents, "status")].toSorted()).toEqual(["open", "paid"]);
    for (const parent of parents) {
      expect(parent["line_items"]).toEqual([]);
      const { invoices: segments } = await get<{ invoices: Json[] }>(`/invoices/${parent["uid"]}/segments.json`);
      expect(segments.map((segment) => segment["parent_invoice_uid"])).toEqual([parent["uid"], parent["uid"]]);
      const total = segments.reduce((sum, segment) => sum + Number(segment["total_amount"]), 0);
      expect(Number(parent["total_amount"])).toBe(total);
    }
  });

  it("have lines with eight decimals, and whole totals over them", () => {
    const precise = invoicesAbout("All usage kinds").find((invoice) =>
      (invoice["line_items"] as Json[]).some((line) => /\.\d{8}$/.test(String(line["subtotal_amount"]))),
    );
    expect(precise?.["subtotal_amount"]).toMatch(/^\d+\.\d{1,2}$/);
  });

  it("are paid with prepayments and service credits too", () => {
    const payments = (name: string) => invoicesAbout(name).flatMap((invoice) => invoice["payments"] as Json[]);
    expect(payments("Prepaid in part")).toContainEqual(
      expect.objectContaining({ prepayment: true, applied_amount: "50.0" }),
    );
    const payment_method = expect.objectContaining({ type: "external", kind: "service_credit" });
    expect(payments("Service credit")).toContainEqual(
      expect.objectContaining({ memo: "Service credit", payment_method }),
    );
  });

  it("are in whole yen, and in dinars with three decimals", () => {
    expect(invoicesAbout("In yen").every((invoice) => String(invoice["total_amount"]).endsWith(".0"))).toBe(true);
    expect(invoicesAbout("In dinars").some((invoice) => /\.\d{3}$/.test(String(invoice["total_amount"])))).toBe(true);
  });

  it("can be canceled, opened again, refunded and voided", async () => {
    expect([...distinct(invoicesAbout("Canceled while an invoice was open"), "status")]).toEqual(["canceled"]);
    const [again] = invoicesAbout("Canceled invoice open again");
    const { events } = await get<{ events: Json[] }>(
      `/invoices/events.json?invoice_uid=${again?.["uid"]}&event_types=change_invoice_status&with_change_invoice_status=true`,
    );
    expect(events.map((event) => (event["event_data"] as Json)["to_status"])).toEqual(["canceled", "open"]);
    expect(invoicesAbout("Refunded and written off")).toContainEqual(
      expect.objectContaining({
        refund_amount: "12.34",
        credit_amount: "12.34",
        paid_amount: "37.66",
        due_amount: "0.0",
      }),
    );
    expect(invoicesAbout("Refunded and due again")).toContainEqual(
      expect.objectContaining({ refund_amount: "50.0", credit_amount: "0.0", due_amount: "50.0", status: "open" }),
    );
    expect(invoicesAbout("Refunded and voided")).toContainEqual(
      expect.objectContaining({ status: "voided", due_amount: "0.0" }),
    );
  });

  it("have credit notes with eight decimals in their headers", async () => {
    const notes = await list("/credit_notes.json", "credit_notes");
    expect(notes.some((note) => /\.\d{8}$/.test(String(note["subtotal_amount"])))).toBe(true);
    expect([...distinct(notes, "status")].toSorted()).toEqual(["applied", "open"]);
  });

  it("have event ids that a double cannot hold", async () => {
    const { text } = await ask(sandbox, site, "/invoices/events.json?per_page=2");
    const ids = [...text.matchAll(/\{"id":(\d+),"event_type"/g)].map(([, id]) => BigInt(id ?? 0));
    expect(ids).toEqual([9_007_199_254_740_993n, 9_007_199_254_740_997n]);
    expect(text).toMatch(/"invoice":\{"id":614942008934401\d{3},/);
    const next = await ask(sandbox, site, `/invoices/events.json?per_page=1&since_id=${ids[0]}`);
    expect(next.text).toContain(`{"id":${ids[1]},`);
  });
});

describe("events", () => {
  it("tell of a subscription that is in no list, and of things nobody has heard of", async () => {
    const events = rows(
      await get("/events.json?per_page=200&filter=subscription_deletion,key_of_the_future,subscription_plan_change"),
    );
    const keys = events.map((event) => event["key"]);
    expect(keys.toSorted()).toEqual(["key_of_the_future", "subscription_deletion", "subscription_plan_change"]);
    const deleted = events.find((event) => event["key"] === "subscription_deletion")?.["subscription_id"];
    expect((await ask(sandbox, site, `/subscriptions/${deleted}.json`)).status).toBe(404);
  });
});

describe("garbage", () => {
  it.each([
    ["/product_families.json", undefined],
    ["/products.json", undefined],
    ["/products_price_points.json", "price_points"],
    ["/components.json", undefined],
    ["/components_price_points.json", "price_points"],
    ["/coupons.json", undefined],
    ["/customers.json", undefined],
    ["/subscriptions.json", undefined],
    ["/subscriptions_components.json", "subscriptions_components"],
    ["/payment_profiles.json", undefined],
    ["/events.json", undefined],
    ["/invoices.json", "invoices"],
    ["/credit_notes.json", "credit_notes"],
  ])("is in %s: a text, a null, a record without an id", async (path, envelope) => {
    const query = "per_page=200&include_archived=true&filter[include_archived]=true";
    const found: unknown[] = [];
    for (let page = 1; page < 9; page++) found.push(...rows(await get(`${path}?${query}&page=${page}`), envelope));
    expect(found).toContain("this should have been an object");
    expect(found).toContain(null);
    expect(found.some((row) => isRecord(row) && !("id" in row) && !("uid" in row))).toBe(true);
  });
});
