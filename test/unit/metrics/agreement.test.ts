import fc from "fast-check";
import { expect, test } from "vitest";
import { subscriptionMetrics } from "../../../src/metrics/index.js";
import type { Trace } from "../../../src/metrics/metric.js";
import { concentration } from "../../../src/metrics/subscription/concentration.js";
import { movements } from "../../../src/metrics/subscription/movements.js";
import { receivables } from "../../../src/metrics/subscription/receivables.js";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import { retention } from "../../../src/metrics/subscription/retention.js";
import { unitEconomics } from "../../../src/metrics/subscription/unit-economics.js";
import { currencyExponent } from "../../../src/model/currency.js";
import { add, type Rational, toNumber, zero } from "../../../src/model/money.js";
import { figure, figures, input, type Records } from "./fixtures.js";
import { anyBook, book, TODAY } from "./random-book.js";

/* What different metrics say of the same thing, on random books; and what a figure is made of. */

const conventions = ["standard-billing/1", "maxio-comparable/1"];
const asked = { until: "2026-05-31", periods: 12, asOf: TODAY };

const check = (property: (all: Records) => Promise<void>, numRuns = 60) =>
  fc.assert(
    fc.asyncProperty(anyBook, (all) => property(book(all))),
    { numRuns },
  );

/** Averages, and amounts of which only the day is kept. */
const notASum = new Set(["ARPA", "Lifetime value", "Usage per month"]);

test.each(conventions)("what is behind a figure adds up to it, exactly (%s)", (convention) =>
  check(async (all) => {
    for (const metric of subscriptionMetrics) {
      const sums = new Map<string, { amount: Rational; parts: number }>();
      const trace: Trace = (period, component, { amount }) => {
        const sum = sums.get(`${period} ${component}`) ?? { amount: zero, parts: 0 };
        sums.set(`${period} ${component}`, { amount: add(sum.amount, amount), parts: sum.parts + 1 });
      };
      const found = await metric.compute(input(all, { ...asked, periods: 4, convention }), trace);
      const [value, count] = ["currency", "int"].map(
        (type) => found.measures.find((each) => each.type === type)?.index,
      );
      for (const { item: period, components } of found.reportData) {
        for (const { item, measures, absence } of components) {
          const name = found.dimensions[1]?.items[item]?.value ?? "";
          const sum = sums.get(`${period} ${name}`);
          if (absence !== undefined || notASum.has(name)) continue;
          const figureOf = (index: number | undefined) => measures.find((each) => each.index === index)?.value;
          const where = `${metric.name} ${name} ${period}`;
          const amount = toNumber(sum?.amount ?? zero, currencyExponent(found.currency));
          if (figureOf(value) !== undefined) expect(amount, where).toBe(figureOf(value));
          else expect(sum?.parts ?? 0, where).toBe(figureOf(count) ?? sum?.parts ?? 0);
        }
      }
    }
  }, 25),
);

test.each(conventions)("retention over a month is the month's movements (%s)", (convention) =>
  check(async (all) => {
    const moved = await movements.compute(input(all, { ...asked, convention }));
    const kept = await retention.compute(input(all, { ...asked, convention }));
    for (const period of moved.reportData.keys()) {
      const of = (name: string) => figure(moved, name, period) ?? 0;
      if (of("Start") === 0) continue;
      expect(figure(kept, "GRR 1 month", period)).toBeCloseTo(of("Start") - of("Contraction") - of("Churn"), 1);
      expect(figure(kept, "NRR 1 month", period)).toBeCloseTo(
        of("Start") + of("Expansion") - of("Contraction") - of("Churn"),
        1,
      );
      expect(figure(kept, "Revenue churn", period)).toBe(of("Churn"));
      expect(figure(kept, "Customer churn", period, "Count")).toBe(figure(moved, "Churn", period, "Count"));
    }
  }),
);

test.each(conventions)("every metric has the same revenue and customers at a month's end (%s)", (convention) =>
  check(async (all) => {
    const question = () => input(all, { ...asked, convention });
    const [revenue, shares, economics] = await Promise.all(
      [recurringRevenue, concentration, unitEconomics].map((metric) => metric.compute(question())),
    );
    if (revenue === undefined || shares === undefined || economics === undefined) throw new Error("three were asked");
    const customers = figures(revenue, "Customers", "Count");
    expect(figures(shares, "All customers")).toEqual(figures(revenue, "Net MRR"));
    expect(figures(shares, "All customers", "Count")).toEqual(customers);
    expect(figures(economics, "ARPA", "Count")).toEqual(customers.map((count) => (count === 0 ? undefined : count)));
  }),
);

test("what is open is its buckets, past due but for the first", () =>
  check(async (all) => {
    const found = await receivables.compute(input(all, { ...asked, ageingDays: "15,45" }));
    const buckets = ["Not yet due", "1–15 days past due", "16–45 days past due", "More than 45 days past due"];
    for (const period of found.reportData.keys()) {
      const [current = 0, ...late] = buckets.map((name) => figure(found, name, period) ?? 0);
      const pastDue = late.reduce((sum, value) => sum + value, 0);
      expect(figure(found, "Past-due exposure", period)).toBeCloseTo(pastDue, 2);
      expect(figure(found, "Open", period)).toBeCloseTo(current + pastDue, 2);
    }
  }));
