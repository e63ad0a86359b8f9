import { toInstant } from "../../model/dates.js";
import type { Deletion } from "../provider.js";
import type { Query } from "./client.js";
import { isId, type MaxioList } from "./list.js";
import { isObject } from "./page.js";
import type { WireListName } from "./wire/index.js";

const updatedSince = (since: string): Query => ({ date_field: "updated_at", start_datetime: since });
const updatedSinceInFilter = (since: string): Query => ({
  "filter[date_field]": "updated_at",
  "filter[start_datetime]": since,
});

/**
 * Without a filter on the type, custom price points are not promised; archived ones are only returned when asked for, and
 * then alone (official SDK's end-to-end tests). Subscriptions keep both, so both are read. Reading changes makes do with
 * the live ones: archiving does not show in `updated_at` (the same tests), so it is the next full read that tells of it.
 */
const pricePoints = {
  envelope: { under: "price_points" },
  paging: "pages",
  query: { include: "currency_prices", "filter[type]": "catalog,default,custom", direction: "asc" },
  passes: [{}, { "filter[archived_at]": "not_null" }],
  changedSince: updatedSinceInFilter,
  idField: "id",
  sweepable: true,
} satisfies Partial<MaxioList>;

const pricePointsOfOne: Query = { currency_prices: "true", "filter[type]": "catalog,default,custom" };

const piece = (owner: string, id: string, part: string) => `/${owner}/${encodeURIComponent(id)}/${part}.json`;

const metafields = {
  envelope: { under: "metafields" },
  paging: "pages",
  query: { direction: "asc" },
  idField: "id",
  sweepable: true,
} satisfies Partial<MaxioList>;

const metadata = {
  envelope: { under: "metadata" },
  paging: "pages",
  query: { direction: "asc" },
  // A value that was removed is told by its `deleted_at`.
  changedSince: (since) => ({ ...updatedSince(since), with_deleted: "true" }),
  sweepable: true,
} satisfies Partial<MaxioList>;

const invoiceDetails: Query = Object.fromEntries(
  ["line_items", "discounts", "taxes", "credits", "payments", "custom_fields", "refunds"].map((flag) => [flag, "true"]),
);

/**
 * Every list, in the order a sync reads them: what others are joined with comes first.
 *
 * Sorting: on a key that never changes (an id, a number), in incremental reads too. While a list sorted by `updated_at` is
 * paged, a record that changes moves to the end, and the one behind it is skipped at a page's edge; in a list sorted by
 * id nothing moves, and a record that enters it can only repeat others.
 *
 * Number of requests: an incremental read of all lists of a site where nothing happened takes twelve. Site, catalogue (4),
 * coupons, customers, subscriptions and their components, invoices, the invoice events of credit notes and refunds and the
 * site events are asked once each. These are asked only when the site events, already read, say that there is something
 * to ask for: custom fields, their definitions, payment profiles and Maxio's own revenue figures. Product families are
 * never asked for changes: products and components bring the names of theirs along, and the next full read brings the rest.
 */
export const maxioLists = {
  site: {
    path: "/site.json",
    envelope: { single: "site" },
    paging: "none",
    query: {},
    idField: "id",
    sweepable: false,
  },
  product_families: {
    path: "/product_families.json",
    envelope: { wrapped: "product_family" },
    paging: "none",
    query: {},
    idField: "id",
    sweepable: true,
  },
  products: {
    path: "/products.json",
    envelope: { wrapped: "product" },
    paging: "pages",
    query: { include_archived: "true" },
    changedSince: updatedSince,
    idField: "id",
    sweepable: true,
  },
  products_price_points: {
    path: "/products_price_points.json",
    ...pricePoints,
    pieces: { of: "products", path: (id) => piece("products", id, "price_points"), query: pricePointsOfOne },
  },
  components: {
    path: "/components.json",
    envelope: { wrapped: "component" },
    paging: "pages",
    query: { include_archived: "true" },
    changedSince: updatedSince,
    pieces: { of: "product_families", path: (id) => piece("product_families", id, "components") },
    idField: "id",
    sweepable: true,
  },
  components_price_points: {
    path: "/components_price_points.json",
    ...pricePoints,
    pieces: { of: "components", path: (id) => piece("components", id, "price_points"), query: pricePointsOfOne },
  },
  coupons: {
    path: "/coupons.json",
    envelope: { wrapped: "coupon" },
    paging: "pages",
    query: { currency_prices: "true", "filter[include_archived]": "true" },
    changedSince: updatedSinceInFilter,
    pieces: { of: "product_families", path: (id) => piece("product_families", id, "coupons") },
    idField: "id",
    sweepable: true,
  },
  customers: {
    path: "/customers.json",
    envelope: { wrapped: "customer" },
    paging: "pages",
    query: { direction: "asc" },
    changedSince: updatedSince,
    idField: "id",
    sweepable: true,
  },
  customers_metafields: { path: "/customers/metafields.json", ...metafields },
  subscriptions_metafields: { path: "/subscriptions/metafields.json", ...metafields },
  customers_metadata: { path: "/customers/metadata.json", ...metadata },
  subscriptions_metadata: { path: "/subscriptions/metadata.json", ...metadata },
  subscriptions_components: {
    path: "/subscriptions_components.json",
    envelope: { under: "subscriptions_components" },
    paging: "pages",
    query: { sort: "id", direction: "asc" },
    // Polled besides the subscriptions: whether a change of quantity touches the subscription is documented nowhere.
    changedSince: updatedSince,
    pieces: {
      of: "subscriptions",
      path: (id) => piece("subscriptions", id, "components"),
      envelope: { wrapped: "component" },
      paging: "none",
      query: {},
    },
    sweepable: true,
  },
  payment_profiles: {
    path: "/payment_profiles.json",
    envelope: { wrapped: "payment_profile" },
    paging: "pages",
    query: {},
    idField: "id",
    sweepable: true,
  },
  subscriptions: {
    path: "/subscriptions.json",
    envelope: { wrapped: "subscription" },
    paging: "pages",
    query: { sort: "id", direction: "asc", "include[]": "coupons" },
    changedSince: updatedSince,
    idField: "id",
    sweepable: true,
  },
  invoice_refunds: {
    path: "/invoices/events.json",
    envelope: { under: "events" },
    paging: "pages",
    query: { event_types: "refund_invoice" },
    isAsked: isRefund,
    sweepable: false,
    architecture: "relationshipInvoicing",
  },
  invoices: {
    path: "/invoices.json",
    envelope: { under: "invoices" },
    paging: "pages",
    query: { sort: "number", direction: "asc", ...invoiceDetails },
    // Without `date_field` the filter is on the due date.
    changedSince: updatedSince,
    idField: "uid",
    sweepable: true,
    architecture: "relationshipInvoicing",
  },
  credit_notes: {
    path: "/credit_notes.json",
    envelope: { under: "credit_notes" },
    paging: "pages",
    query: { line_items: "true", discounts: "true", taxes: "true", refunds: "true", applications: "true" },
    idField: "uid",
    sweepable: true,
    architecture: "relationshipInvoicing",
  },
  transactions: {
    path: "/transactions.json",
    envelope: { wrapped: "transaction" },
    paging: "ids",
    query: { order_by: "id", direction: "asc" },
    // Whole days of the site's time zone, whichever it is.
    changedSince: (since) => ({ since_date: dayBefore(since) }),
    idField: "id",
    sweepable: true,
    architecture: "statements",
    mayBeRefused: {
      because:
        "The payments of older statements are in Maxio's undocumented /transactions.json, which the site refuses",
      isLasting: false,
    },
  },
  events: {
    path: "/events.json",
    envelope: { wrapped: "event" },
    paging: "ids",
    query: { direction: "asc" },
    changedSince: (since) => ({ date_field: "created_at", start_datetime: since }),
    deletions: deletionsByEvent,
    idField: "id",
    sweepable: false,
  },
  subscriptions_mrr: {
    path: "/subscriptions_mrr.json",
    envelope: { under: "subscriptions_mrr" },
    paging: "pages",
    query: { direction: "asc" },
    sweepable: true,
    mayBeRefused: {
      because: "Maxio has deprecated /subscriptions_mrr.json, and the site no longer answers it",
      isLasting: true,
    },
  },
} as const satisfies Record<WireListName, MaxioList>;

/** A day that has begun, in whatever time zone, before the instant. */
export function dayBefore(instant: string): string {
  return new Date(Date.parse(instant) - 86_400_000).toISOString().slice(0, 10);
}

/** Whether an invoice event tells of a refund. One without a type came by the filter. */
export function isRefund(event: unknown): boolean {
  return !isObject(event) || event["event_type"] == null || event["event_type"] === "refund_invoice";
}

/** Purged subscriptions and deleted customers vanish from their lists; only their events tell. */
function deletionsByEvent(event: object): (Deletion & { list: WireListName })[] {
  const { key, subscription_id, customer_id, created_at } = event as Record<string, unknown>;
  const at = typeof created_at === "string" ? toInstant(created_at) : undefined;
  const when = at === undefined ? {} : { at };
  if (key === "subscription_deletion" && isId(subscription_id))
    return [{ list: "subscriptions", id: `${subscription_id}`, ...when }];
  if (key === "customer_delete" && isId(customer_id)) return [{ list: "customers", id: `${customer_id}`, ...when }];
  return [];
}
