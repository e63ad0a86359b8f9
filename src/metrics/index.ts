/**
 * Subscription metrics: pure functions of facts and dates.
 *
 * **Facts.** `factsOf` cuts every standardized record down to what metrics need when it is stored; a metric reads
 * facts in chunks through a `FactReader` and never sees a record, a database or a clock. Its present is `asOf`, the
 * instant the data is of. What invoices charge is put together by subscription when a sync has changed them
 * (`facts/condense-charges.ts`): a metric reads that, or makes it itself while there is none.
 *
 * **Prices over time.** A source forgets: a subscription has only its present price. So the past is read from what
 * survives. A recurring charge is the price of its service period: amount less its share of discounts ÷ months of the
 * period, exactly (`history/price-history.ts`). Twelve months prepaid are twelve months of a twelfth. A plan charge
 * for a new period, or a credit for the rest of one, ends what was charged before (`history/running-charges.ts`).
 * Charges for parts of a period are scaled up and settled against the next whole charge, or the subscription's own
 * price, where the two agree within what proration rounds off (`history/prorated-prices.ts`). A change no charge tells
 * of is dated by its event and priced by the next charge. Over days without a charge the last price goes on, if the
 * subscription did. Before the first charge its price is carried back. Every report says how much of each period rests
 * on which of these.
 *
 * **Standing over time.** Whether a subscription counted on a day comes from its events; where there are none, from
 * its own dates and the gaps between charges (`history/standing.ts`, `history/subscription-history.ts`).
 *
 * **The seam.** On the day the data is of, and after it, a subscription is what its record says. History and present
 * are made of different things, so a report that reaches the present prints what both say of today, as `seam`. A
 * difference between them is real to the figures: it is part of the movements of the period that ends today, and
 * `reconciliation` lists it by subscription and cause. The usual ones: a change without proration, which invoices show
 * one period later (its event closes the gap); a coupon that has been used up, which a subscription drops at once and
 * an invoice at renewal.
 *
 * **Customers.** Movements, retention, cohorts and concentration are of customers: all their subscriptions in the
 * currency together, at the ends of days. Moving to another plan or subscription is therefore neither churn nor new.
 *
 * **Exactness.** Amounts are integers or fractions of integers throughout and rounded half-up once, in `buildReport`.
 * Sums are kept per denominator (`tally.ts`), and figures that hold over many periods are added once (`Level`), which
 * is what makes 24 months of 20,000 subscriptions fast. Floats only decide whether two prices agree within a
 * tolerance.
 *
 * **Days.** Invoice dates are days in the source's zone, instants are put into the days of `timeZone`. A level is read
 * at the end of a day; a service period holds from its first day to the day before its end.
 */

import type { SubscriptionMetric } from "./metric.js";
import { cohorts } from "./subscription/cohorts.js";
import { collectedRevenue } from "./subscription/collected-revenue.js";
import { concentration } from "./subscription/concentration.js";
import { movements } from "./subscription/movements.js";
import { receivables } from "./subscription/receivables.js";
import { reconciliation } from "./subscription/reconciliation.js";
import { recurringRevenue } from "./subscription/recurring-revenue.js";
import { renewals } from "./subscription/renewals.js";
import { retention } from "./subscription/retention.js";
import { unitEconomics } from "./subscription/unit-economics.js";

export { behindFigure, partsToCsv } from "./behind.js";
export { changesBetween, type KeptFigures, keptFigures, reachedPresent } from "./changes.js";
export { toCsv } from "./csv.js";
export { describeMetric } from "./description.js";
export { subscriptionCondensers, subscriptionFacts } from "./facts/index.js";
export type { MetricInput } from "./input.js";
export type { SubscriptionMetric } from "./metric.js";
export { reportWithoutData } from "./report.js";

/** Every subscription metric; a route and a part of the OpenAPI document each. */
export const subscriptionMetrics: readonly SubscriptionMetric[] = [
  recurringRevenue,
  movements,
  retention,
  cohorts,
  concentration,
  receivables,
  collectedRevenue,
  renewals,
  unitEconomics,
  reconciliation,
];
