import { describe, expect, test } from "vitest";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import {
  type Asked,
  discount,
  figure,
  figures,
  input,
  invoice,
  monthlyInvoices,
  percentOff,
  plusMonths,
  type Records,
  records,
  subscription,
  year,
} from "./fixtures.js";

const report = (all: Records, asked: Asked) => recurringRevenue.compute(input(all, asked));
const netOver = async (all: Records, asked: Asked) => figures(await report(all, asked), "Net MRR");

/** A subscription that is over by the time of the data, so that only its history counts. */
const _past = { status: "Cancelled", cancelled: "2026-12-01" } as const;

describe("as of now", () => {
  test.each([
    // amount per billing ÷ months: 1 month, 3 months, a year, 2 years
    ["a month", 49, { interval: 1, unit: "Month" }, 49],
    ["3 months: 100 ÷ 3 = 33.333…", 100, { interval: 3, unit: "Month" }, 33.33],
    ["11 months: 100 ÷ 11 = 9.0909…", 100, { interval: 11, unit: "Month" }, 9.09],
    ["a year: 490 ÷ 12 = 40.8333…", 490, year, 40.83],
    ["2 years: 2400 ÷ 24", 2400, { interval: 2, unit: "Year" }, 100],
    // days: × 365 ÷ 12 ÷ n
    ["30 days: 30 × 365 ÷ 360 = 30.41666…", 30, { interval: 30, unit: "Day" }, 30.42],
    ["a day: 1 × 365 ÷ 12 = 30.41666…", 1, { interval: 1, unit: "Day" }, 30.42],
    ["a week: 7 × 365 ÷ 84 = 30.41666…", 7, { interval: 1, unit: "Week" }, 30.42],
    ["2 weeks: 14 × 365 ÷ 168 = 30.41666…", 14, { interval: 2, unit: "Week" }, 30.42],
    ["365 days are a year: 120 × 365 ÷ 12 ÷ 365", 120, { interval: 365, unit: "Day" }, 10],
    // half-up: 0.05 ÷ 2 = 0.025
    ["2 months, rounded half-up: 0.05 ÷ 2", 0.05, { interval: 2, unit: "Month" }, 0.03],
  ] as const)("%s", async (_, price, every, net) => {
    const all = records(subscription({ price, every, start: "2026-01-01" }));
    expect(await netOver(all, { until: "2026-05-31" })).toEqual([net]);
  });

  test("sums are of exact figures: 300 yearly plans at 490.00 are 300 × 490 ÷ 12 = 12,250.00, not 300 × 40.83", async () => {
    const all = records(
      ...Array.from({ length: 300 }, (_, i) =>
        subscription({ id: `s${i}`, customer: `c${i}`, price: 490, every: year }),
      ),
    );
    const found = await report(all, { until: "2026-05-31" });
    expect(figure(found, "Net MRR")).toBe(12_250);
    expect(figure(found, "ARR")).toBe(147_000);
    expect(figure(found, "Net MRR", 0, "Count")).toBe(300);
    expect(figure(found, "Customers", 0, "Count")).toBe(300);
  });

  test("gross, discounts and their end: 100 + 20 add-on − 25 % = 90, and 120 when the discount is over", async () => {
    const ending = percentOff(25, { duration: "Repeating", periodsUsed: 1, periodsAllowed: 3 });
    const all = records(subscription({ price: 100, addOns: 20, discounts: [ending] }));
    const found = await report(all, { until: "2026-05-31" });
    expect(
      ["Gross MRR", "Discounts", "Net MRR", "Plan MRR", "Add-on MRR", "Net MRR after discounts end"].map((name) =>
        figure(found, name),
      ),
    ).toEqual([120, 30, 90, 100, 20, 120]);
  });

  test("states stand side by side, and what does not count is listed with its reason", async () => {
    const each = (id: string, fields: Parameters<typeof subscription>[0]) =>
      subscription({ id, customer: id, ...fields });
    const all = records(
      each("active", { price: 10 }),
      each("pastDue", { price: 20, collection: "PastDue" }),
      each("retrying", { price: 30, collection: "Retrying" }),
      each("unpaid", { price: 40, collection: "Unpaid" }),
      each("trial", { price: 50, status: "Trialing" }),
      each("hold", { price: 60, status: "Paused" }),
      each("suspended", { price: 70, status: "Paused", collection: "Unpaid" }),
      each("over", { price: 80, status: "Cancelled", cancelled: "2026-05-01" }),
      each("ending", { price: 90, scheduled: { type: "Cancellation", effectiveDate: "2026-06-10T12:00:00Z" } }),
      each("fixed", { price: 100, expires: "2026-09-01" }),
      each("euro", { price: 110, currency: "EUR" }),
    );
    const found = await report(all, { until: "2026-05-31", currency: "USD" });
    const values = (name: string) => [figure(found, name), figure(found, name, 0, "Count")];
    expect(values("Net MRR")).toEqual([10 + 20 + 30 + 90 + 100, 5]);
    expect(values("Committed MRR")).toEqual([10 + 20 + 30, 3]);
    expect(values("Past-due MRR")).toEqual([50, 2]);
    expect(values("Unpaid MRR")).toEqual([40, 1]);
    expect(values("Trial MRR")).toEqual([50, 1]);
    expect(values("On-hold MRR")).toEqual([60, 1]);
    expect(found.exclusions).toEqual([
      { reason: "Cancelled", count: 1 },
      { reason: "OtherCurrency:EUR", count: 1 },
      { reason: "Paused", count: 1, amount: 60 },
      { reason: "Suspended", count: 1, amount: 70 },
      { reason: "Trialing", count: 1, amount: 50 },
      { reason: "Unpaid", count: 1, amount: 40 },
    ]);

    // On hold counts; what is to be cancelled has left: 10 + 20 + 30 + 60 + 100.
    const comparable = await report(all, { until: "2026-05-31", currency: "USD", convention: "maxio-comparable/1" });
    expect(figure(comparable, "Net MRR")).toBe(220);
    expect(comparable.exclusions).toContainEqual({ reason: "Ending", count: 1, amount: 90 });
  });

  test("a one-time discount counts for maxio-comparable only: 100 − 15", async () => {
    const once = { type: "Amount" as const, value: 15, duration: "Once" as const, isRecurring: false, code: "HELLO" };
    const all = records(subscription({ price: 100, discounts: [once] }));
    expect(await netOver(all, { until: "2026-05-31" })).toEqual([100]);
    expect(await netOver(all, { until: "2026-05-31", convention: "maxio-comparable/1" })).toEqual([85]);
  });

  test.each([
    ["still to come", 0, "2026-06-01", 85, 100],
    ["taken off what is charged today: 100 − 15 until the period ends", 1, "2026-05-20", 85, 100],
    ["used up in an earlier period", 1, "2026-03-20", 100, 100],
  ])("a discount for once that is %s", async (_, periodsUsed, issued, comparable, standard) => {
    const once = { type: "Amount" as const, value: 15, duration: "Once" as const, isRecurring: false, code: "HELLO" };
    const all = records(
      subscription({ price: 100, start: "2026-03-20", discounts: [{ ...once, periodsUsed, periodsAllowed: 1 }] }),
      discount("hello", "Once", ["HELLO"]),
      ...monthlyInvoices(3, "2026-03-20", 100).map((each) =>
        each.issueDate?.startsWith(issued)
          ? invoice({
              lines: [{ amount: 100, period: [issued, plusMonths(issued, 1)] }],
              discounts: [{ amount: 15, code: "HELLO" }],
            })
          : each,
      ),
    );
    const net = async (convention: string) =>
      figure(await recurringRevenue.compute(input(all, { until: "2026-05-31", convention })), "Net MRR");
    expect([await net("maxio-comparable/1"), await net("standard-billing/1")]).toEqual([comparable, standard]);
  });

  test("a subscription whose own price is not known has that of what is charged today, and says so", async () => {
    const { monthlyRecurringRevenue: _, recurringAmount: __, ...unpriced } = subscription({ start: "2026-05-10" });
    const all = records(
      { ...unpriced, mrrTreatment: { counted: false, reason: "PriceUnknown" } },
      ...monthlyInvoices(1, "2026-05-10", 112.5),
    );
    const found = await recurringRevenue.compute(input(all, { until: "2026-05-31" }));
    expect(figure(found, "Net MRR")).toBe(112.5);
    expect(found.sources[0]?.parts).toEqual([{ basis: "CarriedForward", subscriptions: 1, amount: 112.5 }]);
    // Nothing is charged any more.
    const later = await recurringRevenue.compute(input(all, { until: "2026-06-15" }));
    expect(figure(later, "Net MRR")).toBe(0);
    expect(later.exclusions).toContainEqual({ reason: "PriceUnknown", count: 1 });
  });

  test("a currency without decimals, and one with three", async () => {
    // 1,000 yen every 3 months: 333.33… → 333. 1.000 dinar every 3 months: 0.33333… → 0.333.
    const three = { interval: 3, unit: "Month" } as const;
    const yen = records(subscription({ currency: "JPY", price: 1000, every: three }));
    const dinar = records(subscription({ currency: "KWD", price: 1, every: three }));
    expect(await netOver(yen, { until: "2026-05-31", currency: "JPY" })).toEqual([333]);
    expect(await netOver(dinar, { until: "2026-05-31", currency: "KWD" })).toEqual([0.333]);
  });

  test("the currency is the company's, or the one most subscriptions are in", async () => {
    const all = records(
      subscription({ id: "a", currency: "EUR", price: 10 }),
      subscription({ id: "b", currency: "EUR", price: 20 }),
      subscription({ id: "c", currency: "USD", price: 40 }),
    );
    const known = await report(all, { until: "2026-05-31" });
    expect([known.currency, figure(known, "Net MRR")]).toEqual(["USD", 40]);
    const unknown = await report({ ...all, "billing-companyInfo": [] }, { until: "2026-05-31" });
    expect([unknown.currency, figure(unknown, "Net MRR")]).toEqual(["EUR", 30]);
  });
});

describe("where history meets the present", () => {
  test("the two are compared, and the difference is said", async () => {
    // Invoiced at 49; the price was raised to 59 without any event: the present says 59.
    const all = records(subscription({ start: "2026-03-01", price: 59 }), ...monthlyInvoices(3, "2026-03-01", 49));
    const found = await report(all, { until: "2026-05-20", periods: 2 });
    expect(figures(found, "Net MRR")).toEqual([49, 59]);
    expect(found.seam).toEqual({ byInvoices: 49, bySubscriptions: 59, difference: 10, subscriptions: 1 });
  });

  test("a report of the past has no seam, and a report date ahead is marked", async () => {
    const all = records(subscription({ start: "2026-03-01", price: 49 }), ...monthlyInvoices(3, "2026-03-01", 49));
    expect((await report(all, { until: "2026-04-30", asOf: "2026-05-20" })).seam).toBeUndefined();
    const ahead = await report(all, { until: "2026-05-31", periods: 2, asOf: "2026-05-20" });
    expect(ahead.sources.map(({ isRunning, date }) => [isRunning, date])).toEqual([
      [false, "2026-04-30"],
      [true, "2026-05-20"],
    ]);
  });
});
