import fc from "fast-check";
import { describe, it } from "vitest";
import { type WireList, type WireListName, wireLists } from "../../../../../src/providers/maxio/wire/index.js";
import {
  component,
  componentPricePoint,
  coupon,
  price,
  product,
  productPricePoint,
  site,
} from "../../../../fixtures/maxio/catalog.js";
import {
  creditNote,
  event,
  invoice,
  invoiceLine,
  invoiceRefund,
  transaction,
} from "../../../../fixtures/maxio/documents.js";
import {
  creditCard,
  customer,
  metadata,
  subscription,
  subscriptionComponent,
} from "../../../../fixtures/maxio/subscription.js";
import { checked, derive, type Lists, type Raw } from "../../../../helpers/derive.js";

/** Values that real and hostile answers put where others belong. */
const oddity = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    "",
    " ",
    "0",
    "-0.0",
    "1e400",
    "NaN",
    "2026-02-30",
    "2026-05-01T12:00:00-04:00",
    "0000-00-00T00:00:00Z",
    "__proto__",
    "constructor",
    "USD",
    "usd",
    "€",
    "never",
    "default",
    [],
    {},
    [null],
    [[]],
    [{}],
    { id: {} },
    { __proto__: null, id: 1 },
    "9".repeat(400),
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.double(),
  fc.string(),
);

/** A record of which some fields, at any depth, hold something else. */
function spoilt(raw: Raw): fc.Arbitrary<Raw> {
  const paths = pathsOf(raw);
  const change = fc.tuple(fc.constantFrom(...paths), oddity);
  return fc.array(change, { maxLength: 12 }).map((changes) => {
    const copy = structuredClone(raw);
    for (const [path, value] of changes) put(copy, path, structuredClone(value));
    return copy;
  });
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function put(target: unknown, path: string[], value: unknown): void {
  const [key, ...deeper] = path;
  if (key === undefined || typeof target !== "object" || target === null) return;
  if (deeper.length === 0) (target as Raw)[key] = value;
  else put((target as Raw)[key], deeper, value);
}

const tiers = { pricing_scheme: "tiered", prices: [price(1, 10, "10.0"), price(11, null, "8.0")] };
const euros = [{ id: 1, currency: "EUR", price: 45.5, price_id: 9001, role: "baseline" }];
const ownCoupon = {
  code: "WELCOME20",
  use_count: 1,
  uses_allowed: 3,
  expires_at: null,
  recurring: true,
  amount_in_cents: 100,
  percentage: null,
};
const changes = {
  previous_subscription_state: "active",
  new_subscription_state: "canceled",
  previous_product_id: 1,
  new_product_id: 2,
  component_id: 700,
  previous_allocation: 1,
  new_allocation: 2,
  previous_unit_balance: "0.0",
  new_unit_balance: 5,
  metafield_name: "a",
  old_value: "b",
  new_value: "c",
  previous_value: "automatic",
  current_value: "remittance",
  service_credit_account_balance_in_cents: 1,
  service_credit_balance_change_in_cents: 2,
  currency_code: "USD",
  uid: "inv_1",
  total_amount: "1.0",
  cancels_at: "2026-05-01T12:00:00Z",
};

const invoiceFields = {
  line_items: [invoiceLine(), invoiceLine({ uid: "li_2", component_id: 700, kind: undefined })],
  refunds: [invoiceRefund()],
  credits: [{ uid: "c", credit_note_uid: "cn", applied_amount: "1.0", transaction_time: "2026-05-01T00:00:00Z" }],
  debits: [{ uid: "d", debit_note_uid: "db", applied_amount: "1.0" }],
  payer: { chargify_id: 1, first_name: "A" },
};

/** Every root with everything it is joined with; both are spoilt. */
const roots: [string, WireListName, Raw, Lists][] = [
  ["site", "site", site(), {}],
  ["product", "products", product(), { products_price_points: [productPricePoint({ currency_prices: euros })] }],
  [
    "component",
    "components",
    component(tiers),
    { components_price_points: [componentPricePoint({ ...tiers, overage_prices: [price(1, null, "1.0")] })] },
  ],
  [
    "coupon",
    "coupons",
    coupon({ coupon_restrictions: [{ item_type: "Product", item_id: 1 }], currency_prices: euros }),
    {},
  ],
  [
    "customer",
    "customers",
    customer(),
    { payment_profiles: [creditCard()], customers_metadata: [metadata({ resource_id: 3001 })] },
  ],
  ["payment profile", "payment_profiles", creditCard({ bank_account_type: "checking" }), {}],
  [
    "subscription",
    "subscriptions",
    subscription({
      currency: "EUR",
      coupon_codes: ["WELCOME20"],
      coupons: [ownCoupon],
      group: { uid: "g", primary: true },
    }),
    {
      subscriptions_components: [
        subscriptionComponent(),
        subscriptionComponent({ component_id: 701, kind: "on_off_component" }),
      ],
      components_price_points: [componentPricePoint({ ...tiers, currency_prices: euros })],
      components: [component(), component({ id: 701 })],
      coupons: [coupon()],
      products_price_points: [productPricePoint({ currency_prices: euros })],
      subscriptions_metadata: [metadata()],
    },
  ],
  ["invoice", "invoices", invoice(invoiceFields), { components: [component()] }],
  [
    "parent invoice",
    "invoices",
    invoice({ ...invoiceFields, consolidation_level: "parent" }),
    { invoices: [invoice({ uid: "c", parent_invoice_uid: "inv_0001" })] },
  ],
  ["credit note", "credit_notes", creditNote({ refunds: [invoiceRefund()] }), { components: [component()] }],
  ["transaction", "transactions", transaction(), {}],
  ...[
    "subscription_state_change",
    "component_allocation_change",
    "custom_field_value_change",
    "invoice_issued",
    "pending_cancellation_change",
    "payment_collection_method_changed",
    "subscription_service_credit_account_balance_changed",
  ].map((key): [string, WireListName, Raw, Lists] => [`event ${key}`, "events", event(key, changes), {}]),
];

const isRead = (list: WireListName, raw: Raw) =>
  (wireLists[list] as WireList).schema.safeParse(structuredClone(raw)).success;

describe("whatever Maxio sends", () => {
  it.each(roots)("a %s maps to valid records without nulls, or is refused as a whole", (_name, list, raw, lists) => {
    const joinedLists = Object.entries({ site: [site({ relationship_invoicing_enabled: false })], ...lists }) as [
      WireListName,
      Raw[],
    ][];
    const joined = fc.tuple(
      ...joinedLists.map(([name, items]) => fc.tuple(fc.constant(name), fc.tuple(...items.map(spoilt)))),
    );
    fc.assert(
      fc.property(spoilt(raw), joined, (root, others) => {
        if (!isRead(list, root)) return;
        const read = others.map(([name, items]) => [name, items.filter((item) => isRead(name, item))]);
        derive(list, root, Object.fromEntries(read)).map(checked);
      }),
      { numRuns: 150 },
    );
  });

  it.each(roots)("a %s of nothing but its key maps", (_name, list, raw) => {
    const { id, uid, total_amount } = raw;
    derive(list, { id, uid, total_amount }).map(checked);
  });
});
