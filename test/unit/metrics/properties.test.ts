import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { subscriptionMetrics } from "../../../src/metrics/index.js";
import { cohorts } from "../../../src/metrics/subscription/cohorts.js";
import { collectedRevenue } from "../../../src/metrics/subscription/collected-revenue.js";
import { concentration } from "../../../src/metrics/subscription/concentration.js";
import { movements } from "../../../src/metrics/subscription/movements.js";
import { receivables } from "../../../src/metrics/subscription/receivables.js";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import { retention } from "../../../src/metrics/subscription/retention.js";
import { SubscriptionReport } from "../../../src/model/metrics/subscription-report.js";
import { figures, input, type Records } from "./fixtures.js";
import { anyBook, book, plusDays, TODAY } from "./random-book.js";

/** Days of the year that months do not all have come up often. */
const anyFrame = fc.record({
  reportDate: fc.oneof(
    fc.integer({ min: -300, max: 60 }).map((days) => plusDays(TODAY, days)),
    fc.constantFrom("2026-01-29", "2026-01-30", "2026-01-31", "2026-02-28", "2026-03-29", "2026-03-30", "2026-05-31"),
  ),
  periodUnit: fc.constantFrom("Month", "Month", "Week", "Day", "Year"),
  periodLength: fc.integer({ min: 1, max: 3 }),
  count: fc.integer({ min: 1, max: 4 }),
});

const runs = { numRuns: 60 };
const until = "2026-05-31";
const conventions = ["standard-billing/1", "maxio-comparable/1"];

const check = (property: (all: Records) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(anyBook, (all) => property(book(all))),
    runs,
  );

const sum = (values: readonly (number | undefined)[]) =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);

describe("properties", () => {
  test.each(conventions)("every roll-forward holds exactly (%s)", (convention) =>
    check(async (all) => {
      for (const metric of [movements, collectedRevenue]) {
        const { checks = [] } = await metric.compute(input(all, { until, periods: 14, asOf: TODAY, convention }));
        expect(checks.length).toBeGreaterThan(0);
        expect(checks.filter(({ holds }) => !holds)).toEqual([]);
      }
    }),
  );

  test("a period starts where the one before it ended", () =>
    check(async (all) => {
      const found = await movements.compute(input(all, { until, periods: 14, asOf: TODAY }));
      expect(figures(found, "Start").slice(1)).toEqual(figures(found, "End").slice(0, -1));
    }));

  test("movements and recurring revenue agree on every month's end", () =>
    check(async (all) => {
      const asked = input(all, { until, periods: 14, asOf: TODAY });
      const moved = await movements.compute(asked);
      expect(figures(moved, "End")).toEqual(figures(await recurringRevenue.compute(asked), "Net MRR"));
    }));

  test("currencies are counted each by itself: one book of two is two books of one", () =>
    check(async (all) => {
      for (const currency of ["USD", "JPY"]) {
        const isOf = (record: object) => !("currency" in record) || record.currency === currency;
        const ids = new Set(all["billing-subscriptions"]?.filter(isOf).map(({ id }) => id));
        const only: Records = {
          ...Object.fromEntries(Object.entries(all).map(([type, list]) => [type, list?.filter(isOf)])),
          // Attempts have no currency but their subscription's; other events tell since when events are known.
          "billing-subscriptionEvents": (all["billing-subscriptionEvents"] ?? []).filter(
            ({ type, subscriptionRef }) => !type.startsWith("Payment") || ids.has(subscriptionRef?.id ?? ""),
          ),
        };
        for (const metric of [recurringRevenue, movements, receivables, collectedRevenue]) {
          const asked = { until, periods: 6, asOf: TODAY, currency };
          const [both, alone] = await Promise.all([
            metric.compute(input(all, asked)),
            metric.compute(input(only, asked)),
          ]);
          expect(both.reportData).toEqual(alone.reportData);
        }
      }
    }));

  test("gross is plan and add-ons, net is gross less discounts, and nothing is negative", () =>
    check(async (all) => {
      const found = await recurringRevenue.compute(input(all, { until, periods: 14, asOf: TODAY }));
      const rows = ["Gross MRR", "Discounts", "Net MRR", "Plan MRR", "Add-on MRR", "Committed MRR"].map((name) =>
        figures(found, name),
      );
      for (const period of found.reportData.keys()) {
        const [gross = 0, discount = 0, net = 0, plan = 0, addOn = 0, committed = 0] = rows.map((row) => row[period]);
        expect(Math.abs(gross - discount - net)).toBeLessThanOrEqual(0.011);
        expect(Math.abs(plan + addOn - gross)).toBeLessThanOrEqual(0.011);
        expect(Math.min(gross, discount, net, committed)).toBeGreaterThanOrEqual(0);
        expect(committed).toBeLessThanOrEqual(net);
      }
    }));

  test("concentration adds up to one, and more customers never have less", () =>
    check(async (all) => {
      const found = await concentration.compute(input(all, { until, periods: 3, asOf: TODAY }));
      const shares = found.pareto?.map(({ share }) => share) ?? [];
      if (shares.length > 0) expect(Math.round(sum(shares) * 10_000)).toBe(1_000_000);
      const [one, five, ten] = ["Largest customer", "Largest 5 customers", "Largest 10 customers"].map((name) =>
        figures(found, name, "Percentage"),
      );
      for (const period of found.reportData.keys()) {
        expect(one?.[period] ?? 0).toBeLessThanOrEqual(five?.[period] ?? 0);
        expect(five?.[period] ?? 0).toBeLessThanOrEqual(ten?.[period] ?? 0);
        expect(ten?.[period] ?? 0).toBeLessThanOrEqual(100);
      }
    }));

  test.each(conventions)("gross retention is neither above one nor above net (%s)", (convention) =>
    check(async (all) => {
      const found = await retention.compute(input(all, { until, periods: 6, asOf: TODAY, convention }));
      for (const months of ["1 month", "3 months", "12 months"]) {
        const [gross, net] = [
          figures(found, `GRR ${months}`, "Percentage"),
          figures(found, `NRR ${months}`, "Percentage"),
        ];
        for (const [period, value] of gross.entries()) {
          expect(value ?? 0).toBeLessThanOrEqual(100);
          expect(value ?? 0).toBeLessThanOrEqual(net[period] ?? 0);
        }
      }
    }),
  );

  test("churn is its voluntary, involuntary and other parts", () =>
    check(async (all) => {
      const found = await retention.compute(input(all, { until, periods: 6, asOf: TODAY }));
      for (const kind of ["Customer churn", "Revenue churn"]) {
        const whole = figures(found, kind, kind === "Customer churn" ? "Count" : "Value");
        const parts = ["voluntary", "involuntary", "other"].map((cause) =>
          figures(found, `${kind}, ${cause}`, kind === "Customer churn" ? "Count" : "Value"),
        );
        for (const [period, value] of whole.entries()) {
          expect(sum(parts.map((part) => part[period]))).toBeCloseTo(value ?? 0, 1);
        }
      }
    }));

  test.each(conventions)("no metric depends on the order of records (%s)", (convention) =>
    fc.assert(
      fc.asyncProperty(anyBook, fc.integer(), async (stories, seed) => {
        const all = book(stories);
        const shuffled = Object.fromEntries(
          Object.entries(all).map(([type, list]) => [type, shuffle<unknown>(list ?? [], seed)]),
        ) as Records;
        for (const metric of subscriptionMetrics) {
          const asked = { until, periods: 3, asOf: TODAY, convention };
          expect(await metric.compute(input(shuffled, asked))).toEqual(await metric.compute(input(all, asked)));
        }
      }),
      { numRuns: 25 },
    ),
  );

  test("a report over n periods is n reports over one, whatever its date, unit and length", () =>
    fc.assert(
      fc.asyncProperty(anyBook, anyFrame, async (stories, { reportDate, count, ...frame }) => {
        const all = book(stories);
        for (const metric of subscriptionMetrics.filter(({ name }) => name !== "reconciliation")) {
          const ask = (until: string, periods: number) =>
            metric.compute(input(all, { until, periods, asOf: TODAY, ...frame }));
          const whole = await ask(reportDate, count);
          for (const [period, { start = "", end = "" }] of (whole.dimensions[0]?.items ?? []).entries()) {
            // The calendar of renewals lies ahead of its report date, everything else behind it.
            const single = await ask(metric.name === "renewals" ? start : end, 1);
            expect(single.dimensions[0]?.items.map((item) => [item.start, item.end])).toEqual([[start, end]]);
            const figuresOfOne = single.reportData[0]?.components ?? [];
            expect(figuresOfOne).toEqual(whole.reportData[period]?.components.slice(0, figuresOfOne.length));
            expect(single.sources[0]).toEqual({ ...whole.sources[period], period: 0 });
            for (const part of ["checks", "flags"] as const) {
              const ofPeriod = whole[part]?.filter((each) => each.period === period);
              expect(single[part]).toEqual(ofPeriod?.map((each) => ({ ...each, period: 0 })));
            }
          }
        }
      }),
      { numRuns: 40 },
    ));

  test("a cohort never has more customers than it started with, and cohorts are new customers", () =>
    check(async (all) => {
      const asked = input(all, { until, periods: 14, asOf: TODAY });
      const found = await cohorts.compute(asked);
      const started = figures(found, "Started", "Count");
      for (const [cohort, { components }] of found.reportData.entries()) {
        for (const { measures } of components.slice(1)) {
          expect(measures.find(({ index }) => index === 1)?.value ?? 0).toBeLessThanOrEqual(started[cohort] ?? 0);
        }
      }
    }));

  test("every report is what its schema says", () =>
    check(async (all) => {
      for (const metric of subscriptionMetrics) {
        const found = await metric.compute(input(all, { until, periods: 2, asOf: TODAY, includeDisplayNames: true }));
        expect(SubscriptionReport.parse(found)).toEqual(found);
        expect(JSON.stringify(found)).not.toContain("null");
      }
    }));
});

/** A shuffle that depends on the seed alone. */
function shuffle<T>(list: readonly T[], seed: number): T[] {
  const weighted = list.map((item, index) => ({ item, weight: Math.sin(seed + index * 12.9898) * 43_758.5453 }));
  return weighted.sort((a, b) => (a.weight % 1) - (b.weight % 1)).map(({ item }) => item);
}
