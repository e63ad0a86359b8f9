import type { Mapped } from "../../../model/billing/common.js";
import type { SubscriptionEvent } from "../../../model/billing/subscription-event.js";
import type { Event } from "../wire/event.js";
import type { MapSettings } from "./currency.js";
import { eventChanges } from "./event-changes.js";
import { eventTypes } from "./event-types.js";
import { ref } from "./names.js";
import { cents, choose, decimal, id, instant, integer, spelling, text } from "./read.js";
import { facts, supplementalData } from "./supplemental.js";

/** Maxio site event → standardized subscription event. An unlisted key is Other, with its own name in `sourceType`. */
export function mapEvent(event: Event, settings: MapSettings): Mapped<SubscriptionEvent> {
  const data = event.event_specific_data;
  const { before, after } = eventChanges(event, settings);
  const date = instant(event.created_at);
  return {
    id: String(event.id),
    createdDate: date,
    type: choose(eventTypes, event.key, "Other"),
    sourceType: spelling(event.key) ?? "unknown",
    date,
    subscriptionRef: ref(id(event.subscription_id)),
    customerRef: ref(id(event.customer_id)),
    message: text(event.message),
    before,
    after,
    supplementalData: supplementalData({
      transactionId: id(data?.account_transaction_id),
      productId: id(data?.product_id),
      gatewayTransactionId: text(data?.gateway_transaction_id),
      usageQuantity: decimal(data?.usage_quantity),
      itemType: spelling(data?.item_type),
      memo: text(data?.memo),
      reason: text(data?.reason),
      resourceType: spelling(data?.resource_type),
      resourceId: id(data?.resource_id),
      dunning: dunning(event),
    }),
  };
}

/** The event names no currency, so what is at risk stays in the source's minor units. */
function dunning({ event_specific_data: data }: Event): Record<string, unknown> | undefined {
  const dunner = data?.dunner;
  if (dunner == null) return undefined;
  return facts({
    attempts: integer(dunner.attempts),
    lastAttemptDate: instant(dunner.last_attempted_at),
    revenueAtRiskInMinorUnits: cents(dunner.revenue_at_risk_in_cents),
    currentStepDay: integer(data?.current_step?.day_threshold),
    nextStepDay: integer(data?.next_step?.day_threshold),
  });
}
