import { describe, expect, it } from "vitest";
import { type BillingFrequency, monthsIn, normalizeFrequency, sameFrequency } from "../../../src/model/frequency.js";
import { compare, rational } from "../../../src/model/money.js";

describe("normalizeFrequency", () => {
  it.each([
    [1, "Day", { interval: 1, unit: "Day" }],
    [7, "Day", { interval: 1, unit: "Week" }],
    [14, "Day", { interval: 2, unit: "Week" }],
    [30, "Day", { interval: 30, unit: "Day" }],
    [365, "Day", { interval: 365, unit: "Day" }],
    [1, "Month", { interval: 1, unit: "Month" }],
    [3, "Month", { interval: 3, unit: "Month" }],
    [12, "Month", { interval: 1, unit: "Year" }],
    [18, "Month", { interval: 18, unit: "Month" }],
    [24, "Month", { interval: 2, unit: "Year" }],
    [36, "Month", { interval: 3, unit: "Year" }],
  ] as const)("%i %s", (interval, unit, expected) => {
    expect(normalizeFrequency(interval, unit)).toEqual(expected);
  });
});

describe("monthsIn", () => {
  it.each<[BillingFrequency, bigint, bigint]>([
    [{ interval: 1, unit: "Month" }, 1n, 1n],
    [{ interval: 3, unit: "Month" }, 3n, 1n],
    [{ interval: 2, unit: "Year" }, 24n, 1n],
    // 30 days × 12 months ÷ 365 days
    [{ interval: 30, unit: "Day" }, 360n, 365n],
    // A week is 7 days: 84/365 of a month, so 365/84 = 4.345 weeks make one.
    [{ interval: 1, unit: "Week" }, 84n, 365n],
    [{ interval: 365, unit: "Day" }, 12n, 1n],
  ])("%j is %d/%d months", (frequency, n, d) => {
    expect(compare(monthsIn(frequency), rational(n, d))).toBe(0);
  });

  it("compares frequencies as they are written", () => {
    expect(sameFrequency({ interval: 1, unit: "Year" }, { interval: 1, unit: "Year" })).toBe(true);
    expect(sameFrequency({ interval: 1, unit: "Year" }, { interval: 1, unit: "Month" })).toBe(false);
  });
});
