import { describe, expect, test } from "vitest";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import {
  type Asked,
  discount,
  event,
  figure,
  figures,
  input,
  invoice,
  monthlyInvoices,
  type Records,
  records,
  stateChange,
  subscription,
  year,
} from "./fixtures.js";
import { plusDays } from "./random-book.js";

const report = (all: Records, asked: Asked) => recurringRevenue.compute(input(all, asked));
const netOver = async (all: Records, asked: Asked) => figures(await report(all, asked), "Net MRR");

/** A subscription that is over by the time of the data, so that only its history counts. */
const past = { status: "Cancelled", cancelled: "2026-12-01" } as const;

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

  test.each([
    ["as issued", (weeks: number[]) => weeks],
    ["the latest first", (weeks: number[]) => weeks.toReversed()],
    ["mixed", (weeks: number[]) => weeks.toSorted((a, b) => ((a * 67) % 157) - ((b * 67) % 157))],
  ])(
    "three years billed every week, read %s: 84 weeks for 7 and then for 14 are 30.42 and 60.83 a month",
    async (_, read) => {
      const charges = Array.from({ length: 156 }, (_unused, week) => week);
      const dayOf = (week: number) => plusDays("2023-07-03", 7 * week);
      const all = records(
        subscription({ ...past, start: "2023-07-03", every: { interval: 1, unit: "Week" }, price: 14 }),
        ...read(charges).map((week) =>
          invoice({ lines: [{ amount: week < 84 ? 7 : 14, period: [dayOf(week), dayOf(week + 1)] }] }),
        ),
      );
      const net = await netOver(all, { until: "2026-05-31", periods: 35, asOf: "2026-12-31" });
      // The 85th week begins on 10 February 2025.
      expect(net).toEqual([...Array(19).fill(30.42), ...Array(16).fill(60.83)]);
    },
  );

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

  test("a coupon the catalogue does not have is deducted, and listed: two invoices less 15, and 5 of a code that does not say", async () => {
    const all = records(
      subscription({ ...past, start: "2026-01-10", price: 100 }),
      discount("forever", "Forever"),
      discount("vague", "Unknown", ["VAGUE"]),
      ...monthlyInvoices(2, "2026-01-10", 100, { discounts: [{ amount: 15, code: "GONE" }] }),
      invoice({
        lines: [{ amount: 100, period: ["2026-03-10", "2026-04-10"] }],
        discounts: [
          { amount: 10, ref: "forever" },
          { amount: 5, code: "vague" },
        ],
      }),
    );
    const asked = { until: "2026-03-31", periods: 3, asOf: "2026-12-31" };
    const found = await report(all, asked);
    expect(figures(found, "Net MRR")).toEqual([85, 85, 85]);
    expect(found.exclusions).toContainEqual({ reason: "DiscountDurationUnknown", count: 3, amount: 35 });
    // Where all discounts are deducted, nothing needs to be known of them.
    const comparable = await report(all, { ...asked, convention: "maxio-comparable/1" });
    expect(comparable.exclusions.map(({ reason }) => reason)).not.toContain("DiscountDurationUnknown");
  });

  test.each([
    ["Amount", 68],
    ["Percentage", 72],
  ] as const)("12 off 80 and a setup fee of 40 as %s: %d recur", async (type, net) => {
    const all = records(
      subscription({ ...past, start: "2026-01-10", price: 80 }),
      invoice({
        lines: [
          { amount: 80, period: ["2026-01-10", "2026-02-10"] },
          { amount: 40, recurring: false, type: "Custom" },
        ],
        discounts: [{ amount: 12, code: "A", type }],
      }),
    );
    expect(await netOver(all, { until: "2026-01-31", asOf: "2026-12-31" })).toEqual([net]);
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

  test("a free plan is no recurring revenue until it is paid for", async () => {
    const all = records(
      subscription({ start: "2026-01-01", price: 20 }),
      subscription({ id: "free", customer: "free", start: "2026-01-01", price: 0 }),
      ...monthlyInvoices(2, "2026-01-01", 0),
      ...monthlyInvoices(1, "2026-03-01", 20),
    );
    const found = await report(all, { until: "2026-03-31", periods: 3 });
    expect(figures(found, "Net MRR")).toEqual([0, 0, 20]);
    expect(figures(found, "Net MRR", "Count")).toEqual([0, 0, 1]);
    expect(found.exclusions).toEqual([{ reason: "NoRecurringCharge", count: 1, amount: 0 }]);
  });

  test("what its record refuses to count today does not count, for the record's reason", async () => {
    const { monthlyRecurringRevenue: _, ...priceless } = subscription({ start: "2026-01-01" });
    const mrrTreatment = { counted: false, reason: "FrequencyUnknown" as const };
    const found = await report(records({ ...priceless, mrrTreatment }), { until: "2026-03-31" });
    expect(figures(found, "Net MRR")).toEqual([0]);
    expect(found.exclusions).toEqual([{ reason: "FrequencyUnknown", count: 1 }]);
  });

  test("an active subscription that does not say when its trial converted did so at the trial's end", async () => {
    const all = records(
      subscription({ trial: ["2026-01-10", "2026-02-10"], price: 50 }),
      ...monthlyInvoices(2, "2026-02-10", 50),
    );
    const found = await report(all, { until: "2026-03-31", periods: 3 });
    expect([figures(found, "Trial MRR"), figures(found, "Net MRR")]).toEqual([
      [50, 0, 0],
      [0, 50, 50],
    ]);
  });

  test("one that is over, was never charged and does not say when it ended never counted", async () => {
    const all = records(subscription({ status: "Cancelled", start: "2026-01-01", price: 50 }));
    expect(await netOver(all, { until: "2026-03-31", periods: 2 })).toEqual([0, 0]);
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

  test("an invoice that names no subscription is for the customer's only one", async () => {
    const all = records(
      subscription({ start: "2026-01-01", price: 50 }),
      ...monthlyInvoices(3, "2026-01-01", 50, { subscription: null }),
    );
    const found = await report(all, { until: "2026-03-15", periods: 2 });
    expect(figures(found, "Net MRR")).toEqual([50, 50]);
    expect(found.seam?.difference).toBe(0);
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

  test.each([
    // The clock goes forward on 8 March 2026 and back on 1 November 2026.
    ["in winter midnight is 05:00 UTC", "2026-03-01T04:59:59Z", "2026-02-28", 0],
    ["in winter midnight is 05:00 UTC: a second later", "2026-03-01T05:00:00Z", "2026-02-28", 50],
    ["in summer midnight is 04:00 UTC", "2026-04-01T03:59:59Z", "2026-03-31", 0],
    ["in summer midnight is 04:00 UTC: a second later", "2026-04-01T04:00:00Z", "2026-03-31", 50],
    ["on the day the clock goes back it is 04:00 before", "2026-11-01T03:59:59Z", "2026-10-31", 0],
    ["… and 05:00 after, at its end", "2026-11-02T04:59:59Z", "2026-11-01", 0],
    ["… a second later", "2026-11-02T05:00:00Z", "2026-11-01", 50],
  ])("summer time: %s", async (_, cancelled, until, net) => {
    const all = records(
      subscription({ status: "Cancelled", cancelled, start: "2026-01-01" }),
      ...monthlyInvoices(11, "2026-01-01", 50),
    );
    expect(await netOver(all, { until, asOf: "2026-12-31", timeZone: "America/New_York" })).toEqual([net]);
  });

  test("a leap year's days: a plan of 366 days from 1 January 2024 ends with it, one of 365 a day before", async () => {
    for (const [days, end, price, net] of [
      // × 365 ÷ 12 ÷ 366 and ÷ 365
      [366, "2025-01-01", 366, 30.42],
      [365, "2024-12-31", 365, 30.42],
    ] as const) {
      const every = { interval: days, unit: "Day" } as const;
      const all = records(
        subscription({ status: "Cancelled", cancelled: "2025-06-01", start: "2024-01-01", every, price }),
        stateChange("2025-01-01", ["Active"], ["Cancelled"]),
        invoice({ lines: [{ amount: price, period: ["2024-01-01", end] }] }),
      );
      expect(await netOver(all, { until: "2024-12-30", asOf: "2026-12-31" })).toEqual([net]);
    }
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
