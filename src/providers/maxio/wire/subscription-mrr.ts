import { z } from "zod";
import { cents, key, nested } from "./fields.js";

/** `/subscriptions_mrr` (deprecated): Maxio's own monthly recurring revenue of a subscription, in the site's currency. */
export const SubscriptionMrr = z.object({
  subscription_id: key,
  mrr_amount_in_cents: cents,
  breakouts: nested(z.object({ plan_amount_in_cents: cents, usage_amount_in_cents: cents })),
});
export type SubscriptionMrr = z.infer<typeof SubscriptionMrr>;
