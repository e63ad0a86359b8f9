import type { CollectionStatus, Subscription, SubscriptionStatus } from "../../../model/billing/subscription.js";
import type { CancellationMethod, CollectionMethod, SubscriptionState } from "../wire/enums.js";
import type { Subscription as WireSubscription } from "../wire/subscription.js";
import { choose } from "./read.js";

/** Where a subscription stands: in its life, and with its payments. */
export interface Standing {
  status: SubscriptionStatus;
  collectionStatus: CollectionStatus;
}

const standing = (status: SubscriptionStatus, collectionStatus: CollectionStatus): Standing => ({
  status,
  collectionStatus,
});

/**
 * Maxio's one state told apart into two axes (Maxio subscription states: live, problem and end-of-life). `past_due`,
 * `soft_failure` and `unpaid` accrue charges, so they are Active; `paused` says that the merchant has not paid Maxio and
 * nothing about the customer; `suspended` has used up its prepayment.
 */
const states = {
  active: standing("Active", "Current"),
  assessing: standing("Active", "Current"),
  paused: standing("Active", "Unknown"),
  past_due: standing("Active", "PastDue"),
  soft_failure: standing("Active", "Retrying"),
  unpaid: standing("Active", "Unpaid"),
  trialing: standing("Trialing", "Current"),
  on_hold: standing("Paused", "Current"),
  suspended: standing("Paused", "Unpaid"),
  pending: standing("Pending", "Current"),
  awaiting_signup: standing("Pending", "Current"),
  awaiting_signup_date: standing("Pending", "Current"),
  trial_ended: standing("TrialEnded", "Current"),
  canceled: standing("Cancelled", "Current"),
  expired: standing("Expired", "Current"),
  failed_to_create: standing("Failed", "Unknown"),
} satisfies Record<SubscriptionState, Standing>;

const unknown = standing("Unknown", "Unknown");

export function standingOf(state: WireSubscription["state"]): Standing {
  return choose(states, state, unknown);
}

/** Statuses a subscription does not come back from by itself: nothing is scheduled for it any more. */
export const isOver = (status: SubscriptionStatus): boolean => over.has(status);
const over = new Set<SubscriptionStatus>(["TrialEnded", "Cancelled", "Expired", "Failed"]);

export const cancellationMethods = {
  merchant_ui: "MerchantUi",
  merchant_api: "MerchantApi",
  dunning: "Dunning",
  billing_portal: "BillingPortal",
  imported: "Imported",
  unknown: "Unknown",
} as const satisfies Record<CancellationMethod, NonNullable<Subscription["cancellation"]>["method"]>;

export const collectionMethods = {
  automatic: "Automatic",
  remittance: "Remittance",
  prepaid: "Prepaid",
  invoice: "Invoice",
} as const satisfies Record<CollectionMethod, Subscription["collectionMethod"]>;
