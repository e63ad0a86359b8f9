import { z } from "zod";
import { Currency } from "../currency.js";
import { Amount, component, field } from "../field.js";
import { RecordRef, recordFields } from "./common.js";

/** What the source itself says a subscription's recurring revenue is: to compare with, and for nothing else. */
export const SourceRevenue = component(
  "BillingSourceRevenue",
  "The source's own figure of a subscription's monthly recurring revenue, by its own rules, in the currency of the account: what `reconciliation` compares ours with. Maxio has deprecated it; a site that no longer answers has none.",
  z.object({
    ...recordFields,
    subscriptionRef: field(RecordRef, "Maxio subscriptions_mrr.subscription_id", "The subscription."),
    currency: field(Currency, "Maxio site.currency", "Currency of the figures: the account's, not the subscription's."),
    total: field(Amount, "Maxio subscriptions_mrr.mrr_amount_in_cents", "Per month, major units.", 49),
    plan: field(
      Amount,
      "Maxio subscriptions_mrr.breakouts.plan_amount_in_cents",
      "The part of it that recurs: plan, quantity and on/off add-ons.",
      49,
    ).optional(),
    usage: field(
      Amount,
      "Maxio subscriptions_mrr.breakouts.usage_amount_in_cents",
      "The part of it that is usage.",
      0,
    ).optional(),
  }),
);
export type SourceRevenue = z.infer<typeof SourceRevenue>;
