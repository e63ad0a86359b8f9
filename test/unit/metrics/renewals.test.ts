import { describe, expect, test } from "vitest";
import { renewals } from "../../../src/metrics/subscription/renewals.js";
import { figures, input, percentOff, records, subscription, year } from "./fixtures.js";

describe("renewals ahead", () => {
  const each = (id: string, fields: Parameters<typeof subscription>[0]) =>
    subscription({ id, customer: id, ...fields });
  const june: [string, string] = ["2026-05-10", "2026-06-10"];

  test("what comes due, month by month", async () => {
    const all = records(
      each("monthly", { price: 50, period: june }),
      each("yearly", { price: 1200, every: year, period: ["2025-07-20", "2026-07-20"] }),
      each("far", { price: 1200, every: year, period: ["2026-05-20", "2027-05-20"] }),
      each("leaving", {
        price: 70,
        period: june,
        scheduled: { type: "Cancellation", effectiveDate: "2026-06-10T12:00:00Z" },
      }),
      each("later", {
        price: 90,
        period: june,
        scheduled: { type: "Cancellation", effectiveDate: "2026-07-05T12:00:00Z" },
      }),
      each("expiring", { price: 110, period: june, expires: "2026-06-10" }),
      each("trial", {
        price: 30,
        status: "Trialing",
        trial: ["2026-05-20", "2026-06-20"],
        period: ["2026-05-20", "2026-06-20"],
      }),
      each("held", { price: 40, status: "Paused", resumes: "2026-07-01" }),
      each("changing", {
        price: 60,
        period: june,
        scheduled: { type: "PlanChange", effectiveDate: "2026-06-10T12:00:00Z" },
      }),
      each("gone", { price: 999, status: "Cancelled", cancelled: "2026-05-01", period: june }),
    );
    const found = await renewals.compute(input(all, { until: "2026-05-31", periods: 2 }));
    expect(found.dimensions[0]?.items.map(({ start, end }) => [start, end])).toEqual([
      ["2026-05-31", "2026-06-30"],
      ["2026-06-30", "2026-07-31"],
    ]);
    // June: monthly 50, later 90, changing 60. July: yearly 1200 ÷ 12.
    expect(figures(found, "Renewals")).toEqual([200, 100]);
    expect(figures(found, "Renewals", "Count")).toEqual([3, 1]);
    expect(figures(found, "Scheduled cancellations")).toEqual([70, 90]);
    expect(figures(found, "Expiries")).toEqual([110, 0]);
    expect(figures(found, "Trial ends")).toEqual([30, 0]);
    expect(figures(found, "Resumptions")).toEqual([0, 40]);
    expect(figures(found, "Plan changes")).toEqual([60, 0]);
  });

  test("discounts end with the first billing after their date, or after their last use", async () => {
    const used = (periodsUsed: number, periodsAllowed: number) =>
      percentOff(50, { duration: "Repeating", periodsUsed, periodsAllowed });
    const all = records(
      // Two billings left, on 10 June and 10 July: without it on 10 August.
      each("counted", { price: 100, period: june, discounts: [used(1, 3)] }),
      each("dated", {
        price: 40,
        period: june,
        // Billed with it on 10 June: without it on 10 July.
        discounts: [percentOff(50, { endDate: "2026-06-20T12:00:00Z", duration: "Repeating" })],
      }),
      each("last", {
        price: 10,
        period: june,
        // The running period is the last with it.
        discounts: [percentOff(50, { endDate: "2026-06-10T12:00:00Z", duration: "Repeating" })],
      }),
      each("both", {
        price: 16,
        period: june,
        // By its date it would go on to 10 August; by its uses it is not on the bill of 10 July.
        discounts: [
          percentOff(50, { endDate: "2026-08-01T12:00:00Z", duration: "Repeating", periodsUsed: 2, periodsAllowed: 3 }),
        ],
      }),
      each("weekly", {
        price: 28,
        every: { interval: 1, unit: "Week" },
        period: ["2026-05-27", "2026-06-03"],
        // 3, 10, 17, 24 June are billed with it, 1 July is not. 14 a week are 14 × 365 ÷ 84 = 60.83 a month.
        discounts: [percentOff(50, { endDate: "2026-06-30T12:00:00Z", duration: "Repeating" })],
      }),
      each("for ever and a day", {
        price: 70,
        period: june,
        discounts: [percentOff(50, { endDate: "9999-12-31T12:00:00Z", duration: "Repeating" })],
      }),
      each("forever", { price: 60, period: june, discounts: [percentOff(50)] }),
    );
    const found = await renewals.compute(input(all, { until: "2026-05-31", periods: 3 }));
    expect(figures(found, "Discount ends")).toEqual([5, 20 + 8 + 60.83, 50]);
  });

  test("what is overdue is in the first period, and a report date of the past moves to the data's", async () => {
    const all = records(each("late", { price: 50, period: ["2026-04-10", "2026-05-10"] }));
    const found = await renewals.compute(input(all, { until: "2026-01-31", asOf: "2026-05-20" }));
    expect(found.dimensions[0]?.items[0]).toMatchObject({ start: "2026-05-20", end: "2026-06-20" });
    expect(figures(found, "Renewals")).toEqual([50]);
    expect(found.errors?.map(({ type }) => type)).toContain("DatesOutOfRange");
  });
});
