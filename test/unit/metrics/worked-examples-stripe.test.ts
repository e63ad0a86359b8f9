import { describe, expect, test } from "vitest";
import { collectedRevenue } from "../../../src/metrics/subscription/collected-revenue.js";
import { receivables } from "../../../src/metrics/subscription/receivables.js";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import {
  creditNote,
  figure,
  figures,
  type InvoiceFields,
  input,
  invoice,
  type Records,
  records,
  subscription,
} from "./fixtures.js";

/*
 * Stripe's examples of revenue that is paid back, credited or never paid, recomputed from records; see
 * worked-examples.test.ts. https://docs.stripe.com/revenue-recognition/examples and
 * https://docs.stripe.com/revenue-recognition/methodology/subscriptions-and-invoicing
 *
 * Stripe books what it takes back of earned revenue in accounts of its own (Refunds, CreditNotes, Disputes): its
 * revenue less those is what is recognized here.
 */

const quarter: [string, string] = ["2026-01-01", "2026-04-01"];
const plan = (months: number, price: number) =>
  subscription({ price, every: { interval: months, unit: "Month" }, start: "2026-01-01" });
/** 90 for the 90 days from January to March, paid at once. */
const ninety = (more: Partial<InvoiceFields> = {}) =>
  records(plan(3, 90), invoice({ id: "inv", lines: [{ amount: 90, period: quarter }], ...more }));
const paidBack = (amount: number, creditNote?: string): Partial<InvoiceFields> => ({
  paid: [["2026-01-01", 90]],
  refunds: [["r", amount, "2026-02-01"]],
  credits: [creditNote === undefined ? ["2026-02-01", amount] : ["2026-02-01", amount, creditNote]],
});
const note = (lines: InvoiceFields["lines"], total: number) =>
  creditNote({ id: "cn", issued: "2026-02-01", lines, invoices: ["inv"], ...(lines.length === 0 ? { total } : {}) });

const report = async (all: Records, until = "2026-03-31", periods = 3) => {
  const found = await collectedRevenue.compute(input(all, { until, periods, asOf: "2026-12-31" }));
  expect(found.checks?.filter(({ holds }) => !holds)).toEqual([]);
  return found;
};
const earned = async (...asked: Parameters<typeof report>) => {
  const found = await report(...asked);
  return { revenue: figures(found, "Recognized"), deferred: figures(found, "Deferred") };
};

describe("90 for three months, on 1 February", () => {
  test("all is paid back, or disputed: 31 earned is taken back, 59 is not deferred any more", async () => {
    expect(await earned(ninety(paidBack(90)))).toEqual({ revenue: [31, -31, 0], deferred: [59, 0, 0] });
  });

  test("9 are paid back: 25.20 − 3.10 and 27.90", async () => {
    expect(await earned(ninety(paidBack(9)))).toEqual({ revenue: [31, 22.1, 27.9], deferred: [59, 27.9, 0] });
  });

  test.each<[string, InvoiceFields["lines"]]>([
    ["with the charge's period", [{ amount: 45, period: quarter }]],
    ["with a line but no period", [{ amount: 45 }]],
    ["without lines", []],
  ])("a credit note of 45 after the payment, %s: 14 − 5.10 − 10.40 and 15.50", async (_, lines) => {
    // 15 are paid back, 30 are the customer's.
    const all = records(
      plan(3, 90),
      invoice({ id: "inv", lines: [{ amount: 90, period: quarter }], ...paidBack(15, "cn") }),
      note(lines, 45),
    );
    expect(await earned(all)).toEqual({ revenue: [31, -1.5, 15.5], deferred: [59, 15.5, 0] });
    expect(figures(await report(all), "Paid")).toEqual([90, -15, 0]);
  });

  test("a credit note of all of it, without lines: nothing is deferred, and nothing less than that", async () => {
    const all = records(
      plan(3, 90),
      invoice({ id: "inv", lines: [{ amount: 90, period: quarter }], ...paidBack(90, "cn") }),
      note([], 90),
    );
    expect(await earned(all)).toEqual({ revenue: [31, -31, 0], deferred: [59, 0, 0] });
  });

  test("the subscription is cancelled and nothing paid back: 31, 28, 31 all the same", async () => {
    const all = records(
      subscription({ price: 90, every: { interval: 3, unit: "Month" }, status: "Cancelled", cancelled: "2026-01-31" }),
      invoice({ lines: [{ amount: 90, period: quarter }] }),
    );
    expect(await earned(all)).toEqual({ revenue: [31, 28, 31], deferred: [59, 31, 0] });
  });

  test("all is paid back and no credit given: Stripe ends it, for us it is owed again, as Maxio has it", async () => {
    const all = ninety({ paid: [["2026-01-01", 90]], refunds: [["r", 90, "2026-02-01"]] });
    expect(await earned(all)).toEqual({ revenue: [31, 28, 31], deferred: [59, 31, 0] });
    const found = await report(all);
    expect(figures(found, "Unpaid")).toEqual([0, 90, 90]);
    expect(figures(found, "Deferred, paid")).toEqual([59, 0, 0]);
  });

  test.each([
    ["Void", "VoidInvoice"],
    ["Uncollectible", "Uncollectible"],
  ] as const)("never paid, and %s: Stripe takes back the 31, we say that it never counted", async (status, reason) => {
    const found = await report(ninety({ status, paid: false }));
    expect(figures(found, "Recognized")).toEqual([0, 0, 0]);
    expect(found.exclusions).toEqual([{ reason, count: 1, amount: 90 }]);
  });
});

test("181 for half a year, never paid; a credit note of 90.50 without lines: 14 − 15.50, then 15.50", async () => {
  const all = records(
    plan(6, 181),
    invoice({
      id: "inv",
      lines: [{ amount: 181, period: ["2026-01-01", "2026-07-01"] }],
      paid: false,
      credits: [["2026-02-01", 90.5, "cn"]],
    }),
    note([], 90.5),
  );
  expect(await earned(all, "2026-06-30", 6)).toEqual({
    revenue: [31, -1.5, 15.5, 15, 15.5, 15],
    // + 150, − 89, − 15.50
    deferred: [150, 61, 45.5, 30.5, 15, 0],
  });
  expect(figures(await report(all), "Unpaid")).toEqual([181, 90.5, 90.5]);
});

test("an invoice of −31 from 15 January, for us a credit note: −17 and −14", async () => {
  const all = records(
    plan(1, 31),
    creditNote({ issued: "2026-01-15", lines: [{ amount: 31, period: ["2026-01-15", "2026-02-15"] }] }),
  );
  expect(await earned(all, "2026-02-28", 2)).toEqual({ revenue: [-17, -14], deferred: [-14, 0] });
});

test("31 and 10 % of tax: 31 of revenue, 34.10 of cash", async () => {
  const all = records(
    plan(1, 31),
    invoice({ tax: 3.1, lines: [{ amount: 31, period: ["2026-01-01", "2026-02-01"] }] }),
  );
  expect(await earned(all, "2026-01-31", 1)).toEqual({ revenue: [31], deferred: [0] });
  const cash = await receivables.compute(input(all, { until: "2026-01-31" }));
  expect(figure(cash, "Collected")).toBe(34.1);
});

test.each([
  ["120", 120, 40, [90, 130]],
  ["30", 30, 10, [90, 10]],
])("90 a month, %s from 21 April, which the invoice of May is the first to show", async (_, price, part, revenue) => {
  const rest: [string, string] = ["2026-04-21", "2026-05-01"];
  const all = records(
    subscription({ price, start: "2026-04-01" }),
    invoice({ lines: [{ amount: 90, period: ["2026-04-01", "2026-05-01"] }] }),
    invoice({
      issued: "2026-05-01",
      lines: [
        { amount: -30, period: rest },
        { amount: part, period: rest },
        { amount: price, period: ["2026-05-01", "2026-06-01"] },
      ],
    }),
  );
  // Stripe knows of the change in April (100 and 120, 70 and 30); an invoice earns what is past on its date.
  expect((await earned(all, "2026-05-31", 2)).revenue).toEqual(revenue);
  const found = await recurringRevenue.compute(input(all, { until: "2026-05-31", periods: 2, asOf: "2026-06-15" }));
  expect(figures(found, "Net MRR")).toEqual([price, price]);
});
