import type { Subscription as SubscriptionRecord } from "../../../model/billing/subscription.js";
import type { Subscription } from "../wire/subscription.js";
import { ref } from "./names.js";
import { choose, flag, id, instant, text } from "./read.js";
import { cancellationMethods, isOver, type Standing } from "./status.js";

type ScheduledChange = NonNullable<SubscriptionRecord["scheduledChange"]>;
type Cancellation = NonNullable<SubscriptionRecord["cancellation"]>;

/**
 * The earliest change scheduled for a subscription that is not over. Changes without a date come last; of two at one time
 * the one that makes the other pointless comes first. No clock is needed: a live subscription has not reached them.
 */
export function scheduledChange(subscription: Subscription, { status }: Standing): ScheduledChange | undefined {
  if (isOver(status)) return undefined;
  const changes = [
    cancellation(subscription),
    expiration(subscription),
    planChange(subscription),
    resume(subscription),
  ];
  let first: ScheduledChange | undefined;
  for (const change of changes) {
    if (change !== undefined && (first === undefined || isEarlier(change, first))) first = change;
  }
  return first;
}

function isEarlier(a: ScheduledChange, b: ScheduledChange): boolean {
  if (a.effectiveDate === undefined) return false;
  return b.effectiveDate === undefined || a.effectiveDate < b.effectiveDate;
}

/** Any of three fields schedules one: Maxio has been seen to set a date while the flag is null. */
function cancellation(subscription: Subscription): ScheduledChange | undefined {
  const date = scheduledCancellationDate(subscription);
  if (date === undefined && flag(subscription.cancel_at_end_of_period) !== true) return undefined;
  return { type: "Cancellation", effectiveDate: date ?? instant(subscription.current_period_ends_at) };
}

function scheduledCancellationDate(subscription: Subscription): string | undefined {
  const delayed = instant(subscription.delayed_cancel_at);
  const scheduled = instant(subscription.scheduled_cancellation_at);
  if (delayed === undefined || scheduled === undefined) return delayed ?? scheduled;
  return delayed < scheduled ? delayed : scheduled;
}

function expiration(subscription: Subscription): ScheduledChange | undefined {
  const date = instant(subscription.expires_at);
  return date === undefined ? undefined : { type: "Expiration", effectiveDate: date };
}

/** A delayed product change takes effect at the next renewal; a change of price point alone keeps the plan. */
function planChange(subscription: Subscription): ScheduledChange | undefined {
  const productId = id(subscription.next_product_id);
  if (productId === undefined && id(subscription.next_product_price_point_id) === undefined) return undefined;
  const current = subscription.product;
  const isSame = productId === undefined || productId === id(current?.id);
  return {
    type: "PlanChange",
    effectiveDate: instant(subscription.current_period_ends_at),
    planRef: isSame ? ref(id(current?.id), text(current?.name)) : ref(productId),
  };
}

function resume(subscription: Subscription): ScheduledChange | undefined {
  const date = instant(subscription.automatically_resume_at);
  return date === undefined ? undefined : { type: "Resume", effectiveDate: date };
}

/** What is known of a cancellation that happened or is scheduled. */
export function cancellationFacts(subscription: Subscription, { status }: Standing): Cancellation | undefined {
  const cancelled = instant(subscription.canceled_at);
  const planned = isOver(status) ? undefined : cancellation(subscription);
  if (status !== "Cancelled" && cancelled === undefined && planned === undefined) return undefined;
  return {
    atPeriodEnd: flag(subscription.cancel_at_end_of_period) === true,
    effectiveDate: planned?.effectiveDate ?? cancelled,
    reasonCode: text(subscription.reason_code),
    method: choose(cancellationMethods, subscription.cancellation_method, "Unknown"),
    message: text(subscription.cancellation_message),
  };
}
