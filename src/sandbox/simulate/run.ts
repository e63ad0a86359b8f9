/** The state of one subscription's simulation. Everything in `simulate/` reads and moves a `Run`. */
import type { Amount } from "../core/money.js";
import type { Customer, PaymentProfile, Subscription, SubscriptionComponent } from "../core/records/accounts.js";
import type { Component, ComponentPricePoint, Coupon, Product, ProductPricePoint } from "../core/records/catalogue.js";
import type { CreditNote, Invoice } from "../core/records/documents.js";
import type { InvoiceEvent, InvoiceEventType, SiteEvent } from "../core/records/events.js";
import type { Interval } from "../core/records/row.js";
import type { SiteProfile } from "../core/site.js";
import { addInterval, DAY, type Millis } from "../core/zone.js";
import type { Script } from "./script.js";

/** One thing a subscription is billed for in its own rhythm; most share their product's. */
export interface BillingItem {
  interval: Interval;
  /** Periods are counted from here, so that month ends do not drift. */
  anchor: Millis;
  /** How many periods have been billed. */
  periods: number;
  from: Millis;
  to: Millis;
}

export interface PlanItem extends BillingItem {
  product: Product;
  pricePoint: ProductPricePoint;
}

export interface ComponentItem extends BillingItem {
  component: Component;
  pricePoint: ComponentPricePoint;
  row: SubscriptionComponent;
  /** One-time components are charged once. */
  wasCharged: boolean;
}

export interface Run {
  site: SiteProfile;
  script: Script;
  /** How many of the script's steps have been taken. */
  stepsTaken: number;
  /** The moment being simulated. */
  clock: Millis;
  customer: Customer;
  /** Worked out once for each plan. */
  title: string | undefined;
  subscription: Subscription;
  profile: PaymentProfile | null;
  plan: PlanItem | null;
  components: ComponentItem[];
  planById: (id: number) => { product: Product; pricePoint: ProductPricePoint } | undefined;
  coupons: Map<number, Coupon>;
  invoices: Invoice[];
  creditNotes: CreditNote[];
  /** Their ids are 0 until the site numbers the events of all subscriptions in order of time. */
  events: SiteEvent[];
  invoiceEvents: InvoiceEvent[];
  /** When everything was last billed anew: earlier invoices no longer cover any time. */
  billedAnewAt: Millis;
  cardWorks: boolean;
  /** Set while a failed renewal payment is being retried. */
  dunning: { attempts: number; retryAt: Millis } | null;
  /** Remittance payments on their way. */
  expectedPayments: { at: Millis; invoice: Invoice }[];
  /** How many transactions and allocations have been made, for their ids. */
  transactions: number;
  allocations: number;
}

/** Days between a failed payment and its retries, and what happens after the last one. */
export const DUNNING = { retryAfterDays: [1, 3, 5, 7] } as const;

export const LIVE_STATES: readonly string[] = ["active", "trialing", "past_due", "unpaid", "soft_failure"];

export function items(run: Run): BillingItem[] {
  return run.plan ? [run.plan, ...run.components] : run.components;
}

/** Starts counting an item's periods anew. */
export function anchorAt(item: BillingItem, at: Millis): void {
  item.anchor = at;
  item.periods = 0;
  item.from = at;
  item.to = at;
}

/** Moves an item into its next period. */
export function advance(run: Run, item: BillingItem): void {
  item.periods += 1;
  item.from = item.to;
  item.to = addInterval(run.site.zone, item.anchor, item.interval.count * item.periods, item.interval.unit);
}

export function nextTransactionId(run: Run): number {
  run.transactions += 1;
  return run.subscription.id * 1_000 + run.transactions;
}

export function emit(
  run: Run,
  key: string,
  message: string,
  data: SiteEvent["data"] = null,
  extra: Pick<SiteEvent, "invoiceUid"> | { subscriptionId: null } = {},
): void {
  const { subscription, customer, clock } = run;
  run.events.push({
    id: 0,
    key,
    message,
    subscriptionId: subscription.id,
    customerId: customer.id,
    at: clock,
    data,
    ...extra,
  });
}

export function emitInvoiceEvent(
  run: Run,
  invoice: Invoice,
  type: InvoiceEventType,
  extra?: Pick<InvoiceEvent, "from" | "failed" | "creditNoteUid">,
): void {
  run.invoiceEvents.push({
    id: 0,
    type,
    at: run.clock,
    invoiceUid: invoice.uid,
    status: invoice.status,
    payments: invoice.payments.length,
    credits: invoice.credits.length,
    refunds: invoice.refunds.length,
    ...extra,
  });
}

export function touch(run: Run): void {
  run.subscription.updatedAt = run.clock;
}

export function setState(run: Run, state: string): void {
  const { subscription } = run;
  if (subscription.state === state) return;
  emit(run, "subscription_state_change", `State changed on ${title(run)} from ${subscription.state} to ${state}`, {
    previous_subscription_state: subscription.state,
    new_subscription_state: state,
  });
  subscription.state = state;
  touch(run);
}

/** "Jane Roe's subscription to Team", as Maxio's event messages say it. */
export function title(run: Run): string {
  run.title ??= titleOf(run);
  return run.title;
}

function titleOf({ plan, customer }: Run): string {
  const to = plan ? ` to ${plan.product.name}` : "";
  return `${customer.firstName} ${customer.lastName}'s subscription${to}`;
}

export function paymentEventData(run: Run, transactionId: number): Record<string, unknown> {
  return { product_id: run.plan?.product.id ?? 0, account_transaction_id: transactionId };
}

export function addBalance(run: Run, change: Amount): void {
  run.subscription.balance += change;
  touch(run);
}

export const days = (count: number): Millis => count * DAY;
