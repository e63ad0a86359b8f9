import { describe, expect, test } from "vitest";
import { movements } from "../../../src/metrics/subscription/movements.js";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import { retention } from "../../../src/metrics/subscription/retention.js";
import { unitEconomics } from "../../../src/metrics/subscription/unit-economics.js";
import {
  creditNote,
  event,
  figure,
  figures,
  input,
  invoice,
  type LineFields,
  monthlyInvoices,
  percentOff,
  plusMonths,
  type Records,
  records,
  stateChange,
  subscription,
  year,
} from "./fixtures.js";

/* What the tests of open-source billing engines expect, recomputed from records; see worked-examples.test.ts. */

type Period = [start: string, end: string];

const same = (count: number, value: number): number[] => Array(count).fill(value);

describe("Meteroid (meteroid-oss/meteroid, modules/meteroid/tests/integration/subscription)", () => {
  const january: Period = ["2024-01-01", "2024-02-01"];
  const february: Period = ["2024-02-01", "2024-03-01"];
  const rest: Period = ["2024-01-16", "2024-02-01"];
  const lines = (period: Period, plan: number, addOns: number): LineFields[] => [
    { amount: plan, period },
    { amount: addOns, type: "AddOn", period },
  ];
  const starter = subscription({ price: 29, addOns: 10, start: "2024-01-01" });
  const days = async (all: Records, until: string, periods: number) =>
    figures(
      await recurringRevenue.compute(input(all, { until, periods, periodUnit: "Day", asOf: "2024-02-15" })),
      "Net MRR",
    );

  // Their adjustment is 16 of 31 days of each component, rounded. Before and after: plan and add-ons a month.
  test.each<[string, before: [number, number], adjustment: LineFields[], after: [number, number]]>([
    [
      "plan_change: 29 and 5 seats of 10 to 99 and 5 of 25",
      [29, 50],
      [...lines(rest, -14.97, -25.81), ...lines(rest, 51.1, 64.52)],
      [99, 125],
    ],
    [
      "plan_change: 29 and 10 to 99 and 25",
      [29, 10],
      [...lines(rest, -14.97, -5.16), ...lines(rest, 51.1, 12.9)],
      [99, 25],
    ],
    [
      "plan_change: 99 and 25 to 29 and 10",
      [99, 25],
      [...lines(rest, -51.1, -12.9), ...lines(rest, 14.97, 5.16)],
      [29, 10],
    ],
    [
      "plan_change: 35 to 29 and 5 seats of 10",
      [35, 0],
      [{ amount: -18.06, period: rest }, ...lines(rest, 14.97, 25.81)],
      [29, 50],
    ],
    ["amendment: another 50 for support", [29, 10], [{ amount: 25.81, type: "AddOn", period: rest }], [29, 60]],
    ["amendment: without the fee of 29", [29, 10], [{ amount: -14.97, period: rest }], [0, 10]],
  ])("%s", async (_, before, adjustment, after) => {
    const [first, second] = [before, after].map(([plan, addOns]) => plan + addOns);
    const adjusted = [
      subscription({ price: after[0], addOns: after[1], start: "2024-01-01" }),
      invoice({ lines: lines(january, ...before) }),
      invoice({ issued: "2024-01-16", type: "Proration", lines: adjustment }),
    ];
    const renewal = invoice({ lines: lines(february, ...after) });
    for (const all of [records(...adjusted), records(...adjusted, renewal)]) {
      expect(await days(all, "2024-02-01", 18)).toEqual([first, ...same(17, second ?? 0)]);
    }
  });

  test("plan_change: to another plan on the 10th and back on the 20th", async () => {
    const tenth: Period = ["2024-01-10", "2024-02-01"];
    const twentieth: Period = ["2024-01-20", "2024-02-01"];
    const all = records(
      starter,
      invoice({ lines: lines(january, 29, 10) }),
      // 22 of 31 days, then 12.
      invoice({ type: "Migration", lines: [...lines(tenth, -20.58, -7.1), ...lines(tenth, 70.26, 17.74)] }),
      invoice({ type: "Migration", lines: [...lines(twentieth, -38.32, -9.68), ...lines(twentieth, 11.23, 3.87)] }),
      invoice({ lines: lines(february, 29, 10) }),
    );
    expect(await days(all, "2024-02-02", 33)).toEqual([...same(9, 39), ...same(10, 124), ...same(14, 39)]);
  });

  test("amendment: an add-on of 20 on the 10th, three of it from the 16th on", async () => {
    const all = records(
      subscription({ price: 29, addOns: 70, start: "2024-01-01" }),
      invoice({ lines: lines(january, 29, 10) }),
      invoice({
        type: "Proration",
        lines: [{ amount: 14.19, type: "AddOn", period: ["2024-01-10", "2024-02-01"] }],
      }),
      invoice({
        type: "Proration",
        lines: [
          { amount: -10.32, type: "AddOn", period: rest },
          { amount: 30.97, type: "AddOn", period: rest },
        ],
      }),
    );
    expect(await days(all, "2024-02-02", 33)).toEqual([...same(9, 39), ...same(6, 59), ...same(18, 99)]);
  });

  test("plan_change: 39 by the month to 290 by the year on the 15th", async () => {
    const all = records(
      subscription({ price: 290, every: year, start: "2024-01-01" }),
      invoice({ id: "old", lines: lines(january, 29, 10) }),
      // 17 of 31 days.
      creditNote({ issued: "2024-01-15", invoices: ["old"], lines: lines(["2024-01-15", "2024-02-01"], 15.9, 5.48) }),
      invoice({ type: "Migration", lines: [{ amount: 290, period: ["2024-01-15", "2025-01-15"] }] }),
    );
    expect(await days(all, "2024-01-16", 3)).toEqual([39, 24.17, 24.17]);
  });
});

describe("Polar (polarsource/polar, server/tests)", () => {
  const customer = (id: string, start: string, months: number, fields: Parameters<typeof subscription>[0] = {}) => [
    subscription({ id, customer: id, start, price: 100, ...fields }),
    ...monthlyInvoices(months, start, 100, { subscription: id, customer: id, currency: fields.currency ?? "USD" }),
  ];
  const revenue = async (all: Records, until: string, periods: number, ...names: string[]) => {
    const found = await recurringRevenue.compute(input(all, { until, periods, asOf: "2024-12-31" }));
    return names.map((name) => figures(found, name));
  };

  test("metrics: 100 a month and 1,000 a year, and another 100 from June on", async () => {
    const all = records(
      ...customer("a", "2024-01-01", 12),
      ...customer("b", "2024-06-01", 7),
      subscription({ id: "c", customer: "c", start: "2024-01-01", price: 1000, every: year }),
      invoice({ subscription: "c", customer: "c", lines: [{ amount: 1000, period: ["2024-01-01", "2025-01-01"] }] }),
    );
    expect(await revenue(all, "2024-12-31", 12, "Net MRR")).toEqual([[...same(5, 183.33), ...same(7, 283.33)]]);
  });

  test("metrics: what is to end in March is not committed in February", async () => {
    const all = records(
      ...customer("a", "2024-01-01", 12),
      ...customer("b", "2024-02-01", 1, { status: "Cancelled", cancelled: "2024-03-01" }),
      event("CancellationScheduled", "2024-02-01", "b", { after: { effectiveDate: "2024-03-01T12:00:00Z" } }),
    );
    expect(await revenue(all, "2024-03-31", 3, "Net MRR", "Committed MRR")).toEqual([
      [100, 200, 100],
      [100, 100, 100],
    ]);
  });

  test("metrics: two trials of 100, one of which is cancelled", async () => {
    const trial: Period = ["2024-01-01", "2024-03-01"];
    const all = records(
      ...customer("a", "2024-01-01", 12),
      ...customer("b", "2024-03-01", 10, { trial }),
      subscription({ id: "c", trial, price: 100, status: "Cancelled", cancelled: "2024-02-20" }),
    );
    expect(await revenue(all, "2024-03-31", 3, "Net MRR", "Trial MRR")).toEqual([
      [100, 100, 200],
      [200, 100, 0],
    ]);
  });

  test("metrics: half off for ever", async () => {
    const all = records(
      subscription({ start: "2024-01-01", price: 100, discounts: [percentOff(50)] }),
      ...[0, 1].map((i) => {
        const period: Period = [plusMonths("2024-01-01", i), plusMonths("2024-01-01", i + 1)];
        return invoice({ lines: [{ amount: 100, discount: 50, period }] });
      }),
    );
    expect(await revenue(all, "2024-02-29", 2, "Net MRR")).toEqual([[50, 50]]);
  });

  test("metrics: one of five has left on 1 March; theirs is told over 30 days, ours over the month", async () => {
    const all = records(
      ...customer("gone", "2024-01-01", 2, { status: "Cancelled", cancelled: "2024-03-01" }),
      ...["b", "c", "d", "e"].flatMap((id) => customer(id, "2024-01-01", 4)),
    );
    const asked = { until: "2024-04-30", periods: 4, asOf: "2024-04-30" };
    const churn = figures(await retention.compute(input(all, asked)), "Customer churn", "Percentage");
    expect(churn).toEqual([undefined, 0, 20, 0]);
    // Their 0 without churn is an absence here.
    const economics = await unitEconomics.compute(input(all, asked));
    expect(figures(economics, "Lifetime value")).toEqual([undefined, undefined, 500, undefined]);
  });

  test("metrics: euros and pounds are one sum at the month's rates; ours are two", async () => {
    const all = records(...customer("a", "2024-01-01", 12, { currency: "EUR" }), ...customer("b", "2024-01-01", 12));
    const found = await recurringRevenue.compute(input(all, { until: "2024-01-31", asOf: "2024-12-31" }));
    expect([found.currency, figure(found, "Net MRR")]).toEqual(["USD", 100]);
    expect(found.exclusions.map(({ reason }) => reason)).toEqual(["OtherCurrency:EUR"]);
  });

  test.each([
    ["3 months", 300, 3, "Month", 100, 100],
    ["2 years", 2400, 2, "Year", 100, 100],
    // 26 ÷ 12 and 365.25 ÷ 84; ours are 365 days a year.
    ["2 weeks", 50, 2, "Week", 108.33, 108.63],
    ["a week, in merchant_migrations", 10, 1, "Week", 43.49, 43.45],
  ] as const)("%s", async (_, price, interval, unit, theirs, ours) => {
    const all = records(subscription({ price, every: { interval, unit }, start: "2024-01-01" }));
    expect(await revenue(all, "2024-12-31", 1, "Net MRR")).toEqual([[ours]]);
    expect(Math.abs(ours / theirs - 1)).toBeLessThan(0.003);
  });
});

test.each([
  [7, 43.45],
  [30, 10.14],
  [365, 0.83],
])("Flowglad: 10 every %d days (flowglad/flowglad, revenueCalculationHelpers.db.test.ts)", async (interval, theirs) => {
  const all = records(subscription({ price: 10, every: { interval, unit: "Day" }, start: "2024-01-01" }));
  expect(figure(await recurringRevenue.compute(input(all, { until: "2024-01-31" })), "Net MRR")).toBe(theirs);
});

/** Customers with what they pay from the 5th of each month on; 0 is nothing. */
function book(start: string, customers: Readonly<Record<string, readonly number[]>>, currency = "USD") {
  return Object.entries(customers).flatMap(([id, amounts]) => {
    const of = { customer: id, currency };
    const last = amounts.findLastIndex((amount) => amount > 0);
    const ended = { status: "Cancelled", cancelled: plusMonths(start, last + 1) } as const;
    return [
      subscription({
        ...of,
        id,
        price: amounts[last] ?? 0,
        start: plusMonths(
          start,
          amounts.findIndex((amount) => amount > 0),
        ),
        ...(last === amounts.length - 1 ? {} : ended),
      }),
      ...amounts.flatMap((amount, month) =>
        amount === 0 ? [] : monthlyInvoices(1, plusMonths(start, month), amount, { ...of, subscription: id }),
      ),
    ];
  });
}

test("Flowglad: from free to paid is an upgrade there and new here (analytics-upgrade.db.test.ts)", async () => {
  const all = records(
    ...book("2024-01-05", { fresh: [0, 200], up: [50, 100], down: [200, 100], gone: [100, 0] }),
    subscription({
      id: "free",
      customer: "f",
      price: 0,
      start: "2024-01-05",
      status: "Cancelled",
      cancelled: "2024-02-05",
    }),
    subscription({ id: "paid", customer: "f", price: 50, start: "2024-02-05" }),
    ...monthlyInvoices(1, "2024-02-05", 50, { subscription: "paid", customer: "f" }),
  );
  const found = await movements.compute(input(all, { until: "2024-02-29" }));
  const names = ["New", "Expansion", "Contraction", "Churn", "Net new"];
  expect(names.map((name) => figure(found, name))).toEqual([200 + 50, 50, 100, 100, 100]);
});

test("Lago: its first month has churn without a start; who comes and leaves within one is in neither here", async () => {
  // getlago/lago-api, spec/fixtures/lago_data_api/mrrs.json
  const all = records(
    ...book(
      "2023-11-05",
      {
        stays: [140_160.23, 140_160.23, 140_160.23, 140_160.23],
        gone: [64_163.21, 0, 0, 0],
        later: [29_694.02, 29_694.02, 0, 0],
        last: [3000, 3000, 3000, 0],
        december: [0, 61_717.91, 61_717.91, 61_717.91],
        january: [0, 0, 43_341.34, 43_341.34],
        february: [0, 0, 0, 13_063.4],
      },
      "EUR",
    ),
    subscription({
      id: "brief",
      customer: "brief",
      currency: "EUR",
      price: 13_148,
      start: "2023-11-05",
      status: "Cancelled",
    }),
    ...monthlyInvoices(1, "2023-11-05", 13_148, { subscription: "brief", customer: "brief", currency: "EUR" }),
    stateChange("2023-11-20", ["Active"], ["Cancelled"], "brief"),
  );
  const found = await movements.compute(input(all, { until: "2024-02-29", periods: 4, currency: "EUR" }));
  const names = ["Start", "New", "Churn", "End"];
  expect(found.reportData.map((_, period) => names.map((name) => figure(found, name, period)))).toEqual([
    // 250,165.46 − 13,148.00
    [0, 237_017.46, 0, 237_017.46],
    [237_017.46, 61_717.91, 64_163.21, 234_572.16],
    [234_572.16, 43_341.34, 29_694.02, 248_219.48],
    [248_219.48, 13_063.4, 3000, 258_282.88],
  ]);
});

test("Kill Bill: the yearly prices of its catalogue, exact before they are rounded", async () => {
  // killbill/killbill-analytics-plugin, TestBusinessSubscription.java: each is rounded to four decimals there.
  const prices = [
    [18.29, 1.5242],
    [19.95, 1.6625],
    [29.95, 2.4958],
    [49, 4.0833],
    [59, 4.9167],
    [149.95, 12.4958],
    [183.29, 15.2742],
    [239.9, 19.9917],
    [399.95, 33.3292],
    [458.29, 38.1908],
    [624.95, 52.0792],
    [2299, 191.5833],
    [5499, 458.25],
  ] as const;
  const all = records(
    ...prices.map(([price], i) =>
      subscription({ id: `s${i}`, customer: `c${i}`, price, every: year, start: "2026-01-01" }),
    ),
  );
  const found = await recurringRevenue.compute(input(all, { until: "2026-01-31" }));
  const theirs = prices.reduce((sum, [, monthly]) => sum + monthly, 0);
  // 10,030.52 ÷ 12 = 835.8767; rounded one by one they would be 835.87.
  expect(figure(found, "Net MRR")).toBe(835.88);
  expect(figure(found, "Net MRR")).toBeCloseTo(theirs, 2);
});
