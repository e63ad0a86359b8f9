import { describe, expect, test } from "vitest";
import { collectedRevenue } from "../../../src/metrics/subscription/collected-revenue.js";
import {
  type Asked,
  event,
  figure,
  figures,
  input,
  invoice,
  monthlyInvoices,
  type Records,
  records,
  subscription,
  year,
} from "./fixtures.js";

const report = async (all: Records, asked: Asked) => {
  const found = await collectedRevenue.compute(input(all, asked));
  expect(found.checks?.filter(({ holds }) => !holds)).toEqual([]);
  return found;
};

describe("collected revenue", () => {
  test("a year prepaid is earned by the day: 365 for 2026", async () => {
    const all = records(
      subscription({ price: 365, every: year }),
      invoice({ lines: [{ amount: 365, period: ["2026-01-01", "2027-01-01"] }] }),
    );
    const found = await report(all, { until: "2026-03-31", periods: 3, asOf: "2026-12-31" });
    expect(figures(found, "Invoiced")).toEqual([365, 0, 0]);
    expect(figures(found, "Paid")).toEqual([365, 0, 0]);
    expect(figures(found, "Recognized")).toEqual([31, 28, 31]);
    expect(figures(found, "Deferred")).toEqual([334, 306, 275]);
    expect(figures(found, "Deferred, paid")).toEqual([334, 306, 275]);
    expect(figures(found, "Invoiced MRR")).toEqual([30.42, 30.42, 30.42]);
  });

  test("a leap year has 366 days", async () => {
    const all = records(
      subscription({ price: 366, every: year }),
      invoice({ lines: [{ amount: 366, period: ["2024-01-01", "2025-01-01"] }] }),
    );
    const found = await report(all, { until: "2024-02-29", asOf: "2026-12-31" });
    expect(figure(found, "Recognized")).toBe(29);
    expect(figure(found, "Deferred")).toBe(306);
  });

  test("a month from the middle of one: 30 from 16 April to 16 May, 15 days in each", async () => {
    const all = records(
      subscription({ price: 30 }),
      invoice({ lines: [{ amount: 30, period: ["2026-04-16", "2026-05-16"] }] }),
    );
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(figures(found, "Recognized")).toEqual([15, 15]);
    expect(figures(found, "Deferred")).toEqual([15, 0]);
  });

  test("tax, setup and usage are not recurring: of 121 paid on 50 + 50 + 21 tax half the net is", async () => {
    const all = records(
      subscription({ price: 50 }),
      invoice({
        issued: "2026-05-01",
        tax: 21,
        lines: [
          { amount: 50, period: ["2026-05-01", "2026-06-01"] },
          { amount: 50, recurring: false },
        ],
        paid: [["2026-05-05", 60.5]],
      }),
    );
    const found = await report(all, { until: "2026-05-31" });
    // Half of the invoice is paid, so half of the recurring 50.
    expect(["Invoiced", "Paid", "Unpaid"].map((name) => figure(found, name))).toEqual([50, 25, 25]);
    expect(["Invoiced MRR", "Paid MRR", "Unpaid MRR"].map((name) => figure(found, name))).toEqual([50, 25, 25]);
  });

  test("discounts are deducted, whatever the convention says of them", async () => {
    const all = records(
      subscription({ price: 100 }),
      invoice({
        lines: [{ amount: 100, period: ["2026-05-01", "2026-06-01"] }],
        discounts: [{ amount: 15, code: "X" }],
      }),
    );
    expect(figure(await report(all, { until: "2026-05-31" }), "Invoiced")).toBe(85);
  });

  test("credits settle without money, and lower what is earned and still to earn", async () => {
    // 90 for April to June (91 days), 30 of it credited on 10 May, the rest paid on 20 May.
    const all = records(
      subscription({ price: 90, every: { interval: 3, unit: "Month" } }),
      invoice({
        lines: [{ amount: 91, period: ["2026-04-01", "2026-07-01"] }],
        credits: [["2026-05-10", 45.5]],
        paid: [["2026-05-20", 45.5]],
      }),
    );
    const found = await report(all, { until: "2026-06-30", periods: 3, asOf: "2026-12-31" });
    expect(figures(found, "Credited")).toEqual([0, 45.5, 0]);
    expect(figures(found, "Paid")).toEqual([0, 45.5, 0]);
    expect(figures(found, "Unpaid")).toEqual([91, 0, 0]);
    // April earns 30 of 91; by the end of May 61 of 45.5 × 61/91 = 30.50: half a unit more; in June the rest of 45.5.
    expect(figures(found, "Recognized")).toEqual([30, 0.5, 15]);
    expect(figures(found, "Deferred")).toEqual([61, 15, 0]);
  });

  test("an invoice that comes late earns what has passed on its date", async () => {
    const all = records(
      subscription({ price: 30 }),
      invoice({ issued: "2026-05-10", lines: [{ amount: 30, period: ["2026-04-01", "2026-05-01"] }] }),
    );
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(figures(found, "Recognized")).toEqual([0, 30]);
    expect(figures(found, "Deferred")).toEqual([0, 0]);
  });

  test("what is uncollectible is left out, with its amount", async () => {
    const all = records(
      subscription({}),
      invoice({ status: "Uncollectible", lines: [{ amount: 30, period: ["2026-05-01", "2026-06-01"] }] }),
    );
    const found = await report(all, { until: "2026-05-31" });
    expect(figure(found, "Invoiced")).toBe(0);
    expect(found.exclusions).toEqual([{ reason: "Uncollectible", count: 1, amount: 30 }]);
  });

  test("money paid back after the service is over lowers what was paid on that day", async () => {
    // 30 for April, all paid; on 10 June 12 are paid back and credited.
    const all = records(
      subscription({ price: 30 }),
      invoice({
        lines: [{ amount: 30, period: ["2026-04-01", "2026-05-01"] }],
        paid: [["2026-04-01", 30]],
        credits: [["2026-06-10", 12]],
        refunds: [["r1", 12, "2026-06-10"]],
      }),
    );
    const found = await report(all, { until: "2026-06-30", periods: 3 });
    expect(figures(found, "Paid")).toEqual([30, 0, -12]);
    expect(figures(found, "Credited")).toEqual([0, 0, 12]);
    expect(figures(found, "Recognized")).toEqual([30, 0, -12]);
    expect(figures(found, "Unpaid")).toEqual([0, 0, 0]);
  });

  test("refunds by their date or their event's, and apart if they have none", async () => {
    const refund = (id: string, amount: number, date?: string) => ({
      id,
      transactionId: `t-${id}`,
      amount,
      currency: "USD",
      customerRef: { id: "c1" },
      status: "Refunded" as const,
      connectionId: "x",
      modifiedDate: "2026-05-31T00:00:00Z",
      metadata: { isDeleted: false },
      ...(date === undefined ? {} : { date }),
    });
    const all = {
      ...records(subscription({})),
      "billing-refunds": [refund("r1", 12.5, "2026-05-10T10:00:00Z"), refund("r2", 7), refund("r3", 2)],
      "billing-subscriptionEvents": [event("Refund", "2026-04-20", "s1", { after: { refundId: "t-r3" } })],
    };
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(figures(found, "Refunded")).toEqual([2, 12.5]);
    expect(found.exclusions).toEqual([{ reason: "RefundWithoutDate", count: 1, amount: 7 }]);
  });

  test("of what lies before the first invoice and after the data nothing is known, and the report says so", async () => {
    const all = records(...monthlyInvoices(2, "2026-02-05", 30));
    const found = await collectedRevenue.compute(input(all, { until: "2026-05-31", periods: 5, asOf: "2026-04-10" }));
    expect(found.sources.map(({ confidence }) => confidence)).toEqual(["None", "High", "High", "High", "None"]);
    expect(found.errors).toEqual([
      {
        type: "DatesOutOfRange",
        message: "Nothing is known before 2026-02-05 and after 2026-04-10, the date of the data.",
        details: { periods: ["0", "4"] },
      },
    ]);
  });

  test("what was served and paid before the report begins counts as invoiced when it is invoiced in it", async () => {
    const served = invoice({
      issued: "2026-05-10",
      lines: [{ amount: 30, period: ["2026-03-01", "2026-04-01"] }],
      paid: "2026-04-20",
    });
    const found = await report(records(subscription({ price: 30 }), served), { until: "2026-05-31", periods: 1 });
    expect(["Invoiced", "Paid", "Recognized", "Deferred"].map((name) => figure(found, name))).toEqual([30, 30, 30, 0]);
  });

  test.each<[what: string, paid: false | [string, number][], unpaid: number]>([
    ["nothing was paid", false, 30],
    ["a part was paid", [["2026-03-05", 10]], 20],
    ["it was paid in full", [["2026-03-05", 30]], 0],
  ])("of service before the report begins what is still owed counts: %s", async (_, paid, unpaid) => {
    const old = invoice({ issued: "2026-03-01", lines: [{ amount: 30, period: ["2026-03-01", "2026-04-01"] }], paid });
    const found = await report(records(subscription({ price: 30 }), old), { until: "2026-05-31", periods: 1 });
    expect(["Invoiced", "Unpaid"].map((name) => figure(found, name))).toEqual([0, unpaid]);
  });
});
