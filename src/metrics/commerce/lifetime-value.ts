import type { Day } from "../../model/metrics/parameters.js";
import { daysBetween } from "../periods.js";
import { type CommerceMetric, money, sums, value } from "./metric.js";

/** What a customer brings while they stay one, as Codat defines it. */
export const lifetimeValue: CommerceMetric = {
  path: "lifetimeValue",
  description: `Average order value × orders per customer × average customer lifespan, per period, in the base currency. The lifespan is the number of days from a customer's first to last order *in the period*, averaged over all who ordered in it.

That is Codat's formula. It multiplies money by days, so the figure is no amount anybody pays: compare it between periods and companies only. Orders that name no customer are left out; without customers, or when nobody ordered on two different days, it is 0.`,
  reportInfo: { name: "lifetime_value", displayName: "Lifetime Value" },
  dimension: "Lifetime value metrics",
  items: ["Lifetime value"],
  needsCustomer: true,
  measures: (currency) => [value(0, currency)],
  tally(currency) {
    const total = sums();
    const periods = new Map<number, Map<string, { first: Day; last: Day }>>();
    return {
      add({ customerId, date, total: amount }, period) {
        if (customerId === undefined || period < 1) return;
        total.add(period, amount);
        const customers = periods.get(period) ?? new Map<string, { first: Day; last: Day }>();
        periods.set(period, customers);
        const span = customers.get(customerId) ?? { first: date, last: date };
        customers.set(customerId, span);
        if (date < span.first) span.first = date;
        if (date > span.last) span.last = date;
      },
      finish: () => (period) => {
        const spans = [...(periods.get(period)?.values() ?? [])];
        const days = spans.reduce((sum, { first, last }) => sum + daysBetween(first, last), 0);
        // (total ÷ orders) × (orders ÷ customers) × (days ÷ customers)
        return [
          { item: 0, measure: 0, value: money(BigInt(total.of(period)) * BigInt(days), currency, spans.length ** 2) },
        ];
      },
    };
  },
};
