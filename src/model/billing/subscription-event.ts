import { z } from "zod";
import { Instant } from "../dates.js";
import { component, field } from "../field.js";
import { RecordRef, recordFields } from "./common.js";

export const SubscriptionEventType = z.enum([
  "Signup",
  "SignupFailed",
  "StatusChange",
  "PlanChange",
  "PlanChangeScheduled",
  "CancellationScheduled",
  "QuantityChange",
  "PriceChange",
  "Usage",
  "Renewal",
  "RenewalFailed",
  "PaymentSucceeded",
  "PaymentFailed",
  "PaymentPending",
  "PaymentSettled",
  "Refund",
  "RefundFailed",
  "Dunning",
  "InvoiceIssued",
  "Chargeback",
  "TrialEnding",
  "Expiring",
  "BillingDateChange",
  "BalanceChange",
  "CollectionMethodChange",
  "PaymentMethodChange",
  "CustomerChange",
  "CustomFieldChange",
  "Deleted",
  "Other",
]);
export type SubscriptionEventType = z.infer<typeof SubscriptionEventType>;

/** Something that happened to a subscription, a customer or their money, as the source logged it. */
export const SubscriptionEvent = component(
  "BillingSubscriptionEvent",
  "Something that happened to a subscription, a customer or their money, as the source logged it.",
  z.object({
    ...recordFields,
    type: field(SubscriptionEventType, "Maxio event.key", "What happened.", "StatusChange"),
    sourceType: field(z.string(), "Maxio event.key", "The source's own name for it.", "subscription_state_change"),
    date: field(Instant, "Maxio event.created_at", "When.").optional(),
    subscriptionRef: field(RecordRef, "Maxio event.subscription_id", "The subscription.").optional(),
    customerRef: field(RecordRef, "Maxio event.customer_id", "The customer.").optional(),
    message: field(z.string(), "Maxio event.message", "The source's sentence; not to be parsed.").optional(),
    before: field(
      z.record(z.string(), z.unknown()),
      "Maxio event_specific_data.previous_*",
      "Values before the change, by standard name.",
    ).optional(),
    after: field(
      z.record(z.string(), z.unknown()),
      "Maxio event_specific_data.new_*",
      "Values after the change, by standard name.",
    ).optional(),
  }),
);
export type SubscriptionEvent = z.infer<typeof SubscriptionEvent>;
