import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currencyExponent, minorUnitExponent } from "../../../src/model/currency.js";
import {
  add,
  compare,
  decimalToNumber,
  divide,
  exactNumber,
  fromMinor,
  greatest,
  least,
  minorToNumber,
  multiply,
  negate,
  parseDecimal,
  type Rational,
  rational,
  sign,
  subtract,
  sum,
  toNumber,
} from "../../../src/model/money.js";

const read = (text: string | number): Rational => parseDecimal(text)!;
const equal = (a: Rational, b: Rational) => compare(a, b) === 0;

describe("exact fractions", () => {
  it("add, subtract, multiply and divide without error", () => {
    expect(equal(add(read("0.1"), read("0.2")), read("0.3"))).toBe(true);
    expect(equal(subtract(read("1"), read("0.9")), read("0.1"))).toBe(true);
    expect(equal(multiply(read("1.1"), read("1.1")), read("1.21"))).toBe(true);
    expect(equal(multiply(divide(read("1"), read("3")), read("3")), read("1"))).toBe(true);
    expect(equal(divide(read("1"), read("-4")), read("-0.25"))).toBe(true);
    expect(least(read("1"), read("2"))).toEqual(read("1"));
    expect(greatest(read("1"), read("2"))).toEqual(read("2"));
    expect([sign(read("-1")), sign(read("0")), sign(read("1"))]).toEqual([-1, 0, 1]);
    expect(equal(negate(read("1.5")), read("-1.5"))).toBe(true);
  });

  it("stay exact where plain numbers would not", () => {
    // 9007199254740993 is 2^53 + 1, the first integer a number cannot hold.
    const large53 = add(read("9007199254740992"), read("1"));
    expect(equal(subtract(large53, read("9007199254740992")), read("1"))).toBe(true);
    // 123456789.12345678² = 15241578780673678.51562156 7...: multiplied and divided back.
    const large = read("123456789.12345678");
    expect(equal(divide(multiply(large, large), large), large)).toBe(true);
  });

  it("refuse to divide by zero", () => {
    expect(() => divide(read("1"), read("0"))).toThrow(RangeError);
    expect(() => rational(1n, 0n)).toThrow(RangeError);
  });

  it("add up to the same all at once as one after the other", () => {
    const amounts = fc.oneof(
      fc.tuple(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.bigInt({ min: 1n, max: 366n })),
      fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 12n })),
    );
    fc.assert(
      fc.property(fc.array(amounts), (pairs) => {
        const values = pairs.map(([n, d]) => rational(n, d));
        expect(equal(sum(values), values.reduce(add, read("0")))).toBe(true);
      }),
    );
  });

  it("agree with bigint arithmetic, whatever the size", () => {
    const numerator = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    const denominator = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(numerator, denominator, numerator, denominator, (an, ad, bn, bd) => {
        const [a, b] = [rational(an, ad), rational(bn, bd)];
        expect(equal(add(a, b), rational(an * bd + bn * ad, ad * bd))).toBe(true);
        expect(equal(multiply(a, b), rational(an * bn, ad * bd))).toBe(true);
        if (bn !== 0n) expect(equal(divide(a, b), rational(an * bd, ad * bn))).toBe(true);
        expect(Math.sign(compare(a, b))).toBe(an * bd < bn * ad ? -1 : an * bd > bn * ad ? 1 : 0);
      }),
    );
  });
});

describe("toNumber rounds half-up once, away from zero", () => {
  it.each([
    ["2.344", 2, 2.34],
    ["2.345", 2, 2.35],
    ["2.3449999999", 2, 2.34],
    ["-2.344", 2, -2.34],
    ["-2.345", 2, -2.35],
    ["0.004", 2, 0],
    ["-0.004", 2, 0],
    ["0.005", 2, 0.01],
    ["1.005", 2, 1.01],
    ["1500.5", 0, 1501],
    ["1.2345", 3, 1.235],
    ["123456789012.345", 2, 123456789012.35],
  ])("%s with %i digits is %d", (text, exponent, expected) => {
    expect(toNumber(read(text), exponent)).toBe(expected);
  });

  it("rounds thirds and other endless fractions", () => {
    // 100 ÷ 12 = 8.333…; 50 ÷ 12 = 4.1666…
    expect(toNumber(divide(read(100), read(12)), 2)).toBe(8.33);
    expect(toNumber(divide(read(50), read(12)), 2)).toBe(4.17);
  });

  it("refuses what a JSON number would change", () => {
    expect(toNumber(read("9999999999999.99"), 2)).toBe(9999999999999.99);
    expect(toNumber(read("10000000000000.00"), 2)).toBeUndefined();
    expect(toNumber(read("123456789012345678901.23"), 2)).toBeUndefined();
  });

  it("is the nearest hundredth, for large fractions as for small ones", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.bigInt({ min: 10n ** 17n, max: 10n ** 25n }),
        (n, d) => {
          const number = toNumber(rational(n, d), 2);
          if (number === undefined) return;
          const minor = BigInt(Math.round(number * 100));
          const distance = 100n * n - minor * d;
          expect(2n * (distance < 0n ? -distance : distance) <= d).toBe(true);
        },
      ),
    );
  });
});

describe("decimals", () => {
  it.each([
    ["100.0", 100],
    ["0.0", 0],
    ["-0.0", 0],
    ["0.004", 0.004],
    ["208.69341779", 208.69341779],
    ["33.3333", 33.3333],
    ["-12.5", -12.5],
    ["+12.5", 12.5],
    [".5", 0.5],
    ["5.", 5],
    ["1e-7", 1e-7],
    ["000000000000000000012.50000000000000000000", 12.5],
    [20, 20],
    [33.3333, 33.3333],
    [1e-7, 1e-7],
  ])("%j is %d, with every digit", (value, expected) => {
    expect(decimalToNumber(value)).toBe(expected);
    expect(exactNumber(read(value))).toBe(expected);
  });

  it.each(["", ".", "-", "$10.00", "1,000.00", "10 USD", " 10", "0x10", "1e999999999", "NaN", "Infinity", "1.2.3"])(
    "%j is no decimal",
    (text) => {
      expect(decimalToNumber(text)).toBeUndefined();
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("%d is no decimal", (value) => {
    expect(decimalToNumber(value)).toBeUndefined();
    expect(parseDecimal(value)).toBeUndefined();
  });

  it.each([
    ["0.1234567890123456789", 0.123456789012346],
    ["12345678.123456789", 12345678.1234568],
    ["-12345678.123456789", -12345678.1234568],
    ["1234567890123.4567", 1234567890123.46],
    ["000000000000000000012.50000000000000000000", 12.5],
  ])("%s is rounded to the 15 digits a JSON number keeps", (text, expected) => {
    expect(decimalToNumber(text)).toBe(expected);
    expect(exactNumber(read(text))).toBe(expected);
  });

  it("refuses what a JSON number cannot hold to the hundredth, but computes with it", () => {
    expect(decimalToNumber("12345678901234.56")).toBeUndefined();
    expect(exactNumber(read("12345678901234.56"))).toBeUndefined();
    expect(toNumber(subtract(read("12345678901234.56"), read("12345678901234")), 2)).toBe(0.56);
  });

  it("keeps every decimal of up to 15 digits", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999, max: 999_999_999 }),
        fc.integer({ min: 0, max: 8 }),
        (digits, scale) => {
          const text = (digits / 10 ** scale).toFixed(scale);
          expect(decimalToNumber(text)).toBe(Number(text) === 0 ? 0 : Number(text));
          expect(exactNumber(read(text))).toBe(Number(text) === 0 ? 0 : Number(text));
        },
      ),
    );
  });
});

describe("minor units", () => {
  it.each([
    ["USD", 2],
    ["HUF", 2],
    ["JPY", 0],
    ["KWD", 3],
    ["CLF", 4],
    ["XXX", 2],
    ["constructor", 2],
  ])("%s has %i digits", (currency, exponent) => {
    expect(currencyExponent(currency)).toBe(exponent);
  });

  it("follow ISO 4217 unless told otherwise", () => {
    expect(minorUnitExponent("JPY", {})).toBe(0);
    expect(minorUnitExponent("JPY", { JPY: 2 })).toBe(2);
    expect(minorUnitExponent("USD", { JPY: 2 })).toBe(2);
    expect(toNumber(fromMinor(150000, minorUnitExponent("JPY", { JPY: 2 })), 0)).toBe(1500);
  });

  it("become major units exactly, or not at all", () => {
    expect(minorToNumber(4595, 2)).toBe(45.95);
    expect(minorToNumber(-1, 2)).toBe(-0.01);
    expect(minorToNumber(1500, 0)).toBe(1500);
    expect(minorToNumber(1234567, 3)).toBe(1234.567);
    expect(minorToNumber(10 ** 15, 2)).toBeUndefined();
  });
});
