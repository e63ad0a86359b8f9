import { type CommerceMetric, count, ratio, sums } from "./metric.js";

/** New and returning customers. */
export const customerRetention: CommerceMetric = {
  path: "customerRetention",
  description: `Customers who ordered in each period: existing ones had ordered before the period, at any time; new ones had not.

Retention rate is \`existing now ÷ (existing + new of the period before) × 100\`, repeat rate \`existing ÷ (existing + new) × 100\`, both percentages; of nobody they are 0, and the retention rate passes 100 when customers of long ago return. (Codat prints the latter as \`a / a + b\`. Its sample shows a retention rate of 0 beside 1 existing customer after 7 in the period before, where its formula gives 14.29: the formula is followed.) Orders that name no customer are left out.`,
  reportInfo: { name: "customer_retention", displayName: "Customer Retention" },
  dimension: "Customer retention metrics",
  items: ["Existing customers", "New customers", "Total customers", "Retention rate", "Repeat rate"],
  needsCustomer: true,
  measures: () => [
    { ...count(0), units: "" },
    { index: 1, displayName: "Percentage", type: "percentage", units: "" },
  ],
  tally() {
    /** In which periods each customer ordered, and which was the first. */
    const customers = new Map<string, { first: number; periods: Set<number> }>();
    return {
      add({ customerId }, period) {
        if (customerId === undefined) return;
        const customer = customers.get(customerId);
        if (customer === undefined) customers.set(customerId, { first: period, periods: new Set([period]) });
        else {
          customer.first = Math.min(customer.first, period);
          customer.periods.add(period);
        }
      },
      finish() {
        const [existing, fresh] = [sums(), sums()];
        for (const { first, periods } of customers.values()) {
          for (const period of periods) (first < period ? existing : fresh).add(period, 1);
        }
        const total = (period: number) => existing.of(period) + fresh.of(period);
        return (period) => [
          { item: 0, measure: 0, value: existing.of(period) },
          { item: 1, measure: 0, value: fresh.of(period) },
          { item: 2, measure: 0, value: total(period) },
          { item: 3, measure: 1, value: ratio(existing.of(period), total(period - 1), 100) },
          { item: 4, measure: 1, value: ratio(existing.of(period), total(period), 100) },
        ];
      },
    };
  },
};
