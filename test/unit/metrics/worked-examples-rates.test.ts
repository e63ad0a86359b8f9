import { describe, expect, test } from "vitest";
import { movements } from "../../../src/metrics/subscription/movements.js";
import { receivables } from "../../../src/metrics/subscription/receivables.js";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import { retention } from "../../../src/metrics/subscription/retention.js";
import { unitEconomics } from "../../../src/metrics/subscription/unit-economics.js";
import {
  figure,
  figures,
  input,
  invoice,
  monthlyInvoices,
  plusMonths,
  type Records,
  records,
  stateChange,
  subscription,
  year,
} from "./fixtures.js";

/* More examples that others have published; see worked-examples.test.ts. */

/** A customer who pays one amount until February, and from 5 February 2026 on another; 0 is nothing. */
function moved(id: string, before: number, after: number) {
  const of = { subscription: id, customer: id };
  return [
    subscription({
      id,
      customer: id,
      price: after || before,
      start: before === 0 ? "2026-02-05" : "2025-01-05",
      ...(after === 0 ? ({ status: "Cancelled", cancelled: "2026-02-05" } as const) : {}),
    }),
    ...(before === 0 ? [] : monthlyInvoices(13, "2025-01-05", before, of)),
    ...(after === 0 ? [] : monthlyInvoices(1, "2026-02-05", after, of)),
  ];
}

const book = (customers: Readonly<Record<string, readonly [before: number, after: number]>>) =>
  records(...Object.entries(customers).flatMap(([id, [before, after]]) => moved(id, before, after)));

/** Nothing in January, though there was something before. */
const returned = (id: string, amount: number) => {
  const of = { subscription: id, customer: id };
  return [
    subscription({ id, customer: id, price: amount, start: "2025-10-05" }),
    ...monthlyInvoices(1, "2025-10-05", amount, of),
    stateChange("2025-11-05", ["Active"], ["Cancelled"], id),
    stateChange("2026-02-05", ["Cancelled"], ["Active"], id),
    ...monthlyInvoices(1, "2026-02-05", amount, of),
  ];
};

const february = { until: "2026-02-28" };

describe("intervals", () => {
  const monthly = async (price: number, every: NonNullable<Parameters<typeof subscription>[0]>["every"]) =>
    figure(
      await recurringRevenue.compute(
        input(records(subscription({ price, start: "2026-01-01", ...(every ? { every } : {}) })), february),
      ),
      "Net MRR",
    );

  test("of months and years are everybody's", async () => {
    // Zuora's annual contract of 120,000, as quoted in fartashh/mindbliss-blog, content/post/2017-09-11-first-post.md
    expect(await monthly(120_000, year)).toBe(10_000);
    // RevenueCat's, on its page of the "Monthly Recurring Revenue (MRR) Chart"
    expect(await monthly(120, year)).toBe(10);
    // By the quarter, and every two years: dbt_stripe, Polar, Kill Bill.
    expect(await monthly(300, { interval: 3, unit: "Month" })).toBe(100);
    expect(await monthly(1200, { interval: 2, unit: "Year" })).toBe(50);
  });

  test("of weeks and days are told in four ways; ours is the one in which 365 days are a year", async () => {
    // A week of 100: 52 ÷ 12 in Polar and dbt_stripe (433.33), 4.33 in Lago, 4 in stripe-cohort; 365 ÷ 84 here.
    expect(await monthly(100, { interval: 1, unit: "Week" })).toBe(434.52);
    // A day of 100: 30 in Recurly and stripe-cohort, 30.44 in Lago, 365 ÷ 12 in Polar and here.
    expect(await monthly(100, { interval: 1, unit: "Day" })).toBe(3041.67);
    expect(await monthly(36_500, { interval: 365, unit: "Day" })).toBe(await monthly(36_500, year));
  });
});

describe("retention", () => {
  const percentages = async (all: Records, ...names: string[]) => {
    const found = await retention.compute(input(all, february));
    return names.map((name) => figure(found, name, 0, "Percentage"));
  };

  test("SaaS Metrics Standards Board: 10 million less 0.6 and 0.9, plus 1.8, in a year are 85 and 103 %", async () => {
    // https://www.saasmetricsboard.com/gross-revenue-retention, worked at https://pulserevops.com/sales-trainings/q97
    const all = book({ down: [3e6, 2.4e6], gone: [9e5, 0], up: [2e6, 3.8e6], same: [4.1e6, 4.1e6], fresh: [0, 5e5] });
    expect(await percentages(all, "GRR 12 months", "NRR 12 months")).toEqual([85, 103]);
  });

  test("500 customers of whom 50 leave are 10 % (https://github.com/Brett777/Predict-Churn)", async () => {
    const all = book(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`c${i}`, [10, i < 50 ? 0 : 10]])));
    expect(await percentages(all, "Customer churn", "Revenue churn")).toEqual([10, 10]);
  });

  test("Baremetrics: its revenue churn has downgrades in it, which is our 100 − GRR; its NRR has none", async () => {
    // https://help.baremetrics.com/en/articles/5380347-user-and-revenue-churn and
    // https://changelog.baremetrics.com/new-metric-net-revenue-retention-2BOJIA: 100 − (churned − expansion) ÷ MRR
    const all = book({ gone: [5, 0], down: [45, 40], up: [50, 58] });
    expect(await percentages(all, "Revenue churn", "GRR 1 month", "NRR 1 month")).toEqual([5, 90, 98]);
  });

  test("ProfitWell's export of January 2018: 560.67 + 274.20 − 10 − 10 delinquent = 814.87", async () => {
    // https://gist.github.com/mrsimonbennett/852022c03951c60ce2cf3527f6475ec5
    const all = records(
      ...moved("same", 500.67, 500.67),
      ...moved("down", 50, 40),
      ...moved("fresh", 0, 274.2),
      subscription({ id: "failed", customer: "failed", price: 10, start: "2025-01-05", status: "Cancelled" }),
      ...monthlyInvoices(13, "2025-01-05", 10, { subscription: "failed", customer: "failed" }),
      stateChange("2026-02-05", ["Active"], ["Active", "PastDue"], "failed"),
      stateChange("2026-02-20", ["Active", "PastDue"], ["Cancelled"], "failed"),
    );
    const found = await movements.compute(input(all, february));
    const bridge = ["Start", "New", "Expansion", "Contraction", "Churn", "End"].map((name) => figure(found, name));
    expect(bridge).toEqual([560.67, 274.2, 0, 10, 10, 814.87]);
    const churn = await retention.compute(input(all, february));
    expect(figure(churn, "Revenue churn, involuntary")).toBe(10);
    expect(figure(churn, "Revenue churn, voluntary")).toBe(0);
  });

  test("Stripe: of two subscriptions cancelled the first is a downgrade, the second churn; within a period we see one", async () => {
    // https://support.stripe.com/questions/calculating-churn-rate-in-billing
    const two = (first: string, second: string) =>
      records(
        ...[first, second].flatMap((day, i) => {
          const of = { subscription: `s${i}`, customer: "c" };
          const price = 10 * (i + 1);
          return [
            subscription({ id: of.subscription, customer: "c", price, start: "2025-12-05", status: "Cancelled" }),
            ...monthlyInvoices(day < "2026-02" ? 2 : 3, "2025-12-05", price, of),
            stateChange(day, ["Active"], ["Cancelled"], of.subscription),
          ];
        }),
      );
    const lost = async (all: Records) => {
      const found = await movements.compute(input(all, { ...february, periods: 2 }));
      return ["Contraction", "Churn"].map((name) => figures(found, name));
    };
    expect(await lost(two("2026-01-20", "2026-02-20"))).toEqual([
      [10, 0],
      [0, 20],
    ]);
    expect(await lost(two("2026-02-10", "2026-02-20"))).toEqual([
      [0, 0],
      [0, 30],
    ]);
  });
});

describe("unit economics", () => {
  test("a bridge with customers who return: others have a quick ratio of 2.6, Baremetrics and we of 2.4", async () => {
    // https://mowt.pages.dev/tools/mrr-calculator: (8 + 4 + 1) ÷ (2 + 3), as ChartMogul; GrowPanel says why others do not:
    // https://growpanel-promo.pages.dev/docs/reports-and-metrics/quick-ratio
    const all = records(
      ...moved("fresh", 0, 8000),
      ...moved("up", 20_000, 24_000),
      ...moved("down", 27_000, 25_000),
      ...moved("gone", 3000, 0),
      ...returned("back", 1000),
    );
    const found = await movements.compute(input(all, february));
    const names = ["Start", "New", "Expansion", "Reactivation", "Contraction", "Churn", "Net new", "End"];
    expect(names.map((name) => figure(found, name))).toEqual([50_000, 8000, 4000, 1000, 2000, 3000, 8000, 58_000]);
    expect(figure(await unitEconomics.compute(input(all, february)), "Quick ratio", 0, "Ratio")).toBe(2.4);
  });

  test("ARPA of 10 and a churn of 2 % are a lifetime value of 500", async () => {
    // https://www.ilkkapeltola.fi/2021/01/best-way-to-calculate-your-lifetime.html
    const all = book(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`c${i}`, [10, i === 0 ? 0 : 10]])));
    const found = await unitEconomics.compute(input(all, february));
    expect(["ARPA", "Lifetime value"].map((name) => figure(found, name))).toEqual([10, 500]);
  });

  test("ChartMogul's ASP, new MRR ÷ new customers, is value ÷ count of the movement", async () => {
    const found = await movements.compute(input(book({ a: [0, 50], b: [0, 150], c: [70, 90] }), february));
    expect([figure(found, "New"), figure(found, "New", 0, "Count")]).toEqual([200, 2]);
  });

  test("Stripe: a trial that ended unpaid has not converted; for us it has when paid service began", async () => {
    // https://support.stripe.com/questions/calculating-trial-conversion-rate-in-billing
    const trial = (id: string, fields: Parameters<typeof subscription>[0]) =>
      subscription({ id, customer: id, trial: ["2026-01-20", "2026-02-03"], ...fields });
    const all = records(
      trial("paid", { start: "2026-02-03" }),
      trial("unpaid", { start: "2026-02-03", collection: "PastDue" }),
      // Active now, though the source does not say since when: since the trial ended.
      trial("undated", {}),
      trial("left", { status: "Cancelled", cancelled: "2026-01-30" }),
      ...["paid", "unpaid"].map((id) =>
        invoice({
          subscription: id,
          customer: id,
          lines: [{ amount: 50, period: ["2026-02-03", plusMonths("2026-02-03", 1)] }],
          paid: id === "paid" ? "2026-02-03" : false,
        }),
      ),
    );
    const found = await unitEconomics.compute(input(all, february));
    // The one that left was over in January.
    expect(figure(found, "Trials ended", 0, "Count")).toBe(3);
    expect(figure(found, "Trial conversion", 0, "Percentage")).toBe(100);
  });
});

describe("receivables", () => {
  test("QuickBooks: 1,000 not due, 1,500 of two 15 days late, 100 37 days late", async () => {
    // https://quickbooks.intuit.com/r/payments/accounts-receivable-aging-report
    const due = [
      [1000, "2026-07-10"],
      [900, "2026-06-15"],
      [600, "2026-06-15"],
      [100, "2026-05-24"],
    ] as const;
    const all = records(
      ...due.map(([amount, day]) =>
        invoice({ issued: "2026-05-10", due: day, lines: [{ amount }], status: "Open" as const }),
      ),
    );
    const found = await receivables.compute(input(all, { until: "2026-06-30" }));
    const buckets = ["Not yet due", "1–30 days past due", "31–60 days past due", "Past-due exposure"];
    expect(buckets.map((name) => figure(found, name))).toEqual([1000, 1500, 100, 1600]);
  });

  test("Kill Bill ages from the invoice's date: there a due date makes no difference", async () => {
    // v_report_invoice_aging.ddl of killbill/killbill-analytics-plugin: 0–30, 30–60, 60–90, 90–120, 120–150, more
    const open = { lines: [{ amount: 100 }], issued: "2026-05-10", status: "Open" as const };
    const aged = async (due: string) => {
      const asked = { until: "2026-06-30", ageingDays: "30,60,90,120,150" };
      const found = await receivables.compute(input(records(invoice({ ...open, due })), asked));
      return ["Not yet due", "1–30 days past due", "31–60 days past due"].map((name) => figure(found, name));
    };
    // Their bucket is ours where the invoice is due at once.
    expect(await aged("2026-05-10")).toEqual([0, 0, 100]);
    expect(await aged("2026-06-09")).toEqual([0, 100, 0]);
  });
});
