import { describe, expect, test } from "vitest";
import { behindFigure } from "../../../src/metrics/behind.js";
import { movements } from "../../../src/metrics/subscription/movements.js";
import {
  type Asked,
  discount,
  event,
  figures,
  input,
  invoice,
  monthlyInvoices,
  percentOff,
  type Records,
  records,
  stateChange,
  subscription,
} from "./fixtures.js";

const report = (all: Records, asked: Asked) => movements.compute(input(all, asked));
const names = ["Start", "New", "Expansion", "Reactivation", "Contraction", "Churn", "Net new", "End"];
const rows = async (all: Records, asked: Asked) => {
  const found = await report(all, asked);
  expect(found.checks?.every(({ holds, difference }) => holds && difference === 0)).toBe(true);
  const columns = names.map((name) => figures(found, name));
  return found.reportData.map((_, period) => columns.map((column) => column[period]));
};

const over = (cancelled: string) => ({ status: "Cancelled", cancelled }) as const;

test("what an invoice rounded off a percentage is no expansion: 85 % of 161.50 is 137.275, the invoice has 137.27", async () => {
  const all = records(
    subscription({ price: 161.5, start: "2026-03-10", discounts: [percentOff(85)] }),
    discount("off", "Forever", ["OFF"]),
    ...monthlyInvoices(3, "2026-03-10", 161.5, { discounts: [{ amount: 137.27, code: "OFF" }] }),
  );
  const found = await movements.compute(input(all, { until: "2026-05-31", periods: 2 }));
  for (const name of ["Expansion", "Contraction"]) expect(figures(found, name, "Count")).toEqual([0, 0]);
  expect(found.seam).toMatchObject({ difference: 0, subscriptions: 0 });
});

describe("movements", () => {
  test("a quarter of a small book", async () => {
    // Ada: 50 from January, 80 from March.      Ben: 30 from February.
    // Cho: 40 until 10 March.                   Dee: 100 from January, 60 from February.
    const all = records(
      subscription({ id: "a", customer: "ada", price: 80, start: "2026-01-05" }),
      ...monthlyInvoices(2, "2026-01-05", 50, { subscription: "a", customer: "ada" }),
      ...monthlyInvoices(1, "2026-03-05", 80, { subscription: "a", customer: "ada" }),
      subscription({ id: "b", customer: "ben", price: 30, start: "2026-02-10" }),
      ...monthlyInvoices(2, "2026-02-10", 30, { subscription: "b", customer: "ben" }),
      subscription({ id: "c", customer: "cho", price: 40, start: "2025-12-10", ...over("2026-03-10") }),
      ...monthlyInvoices(3, "2025-12-10", 40, { subscription: "c", customer: "cho" }),
      subscription({ id: "d", customer: "dee", price: 60, start: "2026-01-02" }),
      ...monthlyInvoices(1, "2026-01-02", 100, { subscription: "d", customer: "dee" }),
      ...monthlyInvoices(2, "2026-02-02", 60, { subscription: "d", customer: "dee" }),
    );
    expect(await rows(all, { until: "2026-03-31", periods: 3 })).toEqual([
      // start, new, expansion, reactivation, contraction, churn, net new, end
      [40, 150, 0, 0, 0, 0, 150, 190],
      [190, 30, 0, 0, 40, 0, -10, 180],
      [180, 0, 30, 0, 0, 40, -10, 170],
    ]);
  });

  test("moving to another plan or subscription is neither churn nor new", async () => {
    const all = records(
      // The first subscription ends on 20 February, the second begins two days later, at 70 instead of 50.
      subscription({ id: "old", start: "2026-01-01", price: 50, ...over("2026-02-20") }),
      ...monthlyInvoices(2, "2026-01-01", 50, { subscription: "old" }),
      subscription({ id: "new", start: "2026-02-22", price: 70 }),
      ...monthlyInvoices(2, "2026-02-22", 70, { subscription: "new" }),
    );
    expect(await rows(all, { until: "2026-02-28" })).toEqual([[50, 0, 20, 0, 0, 0, 20, 70]]);
  });

  test("… not even if the change is at the end of a period: one ends and the other begins on the same day", async () => {
    const all = records(
      subscription({ id: "old", start: "2026-01-01", price: 50, ...over("2026-03-01") }),
      ...monthlyInvoices(2, "2026-01-01", 50, { subscription: "old" }),
      subscription({ id: "new", start: "2026-03-01", price: 40 }),
      ...monthlyInvoices(1, "2026-03-01", 40, { subscription: "new" }),
    );
    expect(await rows(all, { until: "2026-03-31", periods: 2 })).toEqual([
      [50, 0, 0, 0, 0, 0, 0, 50],
      [50, 0, 0, 0, 10, 0, -10, 40],
    ]);
  });

  test("several subscriptions of a customer are netted: 50 + 30 → 50 is contraction, → 0 churn of what was left", async () => {
    const all = records(
      subscription({ id: "a", start: "2026-01-01", price: 50, ...over("2026-03-15") }),
      ...monthlyInvoices(3, "2026-01-01", 50, { subscription: "a" }),
      subscription({ id: "b", start: "2026-01-01", price: 30, ...over("2026-02-15") }),
      ...monthlyInvoices(2, "2026-01-01", 30, { subscription: "b" }),
    );
    expect(await rows(all, { until: "2026-03-31", periods: 3 })).toEqual([
      [0, 80, 0, 0, 0, 0, 80, 80],
      [80, 0, 0, 0, 30, 0, -30, 50],
      [50, 0, 0, 0, 0, 50, -50, 0],
    ]);
  });

  describe("a customer who comes back", () => {
    // Active in January; away from 1 February; back from `back` on.
    const away = (back: string) =>
      records(
        subscription({ start: "2026-01-01", price: 50 }),
        event("Signup", "2026-01-01"),
        ...monthlyInvoices(1, "2026-01-01", 50),
        stateChange("2026-02-01", ["Active"], ["Cancelled"]),
        stateChange(back, ["Cancelled"], ["Active"]),
        ...monthlyInvoices(1, back, 50, { type: "Reactivation" }),
      );

    test("is reactivated", async () => {
      expect(await rows(away("2026-03-20"), { until: "2026-03-31", periods: 2 })).toEqual([
        [50, 0, 0, 0, 0, 50, -50, 0],
        [0, 0, 0, 50, 0, 0, 50, 50],
      ]);
    });

    test("unless the end of no month saw them away", async () => {
      expect(await rows(away("2026-02-10"), { until: "2026-02-28" })).toEqual([[50, 0, 0, 0, 0, 0, 0, 50]]);
    });

    test.each([
      // From 1 February: 2 May is 90 days on, 3 May 91.
      ["2026-05-02", 50, 0],
      ["2026-05-03", 0, 50],
    ])("back on %s: maxio-comparable reactivates up to 90 days", async (back, reactivated, asNew) => {
      const asked = { until: "2026-05-31" };
      const [standard] = await rows(away(back), asked);
      expect(standard?.slice(1, 4)).toEqual([0, 0, 50]);
      const [comparable] = await rows(away(back), { ...asked, convention: "maxio-comparable/1" });
      expect(comparable?.slice(1, 4)).toEqual([asNew, 0, reactivated]);
      const long = figures(await report(away(back), asked), "Returned after more than 90 days");
      expect(long).toEqual([asNew]);
    });

    test("a second subscription after a gap is a return too", async () => {
      const all = records(
        subscription({ id: "a", start: "2025-06-01", price: 50, ...over("2025-08-01") }),
        ...monthlyInvoices(2, "2025-06-01", 50, { subscription: "a" }),
        subscription({ id: "b", start: "2026-03-01", price: 70 }),
        ...monthlyInvoices(1, "2026-03-01", 70, { subscription: "b" }),
      );
      expect(await rows(all, { until: "2026-03-31" })).toEqual([[0, 0, 0, 70, 0, 0, 70, 70]]);
    });

    test("someone who began, left and began again within a period is new", async () => {
      const all = records(
        subscription({ start: "2026-02-02", price: 50 }),
        event("Signup", "2026-02-02"),
        stateChange("2026-02-05", ["Active"], ["Cancelled"]),
        stateChange("2026-02-20", ["Cancelled"], ["Active"]),
        invoice({ lines: [{ amount: 50, period: ["2026-02-02", "2026-03-02"] }] }),
        invoice({ lines: [{ amount: 50, period: ["2026-02-20", "2026-03-20"] }] }),
      );
      expect(await rows(all, { until: "2026-02-28" })).toEqual([[0, 50, 0, 0, 0, 0, 50, 50]]);
    });
  });

  test("a trial that converts is new at its conversion", async () => {
    const all = records(
      subscription({ trial: ["2026-01-10", "2026-02-10"], start: "2026-02-10", price: 50 }),
      ...monthlyInvoices(2, "2026-02-10", 50),
    );
    expect(await rows(all, { until: "2026-03-31", periods: 3 })).toEqual([
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 50, 0, 0, 0, 0, 50, 50],
      [50, 0, 0, 0, 0, 0, 0, 50],
    ]);
  });

  test("the end of a coupon is expansion", async () => {
    const all = records(
      subscription({ start: "2026-01-01", price: 100 }),
      ...monthlyInvoices(2, "2026-01-01", 100, { discounts: [{ amount: 40, code: "X" }] }),
      ...monthlyInvoices(1, "2026-03-01", 100),
    );
    expect(await rows(all, { until: "2026-03-31", periods: 2 })).toEqual([
      [60, 0, 0, 0, 0, 0, 0, 60],
      [60, 0, 40, 0, 0, 0, 40, 100],
    ]);
  });

  test("currencies stay apart", async () => {
    const all = records(
      subscription({ id: "a", start: "2026-03-05", price: 50 }),
      subscription({ id: "b", start: "2026-03-05", price: 7000, currency: "JPY" }),
      invoice({ subscription: "a", lines: [{ amount: 50, period: ["2026-03-05", "2026-04-05"] }] }),
      invoice({ subscription: "b", currency: "JPY", lines: [{ amount: 7000, period: ["2026-03-05", "2026-04-05"] }] }),
    );
    const asked = { until: "2026-03-31" };
    expect((await rows(all, { ...asked, currency: "USD" }))[0]?.at(-1)).toBe(50);
    expect((await rows(all, { ...asked, currency: "JPY" }))[0]?.at(-1)).toBe(7000);
    expect((await report(all, { ...asked, currency: "JPY" })).exclusions).toEqual([
      { reason: "OtherCurrency:USD", count: 2 },
    ]);
  });
});

describe("behind a figure", () => {
  const all = records(
    subscription({ id: "a", customer: "ada", price: 80, start: "2026-01-05" }),
    ...monthlyInvoices(1, "2026-01-05", 50, { subscription: "a", customer: "ada" }),
    ...monthlyInvoices(1, "2026-02-05", 80, { subscription: "a", customer: "ada" }),
    subscription({ id: "b", customer: "ben", price: 90, start: "2026-01-05" }),
    ...monthlyInvoices(1, "2026-01-05", 30, { subscription: "b", customer: "ben" }),
    ...monthlyInvoices(1, "2026-02-05", 90, { subscription: "b", customer: "ben" }),
  );
  const named = {
    ...all,
    "billing-customers": [
      {
        id: "ada",
        customerName: "Ada Ltd",
        addresses: [],
        connectionId: "x",
        modifiedDate: "2026-01-01T00:00:00Z",
        metadata: { isDeleted: false },
      },
    ],
  };

  test("are its customers, largest first, and they add up to it", async () => {
    const asked = input(named, { until: "2026-02-28", periods: 2 });
    const found = await behindFigure(movements, asked, { period: 1, component: "Expansion" });
    expect(found?.parts).toEqual([
      { customerRef: { id: "ben" }, amount: 60, before: 30, after: 90 },
      { customerRef: { id: "ada", name: "Ada Ltd" }, amount: 30, before: 50, after: 80 },
    ]);
    expect(figures(await movements.compute(asked), "Expansion")[1]).toBe(90);
    expect(found?.period).toEqual({ index: 1, start: "2026-01-31", end: "2026-02-28" });
  });

  test("a figure that is not there has nothing behind it", async () => {
    const asked = input(named, { until: "2026-02-28" });
    expect(await behindFigure(movements, asked, { period: 1, component: "Expansion" })).toBeUndefined();
    expect(await behindFigure(movements, asked, { period: 0, component: "Weather" })).toBeUndefined();
    expect((await behindFigure(movements, asked, { period: 0, component: "Churn" }))?.parts).toEqual([]);
  });
});

test("a period that begins after the data is not known, and says so", async () => {
  const all = records(subscription({ start: "2026-01-05", price: 50 }), ...monthlyInvoices(3, "2026-01-05", 50));
  const found = await movements.compute(input(all, { until: "2026-05-31", periods: 3, asOf: "2026-04-10" }));
  expect(found.sources.map(({ confidence, isRunning }) => [confidence, isRunning])).toEqual([
    ["High", false],
    ["High", true],
    ["None", true],
  ]);
  expect(found.errors).toContainEqual({
    type: "DatesOutOfRange",
    message: "Nothing is known before 2026-01-05 and after 2026-04-10, the date of the data.",
    details: { periods: ["2"] },
  });
});
