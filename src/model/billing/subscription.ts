import { z } from "zod";
import { Currency } from "../currency.js";
import { Instant } from "../dates.js";
import { Amount, component, field } from "../field.js";
import { BillingFrequency } from "../frequency.js";
import { RecordRef, recordFields } from "./common.js";
import { SubscriptionDiscount, SubscriptionLineItem } from "./subscription-line.js";

/** Where the subscription stands in its life. What it owes is `collectionStatus`, what is about to happen `scheduledChange`. */
export const SubscriptionStatus = z.enum([
  "Active",
  "Trialing",
  "Paused",
  "Pending",
  "TrialEnded",
  "Cancelled",
  "Expired",
  "Failed",
  "Unknown",
]);
export type SubscriptionStatus = z.infer<typeof SubscriptionStatus>;

/** Whether its charges are being collected. */
export const CollectionStatus = z.enum(["Current", "Retrying", "PastDue", "Unpaid", "Unknown"]);
export type CollectionStatus = z.infer<typeof CollectionStatus>;

export const ScheduledChange = component(
  "ScheduledChange",
  "The earliest change already scheduled for a subscription that is not over.",
  z.object({
    type: field(
      z.enum(["Cancellation", "PlanChange", "Resume", "Expiration"]),
      "Maxio cancel_at_end_of_period, delayed_cancel_at, scheduled_cancellation_at; next_product_id; automatically_resume_at; expires_at",
      "What will happen.",
      "Cancellation",
    ),
    effectiveDate: field(Instant, "the field that scheduled it", "When, if the source says.").optional(),
    planRef: field(RecordRef, "Maxio next_product_id", "The plan to come, for a plan change.").optional(),
  }),
);

const split = (what: string) => ({
  gross: field(Amount, `computed: Σ recurring lines ${what}`, "Before discounts, major units.", 49),
  discount: field(
    Amount,
    "computed: discounts that recur now",
    "What recurring discounts take off, major units, positive.",
    9.8,
  ),
  net: field(Amount, "computed: gross − discount", "After discounts, major units.", 39.2),
});

export const RecurringAmount = component(
  "RecurringAmount",
  "Recurring charge per billing period of the subscription: no tax, usage, setup or one-time charges.",
  z.object(split("per billing period")),
);
export const MonthlyRecurringRevenue = component(
  "MonthlyRecurringRevenue",
  "Recurring charge per month: years ÷ 12n, months ÷ n, days × 365 ÷ 12 ÷ n, rounded half-up once.",
  z.object(split("per month")),
);

export const MrrTreatment = component(
  "MrrTreatment",
  "Whether the subscription's recurring revenue counts towards MRR under the convention `standard-billing/1`, and why not.",
  z.object({
    counted: z.boolean(),
    reason: z
      .enum([
        "Trialing",
        "Paused",
        "Unpaid",
        "NotStarted",
        "TrialEnded",
        "Cancelled",
        "Expired",
        "Failed",
        "UnknownStatus",
        "PriceUnknown",
        "FrequencyUnknown",
        "NoRecurringCharge",
      ])
      .optional(),
  }),
  [{ counted: true }, { counted: false, reason: "Trialing" }],
);
export type MrrTreatment = z.infer<typeof MrrTreatment>;

export const Cancellation = component(
  "Cancellation",
  "Facts about a cancellation that happened or is scheduled.",
  z.object({
    atPeriodEnd: field(
      z.boolean(),
      "Maxio cancel_at_end_of_period",
      "Whether it takes (or took) effect at the end of a period.",
      true,
    ),
    effectiveDate: field(
      Instant,
      "Maxio canceled_at, delayed_cancel_at, scheduled_cancellation_at",
      "When it took or will take effect.",
    ).optional(),
    reasonCode: field(z.string(), "Maxio reason_code", "The merchant's churn reason code.").optional(),
    method: field(
      z.enum(["MerchantUi", "MerchantApi", "Dunning", "BillingPortal", "Imported", "Unknown"]),
      "Maxio cancellation_method",
      "How it was cancelled; Dunning means involuntarily, for non-payment.",
      "MerchantUi",
    ),
    message: field(z.string(), "Maxio cancellation_message", "The merchant's note.").optional(),
  }),
);

export const DateRange = component(
  "DateRange",
  "A period of time; either end may be unknown.",
  z.object({ startDate: Instant.optional(), endDate: Instant.optional() }),
);

/** A subscription: what a customer has agreed to pay, how often, and how that stands. */
export const Subscription = component(
  "BillingSubscription",
  "A subscription: what a customer has agreed to pay, how often, and how that stands on three axes (status, collectionStatus, scheduledChange).",
  z.object({
    ...recordFields,
    customerRef: field(RecordRef, "Maxio customer.id", "The customer.").optional(),
    planRef: field(RecordRef, "Maxio product.id", "The plan; absent on component-only subscriptions.").optional(),
    priceRef: field(RecordRef, "Maxio product_price_point_id", "The plan's price point.").optional(),
    status: field(SubscriptionStatus, "Maxio state", "Where the subscription stands in its life.", "Active"),
    collectionStatus: field(CollectionStatus, "Maxio state", "Whether its charges are being collected.", "Current"),
    scheduledChange: ScheduledChange.optional(),
    sourceStatus: field(
      z.string(),
      "Maxio state",
      "The state as the source spells it; absent when the source gave none.",
      "active",
    ).optional(),
    currency: field(Currency, "Maxio currency, else site.currency", "Currency of every amount of this record.", "USD"),
    billingFrequency: field(
      BillingFrequency,
      "Maxio product.interval, else the components' own",
      "How often it renews.",
    ).optional(),
    lineItems: z.array(SubscriptionLineItem),
    discounts: z.array(SubscriptionDiscount),
    recurringAmount: RecurringAmount.optional(),
    monthlyRecurringRevenue: MonthlyRecurringRevenue.optional(),
    mrrTreatment: MrrTreatment,
    outstandingBalance: field(
      Amount,
      "Maxio balance_in_cents",
      "What the customer owes on it, major units; negative is credit.",
      0,
    ).optional(),
    creditBalance: field(
      Amount,
      "Maxio credit_balance_in_cents",
      "Service credit not used yet, major units.",
    ).optional(),
    prepaymentBalance: field(
      Amount,
      "Maxio prepayment_balance_in_cents",
      "Prepayments not used yet, major units.",
    ).optional(),
    totalPaid: field(
      Amount,
      "Maxio total_revenue_in_cents",
      "Payments received on it so far, major units.",
      588,
    ).optional(),
    trial: field(DateRange, "Maxio trial_started_at, trial_ended_at", "The trial, planned or past.").optional(),
    currentPeriod: field(
      DateRange,
      "Maxio current_period_started_at, current_period_ends_at",
      "The running billing period.",
    ).optional(),
    startDate: field(
      Instant,
      "Maxio activated_at",
      "When paid service began: the end of the trial, or the start without one.",
    ).optional(),
    nextBillingDate: field(Instant, "Maxio next_assessment_at", "When payment is tried or retried next.").optional(),
    pausedDate: field(Instant, "Maxio on_hold_at", "When it was put on hold; only while it is.").optional(),
    resumeDate: field(Instant, "Maxio automatically_resume_at", "When it resumes by itself.").optional(),
    cancelledDate: field(
      Instant,
      "Maxio canceled_at",
      "When it was cancelled; gone again after a reactivation.",
    ).optional(),
    endDate: field(Instant, "Maxio expires_at", "When it ends or ended by expiry.").optional(),
    cancellation: Cancellation.optional(),
    collectionMethod: field(
      z.enum(["Automatic", "Remittance", "Prepaid", "Invoice", "Unknown"]),
      "Maxio payment_collection_method",
      "How payment is collected.",
      "Automatic",
    ),
    paymentTermsDays: field(z.int(), "Maxio net_terms", "Days until a renewal invoice is due.").optional(),
    paymentMethodRef: field(
      RecordRef,
      "Maxio credit_card.id or bank_account.id",
      "The payment method on file.",
    ).optional(),
    reference: field(z.string(), "Maxio reference", "The merchant's own identifier.").optional(),
  }),
);
export type Subscription = z.infer<typeof Subscription>;
