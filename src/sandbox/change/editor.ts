/** What a test can do to a site's data while the sandbox runs. */
import { amount } from "../core/money.js";
import type { Customer, Subscription, SubscriptionComponent } from "../core/records/accounts.js";
import type { Component, ProductPricePoint } from "../core/records/catalogue.js";
import type { SiteEvent } from "../core/records/events.js";
import type { Tweak } from "../core/records/row.js";
import type { Site } from "../core/site.js";
import { rowsOf, type Table } from "../core/table.js";
import type { Millis } from "../core/zone.js";
import { reopenInvoice } from "../simulate/invoice.js";
import type { Run } from "../simulate/run.js";
import type { StepAction } from "../simulate/script.js";
import { takeStep } from "../simulate/steps.js";
import { isLiving, type LivingSite } from "../sites/living.js";
import { lastId, live } from "./absorb.js";
import { newcomer, type Signup } from "./signup.js";

/** Lists whose records can be given odd fields, and how their records are known. */
type TweakableList =
  | "products"
  | "productPricePoints"
  | "components"
  | "componentPricePoints"
  | "coupons"
  | "customers"
  | "subscriptions"
  | "subscriptionComponents"
  | "invoices"
  | "creditNotes"
  | "events"
  | "paymentProfiles"
  | "metadata";

/**
 * Everything here happens at `at`. What Maxio would do by itself follows by itself: a cancellation cancels open invoices,
 * an upgrade credits unused time, and renewals that were due by then come first. Ids may be numbers or texts.
 */
export interface SiteEditor {
  readonly at: Date;
  /** A new customer with a new subscription; gives the subscription's id. */
  signUp(signup: Signup): number;
  cancelSubscription(id: number | string): void;
  /** At the end of the running period. */
  scheduleCancellation(id: number | string): void;
  reactivateSubscription(id: number | string): void;
  holdSubscription(id: number | string, resumeAt?: Date): void;
  resumeSubscription(id: number | string): void;
  /** Now, by the handle of the new price point. */
  changePlan(id: number | string, pricePointHandle: string): void;
  /** Gives the latest payment back; all of it, or a decimal amount. */
  refund(id: number | string, decimalAmount?: string): void;
  /** The card is declined from now on, or works again. */
  declinePayments(id: number | string): void;
  acceptPayments(id: number | string): void;
  /** Renewals, retries and transfers that are due by now happen, for one subscription or for all. */
  passTime(id?: number | string): void;
  /** The component's row changes and an event tells of it, nothing else: neither the subscription nor an invoice. */
  changeQuantity(subscriptionId: number | string, componentHandle: string, quantity: number): void;
  /** Purged: gone from every list, remembered by an event only. */
  deleteSubscription(id: number | string): void;
  restoreSubscription(id: number | string): void;
  /** A canceled invoice is due again. */
  reopenInvoice(uid: string): void;
  updateCustomer(id: number | string, fields: Partial<Customer>): void;
  deleteCustomer(id: number | string): void;
  /** Odd fields, missing fields or something else instead of a record; its `updated_at` moves. */
  tweak(list: TweakableList, key: number | string, tweak: Tweak): void;
  /** An event by itself. */
  emit(event: Pick<SiteEvent, "key" | "subscriptionId" | "customerId" | "data">): void;
}

/** Subscriptions that were deleted, so that they can be restored. */
const deleted = new WeakMap<Site, Map<string, { subscription: Subscription; rows: SubscriptionComponent[] }>>();

export function siteEditor(site: Site, at: Millis): SiteEditor {
  const take = (id: number | string, action: StepAction) => {
    const { living, run } = lifeOf(site, id);
    live(living, run, at, () => takeStep(run, { at, ...action }));
  };
  const emit: SiteEditor["emit"] = (event) => {
    site.events.add({ ...event, id: lastId(site.events) + 3, message: event.key, at });
  };
  const quietly = { reason: null, message: null, method: "merchant_api" };
  return {
    at: new Date(at),
    emit,
    signUp: (signup) => newcomer(livingOnly(site), signup, at).subscription.id,
    cancelSubscription: (id) => take(id, { do: "cancel", ...quietly }),
    scheduleCancellation: (id) => take(id, { do: "cancelAtPeriodEnd", ...quietly }),
    reactivateSubscription: (id) => take(id, { do: "reactivate" }),
    holdSubscription: (id, resumeAt) => take(id, { do: "hold", resumeAt: resumeAt?.getTime() ?? null }),
    resumeSubscription: (id) => take(id, { do: "resume" }),
    changePlan: (id, handle) => take(id, { do: "changePlan", plan: pricePoint(site, handle) }),
    refund: (id, value) => {
      const refunded = value === undefined ? null : amount(value);
      take(id, { do: "refund", amount: refunded, memo: "Refund", applyCredit: true });
    },
    declinePayments: (id) => take(id, { do: "cardStartsFailing" }),
    acceptPayments: (id) => take(id, { do: "cardIsReplaced" }),
    passTime: (id) => {
      const living = livingOnly(site);
      const runs = id === undefined ? [...living.life.runs.values()] : [lifeOf(site, id).run];
      for (const run of runs) {
        const { id: key } = run.subscription;
        if (site.subscriptions.find(String(key))) live(living, run, at, () => undefined);
      }
    },
    changeQuantity: (subscriptionId, handle, quantity) => {
      const component = componentBy(site, handle);
      const found = site.componentsOf(Number(subscriptionId)).find((line) => line.componentId === component.id);
      const row = editable(site.subscriptionComponents, found?.id ?? "", `${handle} on subscription ${subscriptionId}`);
      const { customerId } = editable(site.subscriptions, subscriptionId, "subscription");
      const previous = row.allocated;
      row.allocated = quantity;
      row.updatedAt = at;
      const data = {
        previous_allocation: previous,
        new_allocation: quantity,
        component_id: component.id,
        component_handle: handle,
        memo: "",
        allocation_id: row.id * 1_000 + (at % 1_000_000),
        allocated_quantity: quantity,
      };
      emit({ key: "component_allocation_change", subscriptionId: row.subscriptionId, customerId, data });
    },
    deleteSubscription: (id) => deleteSubscription(site, String(id), emit),
    restoreSubscription: (id) => restoreSubscription(site, String(id), at),
    reopenInvoice: (uid) => {
      const invoice = editable(site.invoices, uid, "invoice");
      if (invoice.status !== "canceled") throw new Error(`invoice ${uid} is ${invoice.status}, not canceled`);
      const { living, run } = lifeOf(site, invoice.subscriptionId);
      live(living, run, at, () => reopenInvoice(run, invoice));
    },
    updateCustomer: (id, fields) => {
      const customer = editable(site.customers, id, "customer");
      Object.assign(customer, fields, { updatedAt: at });
      emit({ key: "customer_update", subscriptionId: null, customerId: customer.id, data: null });
    },
    deleteCustomer: (id) => {
      const customer = editable(site.customers, id, "customer");
      const { id: customerId } = customer;
      for (const row of rowsOf(site.subscriptions)) {
        if (row.customerId === customerId) throw new Error(`customer ${id} still has subscription ${row.id}`);
      }
      site.customers.remove(String(id));
      site.formerCustomers.set(customerId, customer);
      emit({ key: "customer_delete", subscriptionId: null, customerId, data: null });
    },
    tweak: (list, key, tweak) => {
      const table: Table<{ tweak?: Tweak; updatedAt?: Millis }> = site[list];
      const row = editable(table, key, list);
      row.tweak = tweak;
      if (row.updatedAt !== undefined) row.updatedAt = at;
    },
  };
}

function livingOnly(site: Site): LivingSite {
  if (isLiving(site)) return site;
  throw new Error(`${site.profile.subdomain} is a generated site: its records can be edited, but nobody lives there`);
}

function lifeOf(site: Site, id: number | string): { living: LivingSite; run: Run } {
  const living = livingOnly(site);
  const run = living.life.runs.get(Number(id));
  if (!run) throw new Error(`${site.profile.subdomain} has no subscription ${id}`);
  return { living, run };
}

function editable<R>(table: Table<R>, key: number | string, what: string): R {
  const row = table.edit(String(key));
  if (row === undefined) throw new Error(`there is no ${what} ${key}`);
  return row;
}

function pricePoint(site: Site, handle: string): ProductPricePoint {
  for (const point of rowsOf(site.productPricePoints)) if (point.handle === handle) return point;
  throw new Error(`there is no product price point ${handle}`);
}

function componentBy(site: Site, handle: string): Component {
  for (const component of rowsOf(site.components)) if (component.handle === handle) return component;
  throw new Error(`there is no component ${handle}`);
}

function deleteSubscription(site: Site, id: string, emit: SiteEditor["emit"]): void {
  const subscription = editable(site.subscriptions, id, "subscription");
  const rows = [...site.componentsOf(subscription.id)];
  const kept = deleted.get(site) ?? new Map();
  deleted.set(site, kept);
  kept.set(id, { subscription, rows });
  for (const row of rows) site.subscriptionComponents.remove(String(row.id));
  site.subscriptions.remove(id);
  const { customerId } = subscription;
  emit({ key: "subscription_deletion", subscriptionId: subscription.id, customerId, data: null });
}

function restoreSubscription(site: Site, id: string, at: Millis): void {
  const found = deleted.get(site)?.get(id);
  if (!found) throw new Error(`subscription ${id} was not deleted`);
  deleted.get(site)?.delete(id);
  found.subscription.updatedAt = at;
  site.subscriptions.add(found.subscription);
  for (const row of found.rows) site.subscriptionComponents.add(row);
}
