import { describe, expect, test } from "vitest";
import { recurringRevenue } from "../../../src/metrics/subscription/recurring-revenue.js";
import type { SubscriptionEvent } from "../../../src/model/billing/subscription-event.js";
import {
  event,
  figures,
  input,
  invoice,
  type LineFields,
  percentOff,
  records,
  subscription,
  year,
} from "./fixtures.js";

/* Quantities that change again and again within a year that is paid, and nothing is charged or given back. */

type Period = [start: string, end: string];
const year2025: Period = ["2025-01-01", "2026-01-01"];
const year2026: Period = ["2026-01-01", "2027-01-01"];

/** A year of the plan for 1,200, and seats for 24 each. */
const lines = (seats: number, period: Period): LineFields[] => [
  { amount: 1200, period },
  { amount: 24 * seats, type: "AddOn", period },
];
const seats = (date: string, before: number, after: number, id = "a1"): SubscriptionEvent =>
  event("QuantityChange", date, "s1", {
    before: { productRef: { id }, quantity: before },
    after: { productRef: { id }, quantity: after },
  });
const yearly = (count: number, more: Parameters<typeof subscription>[0] = {}) =>
  subscription({ price: 1200, addOns: 24 * count, every: year, start: "2025-01-01", ...more });

const months = async (...all: Parameters<typeof records>) => {
  const asked = { until: "2026-02-28", periods: 14, asOf: "2026-03-15" };
  const found = await recurringRevenue.compute(input(records(...all), asked));
  return { net: figures(found, "Net MRR"), bases: found.sources.map(({ parts }) => parts[0]?.basis) };
};
const same = <T>(count: number, value: T): T[] => Array(count).fill(value);

describe("in proportion to the quantity", () => {
  test("between the charge before and the next one", async () => {
    const found = await months(
      yearly(20),
      invoice({ lines: lines(50, year2025) }),
      seats("2025-04-10", 50, 35),
      seats("2025-08-10", 35, 15),
      seats("2025-11-10", 15, 20),
      invoice({ lines: lines(20, year2026) }),
    );
    expect(found.net).toEqual([...same(3, 200), ...same(4, 170), ...same(3, 130), ...same(4, 140)]);
    expect(found.bases).toEqual([
      ...same(3, "Charged"),
      ...same(7, "CarriedForward"),
      ...same(2, "Event"),
      ...same(2, "Charged"),
    ]);
  });

  test("also where one of the changes was charged for", async () => {
    const rest: Period = ["2025-07-02", "2026-01-01"];
    const found = await months(
      yearly(41),
      invoice({ lines: lines(36, year2025) }),
      seats("2025-04-10", 36, 31),
      // 9 seats for 183 of 365 days.
      seats("2025-07-02", 31, 40),
      invoice({ type: "Proration", lines: [{ amount: 108.3, type: "AddOn", period: rest }] }),
      seats("2025-11-10", 40, 41),
      invoice({ lines: lines(41, year2026) }),
    );
    expect(found.net).toEqual([...same(3, 172), ...same(3, 162), ...same(4, 180), ...same(4, 182)]);
  });

  test("up to the price it has now, with the discount it had", async () => {
    const half = lines(50, year2025).map((line) => ({ ...line, discount: line.amount / 2 }));
    const found = await months(
      yearly(10, { start: "2025-01-01" }),
      invoice({ lines: half, discounts: [{ amount: 1200, code: "HALF", type: "Percentage" }] }),
      seats("2025-04-10", 50, 30),
      seats("2025-08-10", 30, 10),
    );
    expect(found.net.slice(0, 12)).toEqual([...same(3, 100), ...same(4, 80), ...same(5, 60)]);
  });
});

describe("the last price goes on", () => {
  const carried = async (...changes: SubscriptionEvent[]) => {
    const first = invoice({ lines: lines(50, year2025) });
    return (await months(yearly(20), first, ...changes, invoice({ lines: lines(20, year2026) }))).net.slice(2, 8);
  };

  test.each<[string, SubscriptionEvent[]]>([
    ["when another thing changed, too", [seats("2025-04-10", 50, 35), seats("2025-06-10", 3, 9, "a2")]],
    ["when the plan did", [seats("2025-04-10", 50, 35), event("PlanChange", "2025-06-10")]],
    ["when an event is missing", [seats("2025-04-10", 50, 35), seats("2025-06-10", 30, 20)]],
    ["when events tell no quantities", [event("QuantityChange", "2025-04-10"), event("QuantityChange", "2025-06-10")]],
    ["when in the end there are as many", [seats("2025-04-10", 50, 35), seats("2025-06-10", 35, 50)]],
  ])("%s", async (_, changes) => {
    // Until the last of the changes, which the next charge prices.
    expect(await carried(...changes)).toEqual([...same(3, 200), ...same(3, 140)]);
  });

  test("when a price a unit is not what was charged for some", async () => {
    // From 51 on all are 20 instead of 24: 100 for 50, 105 for 63 and 80 for 40.
    const rest: Period = ["2025-06-10", "2026-01-01"];
    const found = await months(
      yearly(40),
      invoice({ lines: lines(50, year2025) }),
      seats("2025-04-10", 50, 60),
      seats("2025-06-10", 60, 63),
      // 3 for 205 of 365 days.
      invoice({ type: "Proration", lines: [{ amount: 33.7, type: "AddOn", period: rest }] }),
      seats("2025-10-10", 63, 40),
      invoice({ lines: lines(40, year2026) }),
    );
    expect(found.net).toEqual([...same(5, 200), ...same(4, 205), ...same(5, 180)]);
    expect(found.bases.slice(2, 6)).toEqual(["Charged", "CarriedForward", "CarriedForward", "Prorated"]);
  });

  test("a single change is priced by the next charge", async () => {
    expect(await carried(seats("2025-04-10", 50, 20))).toEqual([200, ...same(5, 140)]);
  });
});

test.each([
  // 10 seats for 184 of 365 days are 120.99, by the day; by the hour they are some more or less.
  [121.2, 220],
  // A month's worth of something else is in it.
  [145, 223.97],
])("what was prorated is rounded: %d for ten seats more and later fewer are %d a month", async (amount, price) => {
  const found = await months(
    yearly(40),
    invoice({ lines: lines(50, year2025) }),
    seats("2025-07-01", 50, 60),
    invoice({ type: "Proration", lines: [{ amount, type: "AddOn", period: ["2025-07-01", "2026-01-01"] }] }),
    seats("2025-11-10", 60, 40),
    invoice({ lines: lines(40, year2026) }),
  );
  expect(found.net).toEqual([...same(6, 200), ...same(4, price), ...same(4, 180)]);
  expect(found.bases.slice(5, 8)).toEqual(["Charged", "Prorated", "Prorated"]);
});

test("a discount for ever is in proportion, too", async () => {
  const off = (count: number) => ({ discounts: [{ amount: (1200 + 24 * count) / 10, code: "TENTH" }] });
  const found = await months(
    yearly(20, { discounts: [percentOff(10)] }),
    invoice({ lines: lines(50, year2025), ...off(50) }),
    seats("2025-04-10", 50, 35),
    seats("2025-08-10", 35, 20),
    invoice({ lines: lines(20, year2026), ...off(20) }),
  );
  expect(found.net).toEqual([...same(3, 180), ...same(4, 153), ...same(7, 126)]);
});
