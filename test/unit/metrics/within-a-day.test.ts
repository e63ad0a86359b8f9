import { expect, test } from "vitest";
import { collectedRevenue } from "../../../src/metrics/subscription/collected-revenue.js";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import { creditNote, figures, input, invoice, type Records, records, subscription } from "./fixtures.js";

/*
 * A change on the morning of a renewal is prorated by the hour; the period of what is charged or given back for it
 * begins and ends on that day. April has 30 days: 3 a day.
 */

const april: [string, string] = ["2026-04-01", "2026-05-01"];
const may: [string, string] = ["2026-05-01", "2026-06-01"];
const hours: [string, string] = ["2026-05-01", "2026-05-01"];

const days = { until: "2026-05-02", periods: 3, periodUnit: "Day", asOf: "2026-05-20" };
const daily = async (all: Records) => {
  const price = await recurringRevenue.compute(input(all, days));
  const found = await collectedRevenue.compute(input(all, days));
  expect(found.checks?.filter(({ holds }) => !holds)).toEqual([]);
  const of = (name: string) => figures(found, name);
  return {
    price: figures(price, "Net MRR"),
    invoicedMrr: of("Invoiced MRR"),
    revenue: of("Recognized"),
    deferred: of("Deferred"),
    paid: of("Deferred, paid"),
  };
};

test.each(["Proration", "Migration"] as const)("a seat for some hours is no price of a month (%s)", async (type) => {
  const all = records(
    subscription({ price: 90, addOns: 34, start: "2026-04-01" }),
    invoice({ lines: [{ amount: 90, period: april }] }),
    invoice({ type, lines: [{ amount: 0.12, type: "AddOn", period: hours }] }),
    invoice({
      lines: [
        { amount: 90, period: may },
        { amount: 34, type: "AddOn", period: may },
      ],
    }),
  );
  // 124 ÷ 31 = 4 a day in May.
  expect(await daily(all)).toEqual({
    price: [90, 124, 124],
    invoicedMrr: [90, 124, 124],
    revenue: [3, 4.12, 4],
    deferred: [0, 120, 116],
    paid: [0, 120, 116],
  });
});

test("unused hours are given back on their day, whatever else the invoice still charges for", async () => {
  const all = records(
    subscription({ price: 124, start: "2026-04-01" }),
    invoice({
      id: "old",
      lines: [
        { amount: 90, period: april },
        { amount: 365, type: "AddOn", period: ["2026-04-01", "2027-04-01"] },
      ],
    }),
    creditNote({ issued: "2026-05-01", invoices: ["old"], lines: [{ amount: 0.42, period: hours }] }),
    invoice({ type: "Migration", lines: [{ amount: 124, period: may }] }),
  );
  const { revenue, deferred, invoicedMrr } = await daily(all);
  // The add-on is 1 a day, and 30.42 a month.
  expect(revenue).toEqual([4, 4.58, 5]);
  expect(deferred).toEqual([335, 454, 449]);
  expect(invoicedMrr).toEqual([120.42, 154.42, 154.42]);
});

test("a line of any other invoice that prints one day twice is for a billing period", async () => {
  const all = records(
    subscription({ price: 124, start: "2026-05-01" }),
    invoice({ lines: [{ amount: 124, period: hours }] }),
  );
  expect((await daily(all)).revenue).toEqual([0, 4, 4]);
});
