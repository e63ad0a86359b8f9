import { describe, expect, test } from "vitest";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import {
  type Asked,
  creditNote,
  discount,
  event,
  figure,
  figures,
  input,
  invoice,
  monthlyInvoices,
  percentOff,
  type Records,
  records,
  stateChange,
  subscription,
  year,
} from "./fixtures.js";

const report = (all: Records, asked: Asked) => recurringRevenue.compute(input(all, asked));
const netOver = async (all: Records, asked: Asked) => figures(await report(all, asked), "Net MRR");

/** A subscription that is over by the time of the data, so that only its history counts. */
const past = { status: "Cancelled", cancelled: "2026-12-01" } as const;

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

describe("history from invoices", () => {
  test("a charge counts for every month of its period: 1,200 for a year is 100 a month", async () => {
    const all = records(
      subscription({ ...past, price: 1200, every: year, start: "2025-03-15" }),
      invoice({ lines: [{ amount: 1200, period: ["2025-03-15", "2026-03-15"] }] }),
      invoice({ lines: [{ amount: 1440, period: ["2026-03-15", "2027-03-15"] }] }),
    );
    const asked = { until: "2026-04-30", periods: 15, asOf: "2026-12-31" };
    // February 2025 none; March 2025 to February 2026 100; from 15 March 2026 1,440 ÷ 12 = 120.
    expect(await netOver(all, asked)).toEqual([0, ...Array(12).fill(100), 120, 120]);
  });

  test.each([
    ["leap February", ["2024-01-31", "2024-02-29"], 50],
    ["common February", ["2026-01-31", "2026-02-28"], 50],
    ["from a short month on", ["2026-02-28", "2026-03-31"], 50],
    ["a leap year", ["2024-02-29", "2025-02-28"], 50 / 12],
    ["30 days are a month to a monthly plan", ["2026-04-01", "2026-05-01"], 50],
  ] as const)("a billing day at the end of a month: %s", async (_, [start, end], net) => {
    const all = records(subscription({ ...past, start }), invoice({ lines: [{ amount: 50, period: [start, end] }] }));
    expect(await netOver(all, { until: start, asOf: "2026-12-31" })).toEqual([Math.round(net * 100) / 100]);
  });

  test("30 days are 30 days to a plan billed every 30 days: 30 × 365 ÷ 12 ÷ 30 = 30.42", async () => {
    const every = { interval: 30, unit: "Day" } as const;
    const all = records(
      subscription({ ...past, start: "2026-04-01", every, price: 30 }),
      invoice({ lines: [{ amount: 30, period: ["2026-04-01", "2026-05-01"] }] }),
      invoice({ lines: [{ amount: 30, period: ["2026-05-01", "2026-05-31"] }] }),
    );
    expect(await netOver(all, { until: "2026-05-30", periods: 2, asOf: "2026-12-31" })).toEqual([30.42, 30.42]);
  });

  test("a coupon for three periods ends mid-history: 100 − 50 three times, then 100", async () => {
    const coupon = { discounts: [{ amount: 50, ref: "half" }] };
    const all = records(
      subscription({ ...past, start: "2026-01-10", price: 100 }),
      discount("half", "Repeating"),
      ...monthlyInvoices(3, "2026-01-10", 100, coupon),
      ...monthlyInvoices(2, "2026-04-10", 100),
    );
    const found = await report(all, { until: "2026-05-31", periods: 5, asOf: "2026-12-31" });
    expect(figures(found, "Net MRR")).toEqual([50, 50, 50, 100, 100]);
    expect(figures(found, "Gross MRR")).toEqual([100, 100, 100, 100, 100]);
    expect(figures(found, "Discounts")).toEqual([50, 50, 50, 0, 0]);
  });

  test("a one-time coupon beside one that recurs: of 100 − 10 − 20, only the 10 recurs", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-10", price: 100 }),
      discount("ten", "Forever"),
      discount("twenty", "Once", ["ONCE"]),
      invoice({
        lines: [{ amount: 100, period: ["2026-01-10", "2026-02-10"] }],
        discounts: [
          { amount: 10, ref: "ten" },
          { amount: 20, code: "once" },
        ],
      }),
    );
    const asked = { until: "2026-01-31", asOf: "2026-12-31" };
    expect(await netOver(all, asked)).toEqual([90]);
    expect(await netOver(all, { ...asked, convention: "maxio-comparable/1" })).toEqual([70]);
  });

  test("a discount is shared out by amount: of 12 off 80 + 40, the recurring 80 bears 8", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-10", price: 80 }),
      invoice({
        lines: [
          { amount: 80, period: ["2026-01-10", "2026-02-10"] },
          { amount: 40, recurring: false, type: "Custom" },
        ],
        discounts: [{ amount: 12, code: "A" }],
      }),
    );
    expect(await netOver(all, { until: "2026-01-31", asOf: "2026-12-31" })).toEqual([72]);
  });

  test("usage, setup and tax are not recurring; usage is shown apart as a third of three months", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-01", price: 50 }),
      ...[30, 0, 15].map((usage, i) =>
        invoice({
          issued: `2026-0${i + 1}-01`,
          tax: 9.5,
          lines: [
            { amount: 50, period: [`2026-0${i + 1}-01`, `2026-0${i + 2}-01`] },
            { amount: usage, recurring: false, type: "AddOn", kind: "metered_component" },
            { amount: 200, recurring: false, kind: "initial" },
          ],
        }),
      ),
    );
    const found = await report(all, { until: "2026-03-31", asOf: "2026-12-31" });
    expect(figure(found, "Net MRR")).toBe(50);
    // (30 + 0 + 15) ÷ 3
    expect(figure(found, "Usage per month")).toBe(15);
  });

  test("void and draft invoices and consolidated parents do not count, children and uncollectible ones do", async () => {
    const period: [string, string] = ["2026-01-01", "2026-02-01"];
    const all = records(
      subscription({ ...past, start: "2026-01-01", price: 50 }),
      subscription({ ...past, id: "s2", customer: "c2", start: "2026-01-01", price: 70 }),
      invoice({ status: "Void", lines: [{ amount: 1000, period }] }),
      invoice({ status: "Draft", lines: [{ amount: 2000, period }] }),
      invoice({ id: "parent", consolidation: "Parent", lines: [{ amount: 120, period }] }),
      invoice({ consolidation: "Child", parent: "parent", lines: [{ amount: 50, period }] }),
      invoice({ subscription: "s2", customer: "c2", status: "Uncollectible", lines: [{ amount: 70, period }] }),
    );
    const found = await report(all, { until: "2026-01-31", asOf: "2026-12-31" });
    expect(figure(found, "Net MRR")).toBe(120);
    expect(found.exclusions).toEqual([
      { reason: "ConsolidatedParent", count: 1 },
      { reason: "InvoiceNotIssued", count: 1, amount: 2000 },
      { reason: "VoidInvoice", count: 1, amount: 1000 },
    ]);
  });

  test("cancelled in the middle of a prepaid year: revenue leaves with the cancellation, not with the period", async () => {
    const all = records(
      subscription({ status: "Cancelled", cancelled: "2026-02-10", price: 1200, every: year, start: "2026-01-01" }),
      invoice({ lines: [{ amount: 1200, period: ["2026-01-01", "2027-01-01"] }] }),
    );
    expect(await netOver(all, { until: "2026-03-31", periods: 3, asOf: "2026-12-31" })).toEqual([100, 0, 0]);
  });

  test("an invoice that is late, and a month whose invoice was voided: events say that the subscription went on", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-05", price: 50 }),
      event("Signup", "2026-01-05"),
      ...monthlyInvoices(1, "2026-01-05", 50),
      // February is missing; March begins a week late.
      invoice({ issued: "2026-03-20", lines: [{ amount: 50, period: ["2026-03-12", "2026-04-12"] }] }),
    );
    const found = await report(all, { until: "2026-03-31", periods: 3, asOf: "2026-12-31" });
    expect(figures(found, "Net MRR")).toEqual([50, 50, 50]);
    expect(found.sources.map(({ parts }) => parts.map(({ basis }) => basis))).toEqual([
      ["Charged"],
      ["CarriedForward"],
      ["Charged"],
    ]);
    expect(found.sources.map(({ confidence }) => confidence)).toEqual(["High", "Medium", "High"]);
  });

  test("without events a gap counts as active up to the days of grace", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-20", price: 50 }),
      invoice({ lines: [{ amount: 50, period: ["2026-01-20", "2026-02-20"] }] }),
      // Nothing for 20 February to 4 March: 12 days.
      invoice({ lines: [{ amount: 50, period: ["2026-03-04", "2026-04-04"] }] }),
    );
    const asked = { until: "2026-03-31", periods: 3, asOf: "2026-12-31" };
    expect(await netOver(all, asked)).toEqual([50, 50, 50]);
    expect(await netOver(all, { ...asked, graceDays: 11 })).toEqual([50, 0, 50]);
  });

  test("states of the past come from events", async () => {
    const all = records(
      subscription({ start: "2026-01-01", price: 50 }),
      event("Signup", "2026-01-01"),
      ...monthlyInvoices(6, "2026-01-01", 50),
      stateChange("2026-02-15", ["Active"], ["Active", "PastDue"]),
      stateChange("2026-03-15", ["Active", "PastDue"], ["Active", "Unpaid"]),
      stateChange("2026-04-15", ["Active", "Unpaid"], ["Paused"]),
      stateChange("2026-05-15", ["Paused"], ["Active"]),
    );
    const found = await report(all, { until: "2026-06-30", periods: 6 });
    expect(figures(found, "Net MRR")).toEqual([50, 50, 0, 0, 50, 50]);
    expect(figures(found, "Past-due MRR")).toEqual([0, 50, 0, 0, 0, 0]);
    expect(figures(found, "Unpaid MRR")).toEqual([0, 0, 50, 0, 0, 0]);
    expect(figures(found, "On-hold MRR")).toEqual([0, 0, 0, 50, 0, 0]);
    const comparable = await report(all, { until: "2026-06-30", periods: 6, convention: "maxio-comparable/1" });
    expect(figures(comparable, "Net MRR")).toEqual([50, 50, 0, 50, 50, 50]);
  });

  test("a cancellation scheduled and withdrawn leaves committed revenue while it is scheduled", async () => {
    const scheduled = (date: string, effectiveDate?: string) =>
      event("CancellationScheduled", date, "s1", { after: effectiveDate === undefined ? {} : { effectiveDate } });
    const all = records(
      subscription({ start: "2026-01-01", price: 50 }),
      ...monthlyInvoices(4, "2026-01-01", 50),
      scheduled("2026-02-10", "2026-03-01T12:00:00Z"),
      scheduled("2026-02-20"),
      scheduled("2026-03-10", "2026-05-01T12:00:00Z"),
      scheduled("2026-04-20"),
    );
    const found = await report(all, { until: "2026-04-30", periods: 4 });
    expect(figures(found, "Net MRR")).toEqual([50, 50, 50, 50]);
    expect(figures(found, "Committed MRR")).toEqual([50, 50, 0, 50]);
    const comparable = await report(all, { until: "2026-04-30", periods: 4, convention: "maxio-comparable/1" });
    expect(figures(comparable, "Net MRR")).toEqual([50, 50, 0, 50]);
  });

  test("a cancellation whose day went by, or that is told to be removed, was withdrawn", async () => {
    const change = (date: string, effectiveDate: string, cancellationState: string) =>
      event("CancellationScheduled", date, "s1", { after: { effectiveDate, cancellationState } });
    const all = records(
      subscription({ start: "2026-01-01", price: 50 }),
      ...monthlyInvoices(5, "2026-01-01", 50),
      change("2026-01-10", "2026-02-10T12:00:00Z", "pending"),
      change("2026-03-10", "2026-06-01T12:00:00Z", "pending"),
      change("2026-04-10", "2026-06-01T12:00:00Z", "removed"),
    );
    const found = await report(all, { until: "2026-05-31", periods: 5 });
    expect(figures(found, "Committed MRR")).toEqual([0, 50, 0, 50, 50]);
  });

  test("a deleted subscription counts until it was deleted", async () => {
    const all = records(
      subscription({ start: "2026-01-01", price: 50, deleted: true }),
      ...monthlyInvoices(3, "2026-01-01", 50),
      event("Deleted", "2026-02-20"),
    );
    const found = await report(all, { until: "2026-03-31", periods: 3 });
    expect(figures(found, "Net MRR")).toEqual([50, 0, 0]);
    expect(found.exclusions).toEqual([{ reason: "Deleted", count: 1 }]);
  });

  test("a subscription that only invoices tell of counts while it is charged for, but not today", async () => {
    const all = records(...monthlyInvoices(3, "2026-01-01", 50, { subscription: "purged" }));
    expect(await netOver(all, { until: "2026-03-20", periods: 2, asOf: "2026-03-25" })).toEqual([50, 50]);
    expect(await netOver(all, { until: "2026-03-25" })).toEqual([0]);
  });

  test("a trial is not revenue until it converts", async () => {
    const all = records(
      subscription({ trial: ["2026-01-10", "2026-02-10"], start: "2026-02-10", price: 50 }),
      ...monthlyInvoices(2, "2026-02-10", 50),
    );
    const found = await report(all, { until: "2026-03-31", periods: 3 });
    expect(figures(found, "Net MRR")).toEqual([0, 50, 50]);
    expect(figures(found, "Trial MRR")).toEqual([50, 0, 0]);
  });

  test("the days of instants are those of the time zone", async () => {
    // Cancelled on 1 February at 03:00 UTC: still 31 January in New York.
    const all = records(
      subscription({ status: "Cancelled", cancelled: "2026-02-01T03:00:00Z", start: "2026-01-01" }),
      ...monthlyInvoices(2, "2026-01-01", 50),
    );
    const asked = { until: "2026-01-31", asOf: "2026-12-31" };
    expect(await netOver(all, asked)).toEqual([50]);
    expect(await netOver(all, { ...asked, timeZone: "America/New_York" })).toEqual([0]);
    expect(await netOver(all, { ...asked, timeZone: "-05:00" })).toEqual([0]);
  });

  test("without invoices the present price is carried back, and the report says so", async () => {
    const all = records(subscription({ start: "2026-01-10", price: 50 }));
    const found = await report(all, { until: "2026-04-30", periods: 5 });
    expect(figures(found, "Net MRR")).toEqual([0, 50, 50, 50, 50]);
    expect(found.sources.map(({ confidence }) => confidence)).toEqual(["None", "Low", "Low", "Low", "High"]);
    expect(found.errors?.map(({ type }) => type)).toEqual(["DatesOutOfRange", "NoInvoices", "NoEvents"]);
  });

  test("a price is not carried back beyond the change that made it", async () => {
    const all = records(
      subscription({ start: "2025-01-10", price: 50 }),
      event("PlanChange", "2026-02-20"),
      ...monthlyInvoices(2, "2026-03-10", 50),
    );
    // Free until 20 February; the first charge is for 10 March on.
    const found = await report(all, { until: "2026-04-09", periods: 3 });
    expect(figures(found, "Net MRR")).toEqual([0, 50, 50]);
  });
});

describe("prorated changes", () => {
  const half: [string, string] = ["2026-04-16", "2026-05-01"];
  const april: [string, string] = ["2026-04-01", "2026-05-01"];

  test("an upgrade half-way: 50 − 25 ÷ ½ + 40 ÷ ½ = 80", async () => {
    const all = records(
      // Its last price, 95, is another one.
      subscription({ ...past, start: "2026-03-01", price: 95 }),
      ...monthlyInvoices(1, "2026-03-01", 50),
      invoice({ lines: [{ amount: 50, period: april }] }),
      invoice({
        issued: "2026-04-16",
        type: "Migration",
        lines: [
          { amount: -25, period: half },
          { amount: 40, period: half },
        ],
      }),
    );
    const found = await report(all, { until: "2026-04-30", periods: 2, asOf: "2026-12-31" });
    expect(figures(found, "Net MRR")).toEqual([50, 80]);
    expect(found.sources.map(({ parts }) => parts[0]?.basis)).toEqual(["Charged", "Prorated"]);
    // On 15 April it is still 50.
    expect(await netOver(all, { until: "2026-04-15", asOf: "2026-12-31" })).toEqual([50]);
  });

  test("rounded proration settles on the next whole charge: 49 → 99 on 17 March, 15 of 31 days", async () => {
    // −49 × 15/31 = −23.71 (23.7096…), 99 × 15/31 = 47.90 (47.9032…): scaled up, 49 − 49.0007 + 98.9933 = 98.9927.
    const rest: [string, string] = ["2026-03-17", "2026-04-01"];
    const upgraded = [
      subscription({ ...past, start: "2026-03-01", price: 120 }),
      invoice({ lines: [{ amount: 49, period: ["2026-03-01", "2026-04-01"] }] }),
      invoice({
        type: "Proration",
        lines: [
          { amount: -23.71, period: rest },
          { amount: 47.9, period: rest },
        ],
      }),
    ];
    const asked = { until: "2026-03-31", asOf: "2026-12-31" };
    expect(await netOver(records(...upgraded), asked)).toEqual([98.99]);
    const renewed = records(...upgraded, invoice({ lines: [{ amount: 99, period: ["2026-04-01", "2026-05-01"] }] }));
    const found = await report(renewed, asked);
    expect(figures(found, "Net MRR")).toEqual([99]);
    expect(found.sources[0]?.confidence).toBe("High");
  });

  test("without one it settles on the subscription's own price, if that agrees", async () => {
    const rest: [string, string] = ["2026-05-17", "2026-06-01"];
    const all = records(
      subscription({ start: "2026-05-01", price: 99 }),
      invoice({ lines: [{ amount: 49, period: ["2026-05-01", "2026-06-01"] }] }),
      invoice({
        type: "Proration",
        lines: [
          { amount: -23.71, period: rest },
          { amount: 47.9, period: rest },
        ],
      }),
    );
    expect(await netOver(all, { until: "2026-05-20", asOf: "2026-05-25" })).toEqual([99]);
  });

  test("the credit may be a credit note: it ends the old price, whatever it was applied to", async () => {
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 80 }),
      invoice({ lines: [{ amount: 50, period: april }] }),
      creditNote({ issued: "2026-04-16", lines: [{ amount: 25, period: half }] }),
      invoice({ issued: "2026-04-16", type: "Migration", lines: [{ amount: 40, period: half }] }),
    );
    expect(await netOver(all, { until: "2026-04-30", asOf: "2026-12-31" })).toEqual([80]);
  });

  test("a goodwill credit lowers no price, and is listed", async () => {
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 50 }),
      invoice({ lines: [{ amount: 50, period: april }] }),
      creditNote({ issued: "2026-04-20", lines: [{ amount: 10, period: april }] }),
      creditNote({ issued: "2026-04-20", lines: [{ amount: 5, period: ["2026-04-05", "2026-04-08"] }] }),
    );
    const found = await report(all, { until: "2026-04-30", asOf: "2026-12-31" });
    expect(figure(found, "Net MRR")).toBe(50);
    expect(found.exclusions).toContainEqual({ reason: "CreditNotProrated", count: 2, amount: 15 });
  });

  test("a credit note of a void invoice is not counted against anything", async () => {
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 50 }),
      invoice({ id: "wrong", status: "Void", lines: [{ amount: 80, period: april }] }),
      creditNote({ issued: "2026-04-02", invoices: ["wrong"], lines: [{ amount: 80, period: april }] }),
      invoice({ lines: [{ amount: 50, period: april }] }),
    );
    const found = await report(all, { until: "2026-04-30", asOf: "2026-12-31" });
    expect(figure(found, "Net MRR")).toBe(50);
    expect(found.exclusions).toContainEqual({ reason: "CreditOfVoidInvoice", count: 1, amount: 80 });
  });

  test("a first part of a month (calendar billing) stands for the whole: 24.19 for 15 of 31 days is 50", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-17", price: 50 }),
      invoice({ type: "Signup", lines: [{ amount: 24.19, period: ["2026-01-17", "2026-02-01"] }] }),
      ...monthlyInvoices(2, "2026-02-01", 50),
    );
    expect(await netOver(all, { until: "2026-03-31", periods: 3, asOf: "2026-12-31" })).toEqual([50, 50, 50]);
  });

  test("a yearly plan upgraded after 146 of 365 days: the rest is 219 days, 7.2 months", async () => {
    // 1,200 → 1,800 on 27 May (day 147): credit 1200 × 219/365 = 720, charge 1800 × 219/365 = 1,080.
    const rest: [string, string] = ["2026-05-27", "2027-01-01"];
    const all = records(
      subscription({ ...past, start: "2026-01-01", price: 1800, every: year }),
      invoice({ lines: [{ amount: 1200, period: ["2026-01-01", "2027-01-01"] }] }),
      invoice({
        type: "Migration",
        lines: [
          { amount: -720, period: rest },
          { amount: 1080, period: rest },
        ],
      }),
    );
    expect(await netOver(all, { until: "2026-06-30", periods: 2, asOf: "2026-12-31" })).toEqual([150, 150]);
    expect(await netOver(all, { until: "2026-04-30", asOf: "2026-12-31" })).toEqual([100]);
  });

  test("a rest of exactly six months of a yearly plan is prorated by days as well", async () => {
    // 1 July to 1 January are 184 of 365 days: 1200 × 184/365 = 604.93, 1800 × 184/365 = 907.40.
    const rest: [string, string] = ["2026-07-01", "2027-01-01"];
    const all = records(
      subscription({ status: "Cancelled", cancelled: "2027-06-01", start: "2026-01-01", price: 1800, every: year }),
      invoice({ lines: [{ amount: 1200, period: ["2026-01-01", "2027-01-01"] }] }),
      invoice({
        type: "Migration",
        lines: [
          { amount: -604.93, period: rest },
          { amount: 907.4, period: rest },
        ],
      }),
      invoice({ lines: [{ amount: 1800, period: ["2027-01-01", "2028-01-01"] }] }),
    );
    const asked = { until: "2027-01-31", periods: 8, asOf: "2027-12-31" };
    expect(await netOver(all, asked)).toEqual([100, 150, 150, 150, 150, 150, 150, 150]);
  });

  test("two more seats for the rest of a month add to the price: 50 + 10 ÷ ½", async () => {
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 50, addOns: 20 }),
      invoice({ lines: [{ amount: 50, period: april }] }),
      invoice({ type: "Proration", lines: [{ amount: 10, type: "AddOn", period: half }] }),
    );
    const found = await report(all, { until: "2026-04-30", asOf: "2026-12-31" });
    expect([figure(found, "Net MRR"), figure(found, "Plan MRR"), figure(found, "Add-on MRR")]).toEqual([70, 50, 20]);
  });

  test("a change without proration is dated by its event and priced by the next charge", async () => {
    const all = records(
      subscription({ ...past, start: "2026-03-05", price: 80 }),
      invoice({ lines: [{ amount: 50, period: ["2026-03-05", "2026-04-05"] }] }),
      event("PlanChange", "2026-03-20"),
      invoice({ lines: [{ amount: 80, period: ["2026-04-05", "2026-05-05"] }] }),
    );
    const found = await report(all, { until: "2026-04-19", periods: 2, asOf: "2026-12-31" });
    expect(figures(found, "Net MRR")).toEqual([50, 80]);
    expect(await netOver(all, { until: "2026-03-31", asOf: "2026-12-31" })).toEqual([80]);
  });

  test("a new period that starts inside the old one takes its place", async () => {
    // The plan changed on 16 April with a new period and no credit: 80, not 50 + 80.
    const all = records(
      subscription({ ...past, start: "2026-04-01", price: 80 }),
      invoice({ lines: [{ amount: 50, period: april }] }),
      invoice({ lines: [{ amount: 80, period: ["2026-04-16", "2026-05-16"] }] }),
    );
    expect(await netOver(all, { until: "2026-04-30", asOf: "2026-12-31" })).toEqual([80]);
  });

  test("yearly add-ons beside a monthly plan add up: 50 + 240 ÷ 12", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-01", price: 50 }),
      invoice({ lines: [{ amount: 240, type: "AddOn", period: ["2026-01-01", "2027-01-01"] }] }),
      ...monthlyInvoices(3, "2026-01-01", 50),
    );
    expect(await netOver(all, { until: "2026-03-31", periods: 3, asOf: "2026-12-31" })).toEqual([70, 70, 70]);
  });

  test("an add-on with a negative price is a rebate: 50 − 10, every month", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-01", price: 50 }),
      ...["2026-01-01", "2026-02-01"].map((start, i) =>
        invoice({
          lines: [
            { amount: 50, period: [start, `2026-0${i + 2}-01`] },
            { amount: -10, type: "AddOn", period: [start, `2026-0${i + 2}-01`] },
          ],
        }),
      ),
    );
    expect(await netOver(all, { until: "2026-02-28", periods: 2, asOf: "2026-12-31" })).toEqual([40, 40]);
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
