import { describe, expect, test } from "vitest";
import { cohorts } from "../../../src/metrics/subscription/cohorts.js";
import { movements } from "../../../src/metrics/subscription/movements.js";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import { retention } from "../../../src/metrics/subscription/retention.js";
import { unitEconomics } from "../../../src/metrics/subscription/unit-economics.js";
import {
  figure,
  figures,
  input,
  monthlyInvoices,
  plusMonths,
  type Records,
  records,
  subscription,
} from "./fixtures.js";

/*
 * The company of dbt's MRR playbook (github.com/dbt-labs/mrr-playbook, data/subscription_periods.csv): 55 customers
 * and 121 subscriptions, each of which ends when the next one begins. Expected are the figures of models/mrr.sql over
 * it. It tells a month by its first day; as nothing changes within a month, that is what ours say of its last.
 */

/** A customer's subscriptions: monthly price × months, one after the other, or from the month named. */
const customers = [
  "2018-11: 50×3, 2019-04: 50×2, 75×2",
  "2017-09: 25×2",
  "2017-09: 50×1",
  "2017-10: 25×1",
  "2018-11: 50×1, 25×3, 2019-07: 50×1, 25×1, 50×1, 25×2, 40×1",
  "2018-05: 35×1, 65×19",
  "2018-01: 55×1, 70×22",
  "2019-04: 65×1, 65×7",
  "2018-05: 85×1, 75×19",
  "2018-04: 80×1, 2018-09: 50×1, 25×6, 50×1, 25×1, 50×5, 25×1, 35×1",
  "2018-09: 30×1, 50×15",
  "2018-06: 25×1, 50×18",
  "2019-08: 25×1, 50×4",
  "2019-03: 25×1, 50×1, 25×1, 50×1, 25×1, 25×1, 50×1, 25×3",
  "2019-02: 30×1, 30×10",
  "2019-07: 25×1, 25×5",
  "2018-11: 25×1, 50×5, 25×1, 40×3, 35×1, 65×1, 100×1, 95×1",
  "2018-11: 90×1, 50×12",
  "2019-05: 25×1, 50×7",
  "2019-01: 25×1, 50×10",
  "2018-11: 25×1, 50×12",
  "2018-12: 25×1, 35×7",
  "2019-03: 35×1, 50×9",
  "2019-05: 25×1, 60×7",
  "2019-08: 30×1, 35×1, 45×3",
  "2019-05: 55×1, 50×2",
  "2019-07: 130×1, 125×5",
  "2019-07: 50×1, 25×4",
  "2019-06: 50×1, 35×5",
  "2019-04: 55×1, 45×7",
  "2019-11: 50×1, 25×1",
  "2019-05: 50×1, 25×7",
  "2019-10: 50×1, 25×1",
  "2019-08: 50×1, 25×4",
  "2019-10: 50×1, 25×1",
  "2019-09: 50×1, 25×3",
  "2019-09: 25×1, 25×3",
  "2019-09: 30×1, 30×2",
  "2019-11: 35×1",
  "2019-09: 35×1, 50×3",
  "2019-11: 25×1, 50×1",
  "2019-09: 25×1, 50×2",
  "2019-11: 25×1",
  "2019-10: 50×1, 25×2",
  "2019-10: 45×1, 35×2",
  "2019-12: 50×1",
  "2019-10: 25×1, 50×1",
  "2019-11: 25×1",
  "2019-11: 50×1",
  "2019-12: 25×1",
  "2020-01: 50×1",
  "2019-12: 25×1",
  "2020-01: 50×1",
  "2020-01: 25×1",
  "2020-01: 50×1",
];

function book(): Records {
  return records(
    ...customers.flatMap((text, i) => {
      let start = "";
      return text.split(", ").flatMap((part, j) => {
        const [term = "", from] = part.split(": ").reverse();
        const [price = 0, months = 0] = term.split("×").map(Number);
        if (from !== undefined) start = `${from}-01`;
        const of = { customer: `c${i + 1}` };
        const id = `${of.customer}-${j + 1}`;
        const began = start;
        start = plusMonths(began, months);
        return [
          subscription({ ...of, id, price, start: began, status: "Cancelled", cancelled: start }),
          ...monthlyInvoices(months, began, price, { ...of, subscription: id }),
        ];
      });
    }),
  );
}

const asked = { until: "2020-02-29", periods: 26, asOf: "2020-03-15" };

/** Month, then revenue at its start, new, expansion, reactivation, contraction, churn, its end, customers, and what of the start is left. */
const theirs: [string, ...number[]][] = [
  ["2018-01", 0, 55, 0, 0, 0, 0, 55, 1, 0],
  ["2018-02", 55, 0, 15, 0, 0, 0, 70, 1, 55],
  ["2018-03", 70, 0, 0, 0, 0, 0, 70, 1, 70],
  ["2018-04", 70, 80, 0, 0, 0, 0, 150, 2, 70],
  ["2018-05", 150, 120, 0, 0, 0, 80, 190, 3, 70],
  ["2018-06", 190, 25, 30, 0, 10, 0, 235, 4, 180],
  ["2018-07", 235, 0, 25, 0, 0, 0, 260, 4, 235],
  ["2018-08", 260, 0, 0, 0, 0, 0, 260, 4, 260],
  ["2018-09", 260, 30, 0, 50, 0, 0, 340, 6, 260],
  ["2018-10", 340, 0, 20, 0, 25, 0, 335, 6, 315],
  ["2018-11", 335, 240, 0, 0, 0, 0, 575, 11, 335],
  ["2018-12", 575, 25, 50, 0, 65, 0, 585, 12, 510],
  ["2019-01", 585, 25, 10, 0, 0, 0, 620, 13, 585],
  ["2019-02", 620, 30, 25, 0, 0, 50, 625, 13, 570],
  ["2019-03", 625, 60, 0, 0, 0, 25, 660, 14, 600],
  ["2019-04", 660, 120, 65, 50, 0, 0, 895, 17, 660],
  ["2019-05", 895, 155, 0, 0, 85, 0, 965, 21, 810],
  ["2019-06", 965, 50, 150, 0, 30, 0, 1135, 22, 935],
  ["2019-07", 1135, 205, 0, 50, 40, 0, 1350, 26, 1095],
  ["2019-08", 1350, 105, 0, 0, 55, 160, 1240, 26, 1135],
  ["2019-09", 1240, 165, 80, 0, 30, 0, 1455, 31, 1210],
  ["2019-10", 1455, 220, 80, 0, 75, 0, 1680, 36, 1380],
  ["2019-11", 1680, 210, 60, 0, 110, 0, 1840, 42, 1570],
  ["2019-12", 1840, 100, 50, 0, 30, 705, 1255, 28, 1105],
  ["2020-01", 1255, 175, 0, 0, 0, 1255, 175, 4, 0],
  ["2020-02", 175, 0, 0, 0, 0, 175, 0, 0, 0],
];

describe("dbt's MRR playbook", () => {
  test("every movement of 26 months, though each change of price is another subscription", async () => {
    const found = await movements.compute(input(book(), asked));
    const names = ["Start", "New", "Expansion", "Reactivation", "Contraction", "Churn", "End"];
    const ours = found.reportData.map((_, period) => names.map((name) => figure(found, name, period)));
    expect(ours).toEqual(theirs.map(([, ...row]) => row.slice(0, 7)));
    expect(found.checks?.every(({ holds }) => holds)).toBe(true);
    const revenue = await recurringRevenue.compute(input(book(), asked));
    expect(figures(revenue, "Customers", "Count")).toEqual(theirs.map((row) => row[8]));
  });

  test("what is left of each month's start is gross retention, and more or less than it net", async () => {
    const found = await retention.compute(input(book(), asked));
    for (const [period, [month, start = 0, , expansion = 0, , , , , , left = 0]] of theirs.entries()) {
      const share = (part: number) => (start === 0 ? undefined : Math.round((part / start) * 1e6) / 1e4);
      expect(figure(found, "GRR 1 month", period, "Percentage"), month).toBe(share(left));
      expect(figure(found, "NRR 1 month", period, "Percentage"), month).toBe(share(left + expansion));
    }
  });

  test("what follows from them", async () => {
    const found = await unitEconomics.compute(input(book(), asked));
    // August 2019: 105 new against 55 less and 160 gone.
    expect(figure(found, "Quick ratio", 19, "Ratio")).toBe(0.4884);
    // December: 1255 ÷ 28 = 44.82 a customer.
    expect(figure(found, "ARPA", 23)).toBe(44.82);
    const vintages = await cohorts.compute(input(book(), asked));
    // April 2018: one customer with 80, gone in May, back in September with 50: 62.5 %.
    const april = [0, 1, 4, 5, 6].map((age) => figure(vintages, `Age ${age}`, 3, "Percentage"));
    expect(april).toEqual([100, 0, 0, 62.5, 31.25]);
  });
});
