import { describe, expect, it } from "vitest";
import {
  amount,
  decimal,
  formatted,
  fromCents,
  mulDiv,
  percentOf,
  roundTo,
  times,
  toCents,
} from "../../../src/sandbox/core/money.js";
import { priceOf } from "../../../src/sandbox/core/price.js";
import type { Bracket, PricingScheme } from "../../../src/sandbox/core/records/catalogue.js";

describe("amounts", () => {
  it.each([
    ["100", "100.0"],
    ["9.99", "9.99"],
    ["0.004", "0.004"],
    ["-12.50", "-12.5"],
    ["0", "0.0"],
    ["208.69341779", "208.69341779"],
  ])("%s is printed as %s", (text, printed) => expect(decimal(amount(text))).toBe(printed));

  it.each(["1.123456789", "1,5", "", "abc", "1."])("%j is not an amount", (text) => {
    expect(() => amount(text)).toThrow("not a decimal amount");
  });

  it.each([
    ["10.005", "USD", "10.01"],
    ["-10.005", "USD", "-10.01"],
    ["10.5", "JPY", "11.0"],
    ["10.0005", "KWD", "10.001"],
    ["10.0004999", "KWD", "10.0"],
  ])("%s %s is rounded to %s", (text, currency, rounded) => {
    expect(decimal(roundTo(amount(text), currency))).toBe(rounded);
  });

  it.each([
    [5_000, "USD", "50.0"],
    [5_000, "JPY", "5000.0"],
    [5_000, "KWD", "5.0"],
  ])("%i in cents of %s is %s, and back", (cents, currency, text) => {
    expect(decimal(fromCents(cents, currency))).toBe(text);
    expect(toCents(amount(text), currency)).toBe(cents);
  });

  it("multiplies exactly where doubles would not", () => {
    expect(mulDiv(8_999_999_999_999_999, 9_007_199_254_740_881, 9_007_199_254_740_881)).toBe(8_999_999_999_999_999);
    expect(decimal(times(amount("0.00031045"), 10_076.9489))).toBe("3.12838879");
    expect(decimal(percentOf(amount("100.0"), "33.3333"))).toBe("33.3333");
  });

  it("is formatted for people", () => {
    expect(formatted(amount("45978.81"), "USD")).toBe("$45,978.81");
    expect(formatted(amount("-1234567.0"), "JPY")).toBe("-¥1,234,567");
  });
});

describe("pricing schemes", () => {
  const brackets: Bracket[] = [
    { id: 1, from: 1, to: 10, unitPrice: amount("5.0") },
    { id: 2, from: 11, to: 100, unitPrice: amount("4.0") },
    { id: 3, from: 101, to: null, unitPrice: amount("3.0") },
  ];
  it.each<[PricingScheme | null, number, string]>([
    ["per_unit", 7, "35.0"],
    ["tiered", 0, "0.0"],
    ["tiered", 10, "50.0"],
    ["tiered", 11, "54.0"],
    ["tiered", 120, "470.0"],
    ["volume", 10, "50.0"],
    ["volume", 11, "44.0"],
    ["volume", 120, "360.0"],
    ["stairstep", 1, "5.0"],
    ["stairstep", 11, "4.0"],
    ["stairstep", 500, "3.0"],
    [null, 1, "5.0"],
    [null, 0, "0.0"],
    ["volume", 10.5, "42.0"],
  ])("%s of %d costs %s", (scheme, quantity, price) => {
    expect(decimal(priceOf(scheme, brackets, quantity))).toBe(price);
  });
});
