import { type CommerceMetric, money, ratio, sums, value } from "./metric.js";

/** Revenue and its growth. */
export const revenue: CommerceMetric = {
  path: "revenue",
  description: `Gross revenue per period, in the base currency: Σ quantity × unitPrice over the lines of its orders, before discounts and tax.

Revenue growth is \`(b − a) / |a| × 100\`, a being the period before, also for the first period of the report. Codat's current page divides by \`a\`; its earlier one by \`|a|\`, which gives growth out of a negative period its true sign and is the same otherwise. Growth from nothing cannot be computed and is left out.`,
  reportInfo: { name: "revenue", displayName: "Revenue" },
  dimension: "Revenue metrics",
  items: ["Revenue", "Revenue growth"],
  needsCustomer: false,
  measures: (currency) => [
    value(0, currency),
    { index: 1, displayName: "Percentage change vs. previous period", type: "percentage", units: "%" },
  ],
  tally(currency) {
    const gross = sums();
    return {
      add: (fact, period) => gross.add(period, fact.gross),
      finish: () => (period) => {
        const [before, now] = [gross.of(period - 1), gross.of(period)];
        const figures = [{ item: 0, measure: 0, value: money(now, currency) }];
        if (before !== 0) figures.push({ item: 1, measure: 1, value: ratio(now - before, Math.abs(before), 100) });
        return figures;
      },
    };
  },
};
