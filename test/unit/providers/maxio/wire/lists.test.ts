import { describe, expect, it } from "vitest";
import { type WireList, type WireListName, wireLists } from "../../../../../src/providers/maxio/wire/index.js";
import {
  component,
  componentPricePoint,
  coupon,
  product,
  productPricePoint,
  site,
} from "../../../../fixtures/maxio/catalog.js";
import { creditNote, event, invoice, refundEvent, transaction } from "../../../../fixtures/maxio/documents.js";
import {
  creditCard,
  customer,
  metadata,
  metafield,
  subscription,
  subscriptionComponent,
} from "../../../../fixtures/maxio/subscription.js";
import { type Raw, toItem } from "../../../../helpers/derive.js";

const names = Object.keys(wireLists) as WireListName[];
const schemaOf = (name: WireListName) => (wireLists[name] as WireList).schema;

/** What each list's element is known by: id, join key, and when it changed. */
const keys: [WireListName, Raw, string, string | undefined, string | undefined][] = [
  ["site", site(), "4101", "site", undefined],
  [
    "product_families",
    { id: 610, name: "Workspace", updated_at: "2024-01-01T00:00:00Z" },
    "610",
    undefined,
    "2024-01-01T00:00:00Z",
  ],
  ["products", product(), "2200", undefined, "2024-06-01T13:00:00Z"],
  ["products_price_points", productPricePoint(), "2241", "2200", "2023-02-01T14:00:00Z"],
  ["components", component(), "700", undefined, "2023-02-01T14:00:00Z"],
  ["components_price_points", componentPricePoint(), "3310", "700", "2023-02-01T14:00:00Z"],
  ["coupons", coupon({ code: "Welcome20" }), "501", "WELCOME20", "2023-02-01T14:00:00Z"],
  ["customers", customer(), "3001", undefined, "2025-03-01T13:00:00Z"],
  ["subscriptions", subscription(), "15001", undefined, "2026-05-01T16:00:05Z"],
  ["subscriptions_components", subscriptionComponent(), "15001:700", "15001", "2026-04-01T16:00:00Z"],
  ["subscriptions_metafields", metafield(), "41", undefined, undefined],
  ["customers_metafields", metafield({ id: 52 }), "52", undefined, undefined],
  ["subscriptions_metadata", metadata(), "15001:41", "15001", undefined],
  ["customers_metadata", metadata({ resource_id: 3001, metafield_id: null }), "3001:Segment", "3001", undefined],
  ["invoice_refunds", refundEvent(), "inv_0001:91001", "inv_0001", undefined],
  ["invoices", invoice({ parent_invoice_uid: "inv_p" }), "inv_0001", "inv_p", "2026-05-01T16:00:03Z"],
  ["credit_notes", creditNote(), "cn_0001", undefined, undefined],
  ["payment_profiles", creditCard(), "8801", "3001", "2024-01-10T13:00:00Z"],
  ["events", event("renewal_success"), "343087780", undefined, "2026-05-01T16:00:05Z"],
  ["transactions", transaction(), "80001", undefined, undefined],
  ["subscriptions_mrr", { subscription_id: 15_001, mrr_amount_in_cents: 4900 }, "15001", undefined, undefined],
];

describe("wire lists", () => {
  it("are all known here", () => {
    expect(keys.map(([name]) => name).toSorted()).toEqual(names.toSorted());
  });

  it.each(keys)("%s: identified and joined", (name, raw, id, joinKey, modifiedDate) => {
    expect(toItem(name, raw)).toMatchObject({ id });
    expect(toItem(name, raw).joinKey).toBe(joinKey);
    expect(toItem(name, raw).modifiedDate).toBe(modifiedDate);
  });

  it.each(keys)("%s: keep only the fields we use", (name, raw) => {
    const body = toItem(name, { ...raw, vault_token: "secret", brand_new_field: 1 }).body;
    expect(body).not.toHaveProperty("brand_new_field");
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  it.each(names)("%s: refuse what is no object, or has no key", (name) => {
    for (const value of [null, undefined, 7, "text", [], {}, { id: null, uid: null }, { id: "", uid: "" }]) {
      expect(schemaOf(name).safeParse(value).success).toBe(false);
    }
  });

  /** Every field of every list but its keys and the amount a document is about, which are tested below. */
  const required = new Set([
    "id",
    "uid",
    "total_amount",
    "subscription_id",
    "component_id",
    "product_id",
    "resource_id",
    // A refund's event is known by its invoice and what it says of the refund.
    "invoice",
    "event_data",
  ]);
  it.each(keys)("%s: a bad field never loses the record", (name, raw) => {
    for (const bad of [null, undefined, { a: 1 }, [1, null, "x"], "text", -1.5, true]) {
      const fields = Object.keys(raw).filter((field) => !required.has(field));
      const broken = { ...raw, ...Object.fromEntries(fields.map((field) => [field, bad])) };
      expect(schemaOf(name).safeParse(broken).error).toBeUndefined();
    }
  });

  it("refuse an id that JSON.parse has rounded, and take it as text", () => {
    expect(schemaOf("events").safeParse(JSON.parse('{"id":9007199254740993}')).error?.message).toContain("2^53");
    expect(toItem("events", { id: "9007199254740993" }).id).toBe("9007199254740993");
  });

  it.each([null, undefined, "", "n/a", "12345678901234.00", {}, true])(
    "refuse an invoice whose total is %j",
    (total) => {
      const result = schemaOf("invoices").safeParse(invoice({ total_amount: total }));
      expect(result.error?.issues.map((issue) => issue.path)).toEqual([["total_amount"]]);
    },
  );

  it.each([null, undefined, "", "12.50", 12.5, {}, "1234567890123456"])(
    "refuse a payment or refund of %j minor units, but nothing that is no money",
    (amount_in_cents) => {
      const issuesOf = (fields: Raw) =>
        schemaOf("transactions").safeParse(transaction({ amount_in_cents, ...fields })).error?.issues;
      for (const kind of [{ transaction_type: "payment" }, { transaction_type: undefined, type: "Refund" }]) {
        expect(issuesOf(kind)?.map((issue) => issue.path)).toEqual([["amount_in_cents"]]);
      }
      expect(issuesOf({ transaction_type: "charge", type: "Charge" })).toBeUndefined();
    },
  );

  it.each([0, 4900, -4900, "4900"])("take a payment of %j minor units", (amount_in_cents) => {
    expect(schemaOf("transactions").safeParse(transaction({ amount_in_cents })).success).toBe(true);
  });

  it.each(["0", "0.0", "-5.25", "208.69341779", "1234567890123.99", 100, 9.99])("take a total of %j", (total) => {
    expect(schemaOf("invoices").safeParse(invoice({ total_amount: total })).success).toBe(true);
    expect(schemaOf("credit_notes").safeParse(creditNote({ total_amount: total })).success).toBe(true);
  });
});
