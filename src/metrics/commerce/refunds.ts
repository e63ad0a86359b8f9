import { type CommerceMetric, count, money, ratio, sums, value } from "./metric.js";

/** How many orders were refunded, how much, and their share. */
export const refunds: CommerceMetric = {
  path: "refunds",
  description: `Refunds on the orders of each period; they count in the period of the order, whenever the money went back.

Codat's pages contradict each other, so: an order is refunded when its \`totalRefund\` is not 0 (the formula says "> 0", but it is never positive). The value of refunds is Σ \`totalRefund\` in the base currency and so 0 or negative, as the text and the orders have it, though Codat's samples print it positive. The refund rate is refunded orders ÷ orders, a ratio between 0 and 1 to two decimals, as the formula and the samples have it, though its unit reads "%"; of no orders it is 0.`,
  reportInfo: { name: "refunds", displayName: "Refunds" },
  dimension: "Refund metrics",
  items: ["Number of refunds", "Value of refunds", "Refund rate"],
  needsCustomer: false,
  measures: (currency) => [
    count(0),
    value(1, currency),
    { index: 2, displayName: "Percentage", type: "percentage", units: "%" },
  ],
  tally(currency) {
    const [number, refunded, refund] = [sums(), sums(), sums()];
    return {
      add(fact, period) {
        number.add(period, 1);
        if (fact.refund !== 0) refunded.add(period, 1);
        refund.add(period, fact.refund);
      },
      finish: () => (period) => [
        { item: 0, measure: 0, value: refunded.of(period) },
        { item: 1, measure: 1, value: money(refund.of(period), currency) },
        { item: 2, measure: 2, value: ratio(refunded.of(period), number.of(period)) },
      ],
    };
  },
};
