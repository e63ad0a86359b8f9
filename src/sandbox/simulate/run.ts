/** The state of one subscription's simulation. Everything in `simulate/` reads and moves a `Run`. */
import type { Amount } from "../core/money.js";
import type {
  Component,
  ComponentPricePoint,
  Coupon,
  CreditNote,
  Customer,
  Interval,
  Invoice,
  InvoiceEvent,
  PaymentProfile,
  Product,
  ProductPricePoint,
  SiteEvent,
  Subscription,
  SubscriptionComponent,
} from "../core/records.js";
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
}

/** A site event before the site gives it its number. */
export type EventDraft = Omit<SiteEvent, "id">;
export type InvoiceEventDraft = Omit<InvoiceEvent, "id">;

export interface Run {
  site: SiteProfile;
  script: Script;
  /** The end of time: nothing happens after it. */
  until: Millis;
  /** The moment being simulated. */
  clock: Millis;
  customer: Customer;
  subscription: Subscription;
  profile: PaymentProfile | null;
  plan: PlanItem | null;
  components: ComponentItem[];
  planById: (id: number) => { product: Product; pricePoint: ProductPricePoint } | undefined;
  coupons: Map<number, Coupon>;
  invoices: Invoice[];
  creditNotes: CreditNote[];
  events: EventDraft[];
  invoiceEvents: InvoiceEventDraft[];
  cardWorks: boolean;
  /** Set while a failed renewal payment is being retried. */
  dunning: { attempts: number; retryAt: Millis } | null;
  /** Remittance payments on their way. */
  expectedPayments: { at: Millis; invoice: Invoice }[];
  /** How many transactions and lines have been made, for their ids. */
  transactions: number;
  lines: number;
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
  data: EventDraft["data"] = null,
  extra: Partial<EventDraft> = {},
): void {
  const { subscription, customer, clock } = run;
  run.events.push({
    key,
    message,
    subscriptionId: subscription.id,
    customerId: customer.id,
    at: clock,
    data,
    ...extra,
  });
}

export function emitInvoiceEvent(run: Run, invoice: Invoice, type: string, data: InvoiceEvent["data"]): void {
  const after = {
    status: invoice.status,
    payments: invoice.payments.length,
    credits: invoice.credits.length,
    refunds: invoice.refunds.length,
  };
  run.invoiceEvents.push({ type, at: run.clock, invoiceUid: invoice.uid, data, after });
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

/** "Jane Roe's subscription to Team", as Maxio's event messages begin. */
export function title(run: Run): string {
  const plan = run.plan ? ` to ${run.plan.product.name}` : "";
  return `${run.customer.firstName} ${run.customer.lastName}'s subscription${plan}`;
}

export function paymentEventData(run: Run, transactionId: number): Record<string, unknown> {
  return { product_id: run.plan?.product.id ?? 0, account_transaction_id: transactionId };
}

export function addBalance(run: Run, change: Amount): void {
  run.subscription.balance += change;
  touch(run);
}

export const days = (count: number): Millis => count * DAY;
