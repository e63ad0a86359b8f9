/** All states a subscription can be in, all ways of being about to leave one, and every way to pay. */
import { DAY, type Millis } from "../../core/zone.js";
import type { CobblestoneCatalogue } from "./catalogue.js";
import type { Teller } from "./teller.js";

const why = { reason: "COSTS", message: "Costs too much", method: "merchant_ui" };

export function tellStates({ add, ago, monthsAgo }: Teller, { plans }: CobblestoneCatalogue, now: Millis): void {
  const { basic, basicWithTrial, withPaidTrial, fixedTerm } = plans;

  add("Active", monthsAgo(8), basic);
  add("Trialing without a card", ago(5), basicWithTrial, { pays: "nothing" });
  add("Trialing, paid", ago(4), withPaidTrial);
  add("Trial ended", monthsAgo(3), basicWithTrial, { pays: "nothing" });
  add("Past due", monthsAgo(5, 6), basic, { steps: [[20, { do: "cardStartsFailing" }]] });
  add("Unpaid", monthsAgo(6), basic, { afterDunning: "unpaid", steps: [[60, { do: "cardStartsFailing" }]] });
  add("Canceled", monthsAgo(7), basic, { steps: [[40, { do: "cancel", ...why }]] });
  add("Canceled by dunning", monthsAgo(6), basic, { steps: [[70, { do: "cardStartsFailing" }]] });
  add("Expired", monthsAgo(9), fixedTerm);
  add("On hold", monthsAgo(4), basic, { steps: [[12, { do: "hold", resumeAt: null }]] });
  add("On hold, resumes by itself", monthsAgo(4, 9), basic, {
    steps: [[12, { do: "hold", resumeAt: now + 18 * DAY }]],
  });
  add("Was on hold and resumed", monthsAgo(7, 3), basic, {
    steps: [[95, { do: "hold", resumeAt: ago(50) }]],
  });
  add("Suspended", monthsAgo(3), basic, {
    collection: "prepaid",
    steps: [
      [92, { do: "prepay", amount: 150_00_000_000, memo: "Initial funding" }],
      [2, { do: "becomes", state: "suspended" }],
    ],
  });
  add("Soft failure", monthsAgo(3, 4), basic, { steps: [[1, { do: "becomes", state: "soft_failure" }]] });
  add("Assessing", monthsAgo(2, 4), basic, { steps: [[1, { do: "becomes", state: "assessing" }]] });
  add("Paused: the merchant owes Maxio", monthsAgo(2, 5), basic, { steps: [[1, { do: "becomes", state: "paused" }]] });
  add("State of the future", monthsAgo(2, 6), basic, { steps: [[1, { do: "becomes", state: "hibernating" }]] });
  add("Pending", ago(1), basic, { notStarted: "pending" });
  add("Failed to create", ago(3), basic, { notStarted: "failed_to_create" });
  add("Awaiting signup", ago(6), basic, { notStarted: "awaiting_signup" });
  add("Awaiting signup date", ago(6), basic, { notStarted: "awaiting_signup_date" });

  add("Leaves at period end", monthsAgo(5, 8), basic, { steps: [[3, { do: "cancelAtPeriodEnd", ...why }]] });
  add("Leaves on a date", monthsAgo(5, 7), basic, {
    steps: [[3, { do: "cancelOn", on: now + 45 * DAY, reason: "MOVED", message: null }]],
  });
  add("Left on a date", monthsAgo(5, 7), basic, {
    steps: [[60, { do: "cancelOn", on: ago(20), reason: "MOVED", message: null }]],
  });
  add("Expires later", monthsAgo(2), fixedTerm);
  add("Changes plan at renewal", monthsAgo(3, 8), basic, {
    steps: [[2, { do: "schedulePlanChange", plan: plans.basicYearly }]],
  });
  add("Downgraded at a renewal", monthsAgo(6, 8), plans.retired, {
    steps: [[70, { do: "schedulePlanChange", plan: basic }]],
  });
  add("Left and came back", monthsAgo(9), basic, {
    steps: [
      [120, { do: "cancel", ...why }],
      [60, { do: "reactivate" }],
    ],
  });

  add("Pays by bank debit", monthsAgo(4, 11), basic, { pays: "bank_account" });
  add("Pays by PayPal", monthsAgo(4, 12), basic, { pays: "paypal_account" });
  add("Pays by Apple Pay", monthsAgo(4, 13), basic, { pays: "apple_pay" });
  add("Pays by transfer", monthsAgo(4, 14), basic, {
    pays: "nothing",
    collection: "remittance",
    netTerms: 30,
    paysAfterDays: [20, 40, 35],
  });
  add("Card has expired", monthsAgo(10), basic, {
    profile: { expires: { month: 1, year: new Date(now).getUTCFullYear() - 1 } },
  });
}
