import { z } from "zod";

/** An ISO 4217 currency code, upper case; `XXX` when the source gives none. */
export const Currency = z
  .string()
  .length(3)
  .meta({ examples: ["USD"] });

/** An exact fraction; the denominator is positive. Money is computed in these, in major units, and rounded at output. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const zero: Rational = { n: 0n, d: 1n };
export const one: Rational = { n: 1n, d: 1n };

/** Denominators beyond this are reduced: sums stay small without a greatest common divisor at every step. */
const LARGE = 10n ** 24n;

/** The fraction n/d. Throws a RangeError when d is zero. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 0n) throw new RangeError("Division by zero");
  if (d < 0n) return rational(-n, -d);
  if (d < LARGE) return { n, d };
  let [a, b] = [n < 0n ? -n : n, d];
  while (b !== 0n) [a, b] = [b, a % b];
  return { n: n / a, d: d / a };
}

export function add(a: Rational, b: Rational): Rational {
  return a.d === b.d ? { n: a.n + b.n, d: a.d } : rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtract(a: Rational, b: Rational): Rational {
  return a.d === b.d ? { n: a.n - b.n, d: a.d } : rational(a.n * b.d - b.n * a.d, a.d * b.d);
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.n * b.n, a.d * b.d);
}

/** Throws a RangeError when b is zero. */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.n * b.d, a.d * b.n);
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const least = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b);
export const greatest = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b);

/** Digits after the point of the currencies whose smallest unit is not a hundredth (ISO 4217; `Intl` deviates from it). */
const exponents: Readonly<Record<string, number>> = Object.fromEntries([
  ...codes(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...codes(3, "BHD IQD JOD KWD LYD OMR TND"),
  ...codes(4, "CLF UYW"),
]);

function codes(exponent: number, list: string): [string, number][] {
  return list.split(" ").map((code) => [code, exponent]);
}

/** Digits after the point of a currency's smallest unit; 2 for a currency that is not known. */
export function currencyExponent(currency: string): number {
  return Object.hasOwn(exponents, currency) ? (exponents[currency] ?? 2) : 2;
}

/**
 * Digits after the point of the minor units a source counts in, for currencies where that is not the ISO 4217 exponent:
 * `{ JPY: 2 }` reads 150000 as 1500 yen. Some sources count hundredths whatever the currency.
 */
export type MinorUnits = Readonly<Record<string, number>>;

export function minorUnitExponent(currency: string, minorUnits: MinorUnits): number {
  return Object.hasOwn(minorUnits, currency) ? (minorUnits[currency] ?? 2) : currencyExponent(currency);
}

const powers = Array.from({ length: 40 }, (_, power) => 10n ** BigInt(power));
const power = (exponent: number): bigint => powers[exponent] ?? 10n ** BigInt(exponent);

/** Major units, exactly, of an integer number of minor units. */
export function fromMinor(minor: number, exponent: number): Rational {
  return { n: BigInt(minor), d: power(exponent) };
}

/**
 * What a JSON number carries in every reader: 15 significant digits. Beyond them two amounts can be one number, so such a
 * value is refused rather than served changed.
 */
const MAX_DIGITS = 15;
const MAX_MINOR = 10 ** MAX_DIGITS;

/**
 * The major units of an integer number of minor units, as a JSON number; undefined when a JSON number cannot hold it.
 */
export function minorToNumber(minor: number, exponent: number): number | undefined {
  return Math.abs(minor) < MAX_MINOR ? minor / 10 ** exponent : undefined;
}

/**
 * Rounds half-up to `exponent` digits after the point, which makes a JSON number; halves go away from zero on either side
 * (`-0.005` → `-0.01`), so that an amount and its reversal round alike. Undefined when a JSON number cannot hold it.
 */
export function toNumber(value: Rational, exponent: number): number | undefined {
  const twice = 2n * value.n * power(exponent);
  const minor = (twice + (twice < 0n ? -value.d : value.d)) / (2n * value.d);
  return minorToNumber(Number(minor), exponent);
}

/**
 * A fraction that was made of a decimal (by `parseDecimal` or `fromMinor`) as a JSON number with every digit, e.g. a unit
 * price of `0.004`. Undefined when it has more than 15 of them.
 */
export function exactNumber(value: Rational): number | undefined {
  const n = Number(value.n);
  return Math.abs(n) < MAX_MINOR ? n / Number(value.d) : decimalToNumber(`${value.n}e-${String(value.d).length - 1}`);
}

const ZERO = 48;
const POINT = 46;
const MINUS = 45;
const PLUS = 43;

/** A decimal as written: sign, digits without the point, and how many of them stand behind it. */
interface Decimal {
  negative: boolean;
  digits: string;
  scale: number;
}

/**
 * Reads `"49.0"`, `"0.004"`, `"-208.69341779"` or `"1e-7"`. Undefined for anything else (`"$10"`, `"1,000"`, `""`, blanks)
 * and for more than 30 digits on either side of the point, which no amount has.
 */
function readDecimal(text: string): Decimal | undefined {
  const first = text.charCodeAt(0);
  const start = first === MINUS || first === PLUS ? 1 : 0;
  let point = -1;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && point < 0) point = at;
    else if (!(code >= ZERO && code <= ZERO + 9)) break;
  }
  const mantissa = at;
  const exponent = at === text.length ? 0 : readExponent(text, at);
  if (exponent === undefined) return undefined;
  const digits = point < 0 ? text.slice(start, mantissa) : text.slice(start, point) + text.slice(point + 1, mantissa);
  const scale = (point < 0 ? 0 : mantissa - point - 1) - exponent;
  if (digits === "" || digits.length > 60 || Math.abs(scale) > 30) return undefined;
  return { negative: first === MINUS, digits, scale };
}

/** JavaScript prints very small and large numbers as `1e-7`: their exponent, of at most two digits. */
function readExponent(text: string, at: number): number | undefined {
  const match = /^e([+-]?\d{1,2})$/i.exec(text.slice(at));
  return match === null ? undefined : Number(match[1]);
}

/** The exact value of a decimal number, as text or as a JSON number; undefined when it is none. */
export function parseDecimal(value: string | number): Rational | undefined {
  const decimal = readDecimal(String(value));
  if (decimal === undefined) return undefined;
  const { digits, scale } = decimal;
  const unsigned = digits.length <= MAX_DIGITS ? BigInt(Number(digits)) : BigInt(digits);
  const n = decimal.negative ? -unsigned : unsigned;
  return scale >= 0 ? { n, d: power(scale) } : { n: n * power(-scale), d: 1n };
}

/**
 * A decimal number as a JSON number, not rounded: every digit is kept. Undefined when it is no decimal number, or has more
 * than 15 significant digits.
 */
export function decimalToNumber(value: string | number): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  const decimal = readDecimal(value);
  if (decimal === undefined) return undefined;
  if (decimal.digits.length > MAX_DIGITS && significantDigits(decimal.digits) > MAX_DIGITS) return undefined;
  const number = Number(value);
  return number === 0 ? 0 : number;
}

function significantDigits(digits: string): number {
  let start = 0;
  while (digits.charCodeAt(start) === ZERO) start++;
  let end = digits.length;
  while (end > start && digits.charCodeAt(end - 1) === ZERO) end--;
  return end - start;
}
