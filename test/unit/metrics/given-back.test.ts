import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectedRevenue } from "../../../src/metrics/subscription/collected-revenue.js";
import type { SubscriptionReport } from "../../../src/model/metrics/subscription-report.js";
import {
  type Asked,
  creditNote,
  figure,
  figures,
  type InvoiceFields,
  input,
  invoice,
  plusMonths,
  type Records,
  records,
  subscription,
  year,
} from "./fixtures.js";

/* Credit notes give back days of service. April 2026 has 30 days, so 30 for it is 1 a day. */

const report = async (all: Records, asked: Asked): Promise<SubscriptionReport> => {
  const found = await collectedRevenue.compute(input(all, { asOf: "2026-12-31", ...asked }));
  expect(found.checks?.filter(({ holds }) => !holds)).toEqual([]);
  return found;
};
const april: [string, string] = ["2026-04-01", "2026-05-01"];
const restOfApril: [string, string] = ["2026-04-16", "2026-05-01"];
const thirtyDaysOn: [string, string] = ["2026-04-16", "2026-05-16"];
const may: [string, string] = ["2026-05-01", "2026-06-01"];
const mrr = ["Invoiced MRR", "Paid MRR", "Unpaid MRR"];
const each = (found: SubscriptionReport, names: readonly string[], period?: number) =>
  names.map((name) => figure(found, name, period));

const oldInvoice = (more: Partial<InvoiceFields> = {}) =>
  invoice({ id: "old", lines: [{ amount: 30, period: april }], ...more });
const unused = (more: Partial<Parameters<typeof creditNote>[0]> = {}) =>
  creditNote({
    id: "cn",
    issued: "2026-04-16",
    lines: [{ amount: 15, period: restOfApril }],
    invoices: ["old"],
    ...more,
  });
/** 2 a day from 16 April, 15 of it settled by the credit. */
const newInvoice = (more: Partial<InvoiceFields> = {}) =>
  invoice({
    id: "new",
    type: "Migration",
    lines: [{ amount: 60, period: thirtyDaysOn }],
    credits: [["2026-04-16", 15, "cn"]],
    ...more,
  });

describe("a change of plan", () => {
  test("ends the old charge with the day before, and earns the new one in full", async () => {
    const all = records(subscription({ price: 60 }), oldInvoice(), unused(), newInvoice());
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(figures(found, "Invoiced")).toEqual([90, 0]);
    expect(figures(found, "Paid")).toEqual([75, 0]);
    expect(figures(found, "Credited")).toEqual([15, 0]);
    expect(figures(found, "Given back")).toEqual([15, 0]);
    // 15 days of 1 and 15 of 2; then 15 of 2.
    expect(figures(found, "Recognized")).toEqual([45, 30]);
    expect(figures(found, "Deferred")).toEqual([30, 0]);
    expect(figures(found, "Deferred, paid")).toEqual([30, 0]);
    expect(figures(found, "Unpaid")).toEqual([0, 0]);
    expect(each(found, mrr, 0)).toEqual([60, 60, 0]);
  });

  test("shows on its very day", async () => {
    const all = records(subscription({ price: 60 }), oldInvoice(), unused(), newInvoice());
    const found = await report(all, { until: "2026-04-17", periods: 4, periodUnit: "Day" });
    expect(figures(found, "Recognized")).toEqual([1, 1, 2, 2]);
    expect(figures(found, "Given back")).toEqual([0, 0, 15, 0]);
    // 16 and 15 of the old charge are left; then 58 and 56 of the new one.
    expect(figures(found, "Deferred")).toEqual([16, 15, 58, 56]);
    expect(figures(found, "Deferred, paid")).toEqual([16, 15, 58, 56]);
    expect(figures(found, "Invoiced MRR")).toEqual([30, 30, 60, 60]);
    expect(figures(found, "Paid MRR")).toEqual([30, 30, 60, 60]);
  });

  test("with a prorated charge for the rest of the period, tax and a discount", async () => {
    // 40 − 10 + 10 % tax = 33; half of it back; then half of 80 − 20 and tax.
    const all = records(
      subscription({ price: 60 }),
      oldInvoice({ lines: [{ amount: 40, discount: 10, period: april }], tax: 3 }),
      unused({ lines: [{ amount: 20, discount: 5, period: restOfApril }], tax: 1.5 }),
      newInvoice({
        lines: [{ amount: 40, discount: 10, period: restOfApril }],
        tax: 3,
        credits: [["2026-04-16", 16.5, "cn"]],
      }),
    );
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(figures(found, "Invoiced")).toEqual([60, 0]);
    // Half of the new invoice is credit, so half of its 30.
    expect(figures(found, "Credited")).toEqual([15, 0]);
    expect(figures(found, "Given back")).toEqual([15, 0]);
    expect(figures(found, "Recognized")).toEqual([45, 0]);
    expect(each(found, mrr, 0)).toEqual([60, 60, 0]);
  });

  test("prorated by the hour: the price ends with the day, the money is what it is", async () => {
    // At nine in the morning 15.38 of 30 are unused by the clock, not 15.
    const all = records(
      subscription({ price: 60 }),
      oldInvoice(),
      unused({ lines: [{ amount: 15.38, period: restOfApril }] }),
      newInvoice({ credits: [["2026-04-16", 15.38, "cn"]] }),
    );
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(each(found, mrr, 0)).toEqual([60, 60, 0]);
    expect(figures(found, "Recognized")).toEqual([44.62, 30]);
  });

  test("to fewer seats takes off their part of the price", async () => {
    // 5 of 15 for the rest of April back: 20 a month are left.
    const note = unused({ lines: [{ amount: 5, period: restOfApril, type: "AddOn" }] });
    const found = await report(records(subscription({ price: 20 }), oldInvoice(), note), { until: "2026-04-30" });
    expect(each(found, mrr)).toEqual([20, 20, 0]);
    expect(each(found, ["Recognized", "Deferred"])).toEqual([25, 0]);
  });

  test("of a yearly plan in its fourth month", async () => {
    // 365 for 2026: 90 days are over on 1 April, 275 left. 730 for a year from then: 2 a day.
    const all = records(
      subscription({ price: 730, every: year }),
      invoice({ id: "old", lines: [{ amount: 365, period: ["2026-01-01", "2027-01-01"] }] }),
      unused({ issued: "2026-04-01", lines: [{ amount: 275, period: ["2026-04-01", "2027-01-01"] }] }),
      newInvoice({
        lines: [{ amount: 730, period: ["2026-04-01", "2027-04-01"] }],
        credits: [["2026-04-01", 275, "cn"]],
      }),
    );
    const found = await report(all, { until: "2026-05-31", periods: 3 });
    expect(figures(found, "Recognized")).toEqual([31, 60, 62]);
    expect(figures(found, "Deferred")).toEqual([275, 670, 608]);
    expect(figures(found, "Deferred, paid")).toEqual([275, 670, 608]);
    expect(figures(found, "Given back")).toEqual([0, 275, 0]);
    expect(figures(found, "Invoiced MRR")).toEqual([30.42, 60.83, 60.83]);
  });

  test("in yen", async () => {
    const all = records(
      subscription({ currency: "JPY", price: 10_000 }),
      oldInvoice({ currency: "JPY", lines: [{ amount: 3000, period: april }] }),
      unused({ currency: "JPY", lines: [{ amount: 1500, period: restOfApril }] }),
      newInvoice({
        currency: "JPY",
        lines: [{ amount: 10_000, period: thirtyDaysOn }],
        credits: [["2026-04-16", 1500, "cn"]],
      }),
    );
    const found = await report(all, { until: "2026-04-20", periods: 1, currency: "JPY" });
    // 15 days of 100 and 5 of 333⅓.
    expect(figure(found, "Recognized")).toBe(3167);
    expect(figure(found, "Deferred")).toBe(8333);
    // From 21 March: 3,000 and 10,000 less 1,500 came in.
    expect(each(found, ["Invoiced", "Paid", "Credited", "Given back"])).toEqual([13_000, 11_500, 1500, 1500]);
  });

  test("on the day it is where the company is", async () => {
    // 23:00 on 30 April in New York: one day is given back, and 2 a day begin.
    const lateEvening = "2026-05-01T03:00:00Z";
    const all = records(
      subscription({ price: 60 }),
      oldInvoice(),
      unused({ issued: "2026-04-30", lines: [{ amount: 1, period: ["2026-04-30", "2026-05-01"] }] }),
      newInvoice({
        issued: "2026-04-30",
        lines: [{ amount: 60, period: ["2026-04-30", "2026-05-30"] }],
        credits: [[lateEvening, 1, "cn"]],
        paid: "2026-04-30",
      }),
    );
    const there = await report(all, { until: "2026-05-31", periods: 2, timeZone: "America/New_York" });
    expect(figures(there, "Credited")).toEqual([1, 0]);
    expect(figures(there, "Paid")).toEqual([89, 0]);
    expect(figures(there, "Recognized")).toEqual([31, 58]);
    const inUtc = await report(all, { until: "2026-05-31", periods: 2, timeZone: "UTC" });
    expect(figures(inUtc, "Credited")).toEqual([0, 1]);
    // Service is of the days that documents print, in any zone.
    expect(figures(inUtc, "Recognized")).toEqual([31, 58]);
    expect(figures(inUtc, "Given back")).toEqual([1, 0]);
  });
});

test("a downgrade's credit is no service owed while it is open, and pays the next invoice in full", async () => {
  // 60 for April; 30 of it back on 16 April: 15 pays the rest of April at 1 a day, 15 half of May.
  const all = records(
    subscription({ price: 30 }),
    oldInvoice({ lines: [{ amount: 60, period: april }] }),
    unused({ lines: [{ amount: 30, period: restOfApril }] }),
    newInvoice({ lines: [{ amount: 15, period: restOfApril }] }),
    invoice({ lines: [{ amount: 31, period: may }], credits: [["2026-05-01", 15, "cn"]] }),
  );
  const found = await report(all, { until: "2026-05-31", periods: 2 });
  expect(figures(found, "Invoiced")).toEqual([75, 31]);
  expect(figures(found, "Paid")).toEqual([60, 16]);
  expect(figures(found, "Credited")).toEqual([15, 15]);
  expect(figures(found, "Given back")).toEqual([30, 0]);
  expect(figures(found, "Recognized")).toEqual([45, 31]);
  expect(figures(found, "Deferred")).toEqual([0, 0]);
  expect([each(found, mrr, 0), each(found, mrr, 1)]).toEqual([
    [30, 30, 0],
    [31, 31, 0],
  ]);
  const midApril = await report(all, { until: "2026-04-16", periodUnit: "Day" });
  // 14 days of 1 are left; the other 15 of cash are the customer's.
  expect(each(midApril, ["Deferred", "Deferred, paid"])).toEqual([14, 14]);
});

test("a cancellation with its unused days refunded ends it all", async () => {
  // 365 for 2026, cancelled on 1 July: 184 days are left and paid back.
  const all = records(
    subscription({ price: 365, every: year, status: "Cancelled", cancelled: "2026-07-01" }),
    invoice({
      id: "old",
      lines: [{ amount: 365, period: ["2026-01-01", "2027-01-01"] }],
      paid: [["2026-01-01", 365]],
      refunds: [["r1", 184, "2026-07-01"]],
      credits: [["2026-07-01", 184, "cn"]],
    }),
    unused({ issued: "2026-07-01", lines: [{ amount: 184, period: ["2026-07-01", "2027-01-01"] }] }),
  );
  const found = await report(all, { until: "2026-08-31", periods: 3 });
  expect(figures(found, "Recognized")).toEqual([30, 0, 0]);
  expect(figures(found, "Deferred")).toEqual([184, 0, 0]);
  expect(figures(found, "Deferred, paid")).toEqual([184, 0, 0]);
  expect(figures(found, "Paid")).toEqual([0, -184, 0]);
  expect([each(found, mrr, 0), each(found, mrr, 1)]).toEqual([
    [30.42, 30.42, 0],
    [0, 0, 0],
  ]);
});

describe("a credit note that says less", () => {
  const next = (lines: InvoiceFields["lines"] = [{ amount: 31, period: may }]) =>
    invoice({ lines, credits: [["2026-05-01", 15, "cn"]] });

  test("without lines is for the rest of the invoice it comes from, being worth that", async () => {
    // 30 and 10 % tax for April; 16.50 of 33 back on 16 April, 15 of that recurring.
    const all = records(
      subscription({ price: 30 }),
      oldInvoice({ tax: 3 }),
      unused({ lines: [], total: 16.5 }),
      next([{ amount: 31, period: may }]),
    );
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(figures(found, "Given back")).toEqual([15, 0]);
    expect(figures(found, "Recognized")).toEqual([15, 31]);
    expect(each(found, mrr, 0)).toEqual([0, 0, 0]);
  });

  test("without lines or an invoice lowers the one it is applied to", async () => {
    const all = records(
      subscription({ price: 30 }),
      oldInvoice(),
      unused({ lines: [], total: 15, invoices: [] }),
      next(),
    );
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(figures(found, "Given back")).toEqual([0, 15]);
    expect(figures(found, "Recognized")).toEqual([30, 16]);
    expect(each(found, mrr)).toEqual([16, 16, 0]);
  });

  test("with lines but no periods is for the rest of its invoice, too", async () => {
    const all = records(subscription({ price: 30 }), oldInvoice(), unused({ lines: [{ amount: 15 }] }), next());
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(figures(found, "Recognized")).toEqual([15, 31]);
  });

  test("given once the service is over is taken back at once", async () => {
    const late = unused({ issued: "2026-05-10", lines: [], total: 15 });
    const found = await report(records(subscription({ price: 30 }), oldInvoice(), late), {
      until: "2026-05-31",
      periods: 2,
    });
    expect(figures(found, "Recognized")).toEqual([30, -15]);
    expect(figures(found, "Deferred")).toEqual([0, 0]);
  });

  test("is goodwill as far as its lines are for nothing that recurs", async () => {
    // Half of it is for the rest of April; the other half lowers May's 62: 7.50 of it.
    const lines = [
      { amount: 15, period: restOfApril },
      { amount: 15, recurring: false, type: "Custom" as const },
    ];
    const all = records(
      subscription({ price: 62 }),
      oldInvoice(),
      unused({ lines }),
      next([{ amount: 62, period: may }]),
    );
    const found = await report(all, { until: "2026-05-31", periods: 2 });
    expect(figures(found, "Given back")).toEqual([15, 7.5]);
    expect(figures(found, "Credited")).toEqual([0, 15]);
    expect(figures(found, "Recognized")).toEqual([15, 54.5]);
    expect(each(found, mrr)).toEqual([54.5, 54.5, 0]);
  });

  test("comes from a consolidated invoice: its parts are what was charged", async () => {
    const all = records(
      subscription({ price: 30 }),
      invoice({ id: "old", consolidation: "Parent", lines: [] }),
      oldInvoice({ id: "part", consolidation: "Child", parent: "old" }),
      unused({ lines: [], total: 15 }),
    );
    const found = await report(all, { until: "2026-04-30" });
    expect(figure(found, "Recognized")).toBe(15);
  });
});

describe("what is not paid", () => {
  test("does not pay for anything else by being given back", async () => {
    // The old 30 are not paid; 45 of the new 60 are, the rest is credit for days nobody paid.
    const all = records(subscription({ price: 60 }), oldInvoice({ paid: false }), unused(), newInvoice());
    const found = await report(all, { until: "2026-04-30" });
    expect(figure(found, "Unpaid")).toBe(30);
    expect(each(found, mrr)).toEqual([60, 45, 15]);
    expect(each(found, ["Deferred", "Deferred, paid"])).toEqual([30, 22.5]);
  });

  test("is not owed any more as far as its own invoice is credited", async () => {
    const credited = oldInvoice({ paid: false, credits: [["2026-04-10", 12, "cn"]] });
    const note = unused({ issued: "2026-04-10", lines: [{ amount: 12, period: april }] });
    const found = await report(records(subscription({ price: 30 }), credited, note), { until: "2026-04-30" });
    expect(figure(found, "Unpaid")).toBe(18);
    expect(figure(found, "Recognized")).toBe(18);
    expect(each(found, mrr)).toEqual([18, 0, 18]);
  });

  test.each(["Void", "Uncollectible"] as const)("and does not count (%s) gives back nothing", async (status) => {
    const all = records(subscription({ price: 30 }), oldInvoice({ status, paid: false }), unused(), newInvoice());
    const found = await report(all, { until: "2026-04-30" });
    expect(found.exclusions).toContainEqual({ reason: "CreditOfUncountedInvoice", count: 1, amount: 15 });
    // Where the credit was used it is a part of what was charged there.
    expect(each(found, ["Given back", "Recognized"])).toEqual([15, 22.5]);
  });
});

test("what is behind a figure names the credit note", async () => {
  const parts: { name: string; note: string | undefined; amount: number }[] = [];
  const all = records(subscription({ price: 60 }), oldInvoice(), unused(), newInvoice());
  await collectedRevenue.compute(input(all, { until: "2026-04-30" }), (_, name, { note, amount }) => {
    if (note !== undefined) parts.push({ name, note, amount: Number(amount.n) / Number(amount.d) });
  });
  const of = (name: string) => parts.filter((part) => part.name === name);
  expect(of("Given back")).toEqual([{ name: "Given back", note: "credit note cn", amount: 15 }]);
  expect(of("Recognized")).toEqual([{ name: "Recognized", note: "credit note cn", amount: -15 }]);
});

describe("properties", () => {
  const plusDays = (date: string, days: number) =>
    new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

  /** A plan that is changed again and again, at some price a day; credit is used for the next charge, and the one after. */
  const changes = fc.array(
    fc.record({
      perDay: fc.integer({ min: 1, max: 9 }),
      after: fc.integer({ min: 1, max: 40 }),
      months: fc.constantFrom(1, 1, 3, 12),
      isPaid: fc.boolean(),
      isCredited: fc.boolean(),
      hasLines: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  );
  type Change = typeof changes extends fc.Arbitrary<infer T>[] ? T : never;
  type Changes = typeof changes extends fc.Arbitrary<infer T> ? T : Change[];

  function story(all: Changes) {
    const credited: Parameters<typeof records> = [];
    /** The same service, charged for the days it was rendered and no more. */
    const used: Parameters<typeof records> = [];
    let start = "2026-01-10";
    let open: { id: string; amount: number }[] = [];
    for (const [index, change] of all.entries()) {
      const end = plusMonths(start, change.months);
      const over = plusDays(start, Math.min(change.after, days(start, end)));
      const amount = change.perDay * days(start, end);
      const id = `inv${index}`;
      const credits: [string, number, string][] = [];
      let due = amount;
      for (const credit of open) {
        const applied = Math.min(credit.amount, due);
        if (applied > 0) credits.push([start, applied, credit.id]);
        credit.amount -= applied;
        due -= applied;
      }
      open = open.filter((credit) => credit.amount > 0);
      const isLast = index === all.length - 1;
      const isCut = over < end && change.isCredited && !isLast;
      const paid = change.isPaid ? start : false;
      credited.push(invoice({ id, lines: [{ amount, period: [start, end] }], credits, paid }));
      used.push(
        invoice({
          lines: [
            {
              amount: isCut ? change.perDay * days(start, over) : amount,
              period: [start, isCut ? over : end],
            },
          ],
          issued: start,
        }),
      );
      if (isCut) {
        const rest = change.perDay * days(over, end);
        const lines = change.hasLines ? [{ amount: rest, period: [over, end] as [string, string] }] : [];
        credited.push(creditNote({ id: `cn${index}`, issued: over, lines, total: rest, invoices: [id] }));
        open.push({ id: `cn${index}`, amount: rest });
      }
      start = over;
    }
    return { credited: [subscription({}), ...credited], used: [subscription({}), ...used] };
  }
  const asked: Asked = { until: "2027-12-31", periods: 24, asOf: "2027-12-31" };
  const sum = (values: readonly (number | undefined)[]) => values.reduce<number>((total, v) => total + (v ?? 0), 0);
  const check = (property: (told: ReturnType<typeof story>) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(changes, (all) => property(story(all))),
      { numRuns: 60 },
    );

  test("revenue is earned as if only the days rendered had been charged for", () =>
    check(async ({ credited, used }) => {
      const [ours, plain] = await Promise.all([report(records(...credited), asked), report(records(...used), asked)]);
      expect(figures(ours, "Recognized")).toEqual(figures(plain, "Recognized"));
    }));

  test("recognized and deferred are what was invoiced less what was given back", () =>
    check(async ({ credited }) => {
      for (const periods of [3, 12, 24]) {
        const until = plusDays(plusMonths("2026-01-01", periods), -1);
        const found = await report(records(...credited), { ...asked, until, periods });
        const [invoiced, back, earned] = ["Invoiced", "Given back", "Recognized"].map((name) =>
          sum(figures(found, name)),
        );
        expect((earned ?? 0) + (figure(found, "Deferred") ?? 0)).toBe((invoiced ?? 0) - (back ?? 0));
      }
    }));

  test("paid and unpaid MRR are invoiced MRR, and cash for service owed is no more than that service", () =>
    check(async ({ credited }) => {
      const found = await report(records(...credited), { ...asked, until: "2026-12-31", periods: 12 });
      for (const period of found.reportData.keys()) {
        const [invoiced = 0, paid = 0, open = 0] = each(found, mrr, period);
        expect(Math.abs(invoiced - paid - open)).toBeLessThanOrEqual(0.011);
        const [deferred = 0, cash = 0] = each(found, ["Deferred", "Deferred, paid"], period);
        expect(cash).toBeGreaterThanOrEqual(0);
        expect(cash).toBeLessThanOrEqual(deferred);
      }
    }));

  test("a report over n periods is n reports over one, in any order of records", () =>
    check(async ({ credited }) => {
      const whole = await report(records(...credited), { ...asked, until: "2026-06-30", periods: 6 });
      for (const period of [0, 2, 5]) {
        const until = plusDays(plusMonths("2026-02-01", period), -1);
        const single = await report(records(...credited.toReversed()), { ...asked, until, periods: 1 });
        expect(single.reportData[0]?.components).toEqual(whole.reportData[period]?.components);
      }
    }));
});

test("a credit is of the invoice it names, not of others whose ids end alike", async () => {
  const ids = ["inv_a_same", "inv_b_same", "same"];
  const invoices = ids.map((id, index) =>
    oldInvoice({ id, paid: index === 1 ? "2026-04-01" : false, lines: [{ amount: 30 * (index + 1), period: april }] }),
  );
  // Without lines, what is left of the charges of the invoice it comes from: half of 60, which was paid for.
  const all = records(subscription({}), ...invoices, unused({ lines: [], total: 30, invoices: ["inv_b_same"] }));
  const found = await report(all, { until: "2026-04-30", periods: 1 });
  expect(each(found, ["Invoiced", "Paid", "Given back", "Recognized"])).toEqual([180, 60, 30, 150]);
});
