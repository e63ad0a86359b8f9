import { type CommerceMetric, count, money, sums, value } from "./metric.js";

/** How many orders, worth how much. */
export const orders: CommerceMetric = {
  path: "orders",
  description: `Number of orders per period, Σ of their \`totalAmount\` in the base currency (with tax, after discounts, refunds not taken off) and the average of it. The average of no orders is 0.`,
  reportInfo: { name: "orders", displayName: "Orders" },
  dimension: "Order metrics",
  items: ["Number of orders", "Total value", "Average order value"],
  needsCustomer: false,
  measures: (currency) => [count(0), value(1, currency)],
  tally(currency) {
    const [number, total] = [sums(), sums()];
    return {
      add(fact, period) {
        number.add(period, 1);
        total.add(period, fact.total);
      },
      finish: () => (period) => [
        { item: 0, measure: 0, value: number.of(period) },
        { item: 1, measure: 1, value: money(total.of(period), currency) },
        { item: 2, measure: 1, value: money(total.of(period), currency, number.of(period)) },
      ],
    };
  },
};
