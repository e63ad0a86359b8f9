import type { z } from "zod";
import { toInstant } from "../../../model/dates.js";
import { Component, ComponentPricePoint } from "./component.js";
import { Coupon } from "./coupon.js";
import { CreditNote } from "./credit-note.js";
import { Customer } from "./customer.js";
import { Event } from "./event.js";
import type { Unread } from "./fields.js";
import { Invoice } from "./invoice.js";
import { Metadata, Metafield } from "./metadata.js";
import { PaymentProfile } from "./payment-profile.js";
import { Product, ProductFamily, ProductPricePoint } from "./product.js";
import { RefundEvent } from "./refund-event.js";
import { Site } from "./site.js";
import { Subscription, SubscriptionComponent } from "./subscription.js";
import { SubscriptionMrr } from "./subscription-mrr.js";
import { Transaction } from "./transaction.js";

/** How an element of a list is checked, identified and found by others. Elements come without their envelope. */
export interface WireList<T extends object = object> {
  /** Strips an element to the fields the mappers use; refuses it only when it is no object or has no key. */
  readonly schema: z.ZodType<T>;
  /** Unique within the list. */
  id(item: T): string;
  /** What others find it by, where that is not the id. */
  joinKey?(item: T): string | undefined;
  /** When the source last changed it, UTC. */
  modifiedDate?(item: T): string | undefined;
}

const byId = (item: { id: string | number }) => String(item.id);
const byUid = (item: { uid: string }) => item.uid;
const updated = (item: { updated_at?: Unread<"timestamp"> | null | undefined }) => instant(item.updated_at);

function instant(value: unknown): string | undefined {
  return typeof value === "string" ? toInstant(value) : undefined;
}

function list<T extends object>(schema: z.ZodType<T>, of: Omit<WireList<NoInfer<T>>, "schema">): WireList<T> {
  return { schema, ...of };
}

const metadata = list(Metadata, {
  id: (item) => `${item.resource_id}:${scalar(item.metafield_id) ?? scalar(item.name) ?? ""}`,
  joinKey: (item) => String(item.resource_id),
});

function scalar(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** Coupon codes are compared without regard to case: Maxio stores them in capitals, whatever a caller typed. */
export const couponKey = (code: string) => code.toUpperCase();

/** There is one site, and nothing else says its id: it is found by this word. */
export const theSite = "site";

/** Every list of Maxio that is read, by name. */
export const wireLists = {
  site: list(Site, { id: byId, joinKey: () => theSite }),
  product_families: list(ProductFamily, { id: byId, modifiedDate: updated }),
  products: list(Product, { id: byId, modifiedDate: updated }),
  products_price_points: list(ProductPricePoint, {
    id: byId,
    joinKey: (item) => String(item.product_id),
    modifiedDate: updated,
  }),
  components: list(Component, { id: byId, modifiedDate: updated }),
  components_price_points: list(ComponentPricePoint, {
    id: byId,
    joinKey: (item) => String(item.component_id),
    modifiedDate: updated,
  }),
  coupons: list(Coupon, {
    id: byId,
    joinKey: (item) => (typeof item.code === "string" ? couponKey(item.code) : undefined),
    modifiedDate: updated,
  }),
  customers: list(Customer, { id: byId, modifiedDate: updated }),
  subscriptions: list(Subscription, { id: byId, modifiedDate: updated }),
  subscriptions_components: list(SubscriptionComponent, {
    id: (item) => `${item.subscription_id}:${item.component_id}`,
    joinKey: (item) => String(item.subscription_id),
    modifiedDate: updated,
  }),
  subscriptions_metafields: list(Metafield, { id: byId }),
  customers_metafields: list(Metafield, { id: byId }),
  subscriptions_metadata: metadata,
  customers_metadata: metadata,
  invoice_refunds: list(RefundEvent, {
    id: ({ invoice, event_data }) => `${invoice.uid}:${event_data.refund_id}`,
    joinKey: ({ invoice }) => invoice.uid,
  }),
  invoices: list(Invoice, {
    id: byUid,
    joinKey: (item) => scalar(item.parent_invoice_uid),
    modifiedDate: updated,
  }),
  credit_notes: list(CreditNote, { id: byUid, modifiedDate: updated }),
  payment_profiles: list(PaymentProfile, {
    id: byId,
    joinKey: (item) => scalar(item.customer_id),
    modifiedDate: updated,
  }),
  events: list(Event, { id: byId, modifiedDate: (item) => instant(item.created_at) }),
  transactions: list(Transaction, { id: byId }),
  subscriptions_mrr: list(SubscriptionMrr, { id: (item) => String(item.subscription_id) }),
} satisfies Record<string, WireList>;

export type WireListName = keyof typeof wireLists;
