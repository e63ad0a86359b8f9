import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apportion, inMinor, round, toAmount } from "../../../src/commerce/apportion.js";

const exact = (text: number) => inMinor(text, "JPY");

describe("apportion", () => {
  test.each([
    ["exact parts stay", 6, [1, 2, 3], [1, 1, 1], [1, 2, 3]],
    ["equal remainders: the earlier part", 2, [0.5, 0.5, 0.5], [1, 1, 1], [1, 1, 0]],
    ["a unit too much leaves the heaviest", 9, [2, 8], [2, 8], [2, 7]],
    ["a unit too little goes to the heaviest", 11, [2, 8], [2, 8], [2, 9]],
    ["no weights: equal shares", 10, [0, 0, 0], [0, 0, 0], [4, 3, 3]],
    ["negative total", -10, [0, 0], [3, 1], [-7, -3]],
    ["mixed signs", 1, [5.4, -4.6], [5.4, 4.6], [6, -5]],
  ])("%s", (_, total, parts, weights, expected) => {
    expect(apportion(total, parts.map(exact), weights.map(exact))).toEqual(expected);
  });

  test("adds up, and no part is a whole unit off its exact share", () => {
    const part = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((n) => Number(n.toFixed(8)));
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 9 }),
        fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
        (values, total) => {
          const parts = values.map(exact);
          const result = apportion(
            total,
            parts,
            parts.map(() => exact(1)),
          );
          expect(result.reduce((a, b) => a + b, 0)).toBe(total);
          const difference = (total - values.reduce((a, b) => a + b, 0)) / values.length;
          for (const [i, value] of values.entries()) {
            expect(Math.abs((result[i] ?? 0) - (value + difference))).toBeLessThan(1.001);
          }
        },
      ),
    );
  });
});

describe("minor units", () => {
  test.each([
    [0.005, "USD", 1],
    [-0.005, "USD", -1],
    [0.0049999, "USD", 0],
    [1.005, "USD", 101],
    [0.5, "JPY", 1],
    [0.0005, "KWD", 1],
    [1e-7, "USD", 0],
    [undefined, "USD", 0],
  ])("%s %s is %s", (amount, currency, minor) => expect(round(inMinor(amount, currency))).toBe(minor));

  test("and back", () => {
    expect([toAmount(4312, "USD"), toAmount(4312, "JPY"), toAmount(-4312, "KWD")]).toEqual([43.12, 4312, -4.312]);
  });
});
