import { currencyExponent } from "../model/currency.js";
import {
  add,
  compare,
  divide,
  multiply,
  parseDecimal,
  type Rational,
  rational,
  sign,
  subtract,
  toNumber,
  zero,
} from "../model/money.js";

/** Whole minor units of a currency: cents, yen, fils. A safe integer. */
export type Minor = number;

/** The amount of a billing record, exactly, in minor units of its currency, which it may hold fractions of. */
export function inMinor(amount: number | undefined, currency: string): Rational {
  const exact = amount === undefined ? undefined : parseDecimal(amount);
  return exact === undefined ? zero : multiply(exact, exactly(10 ** currencyExponent(currency)));
}

export const exactly = (whole: Minor): Rational => rational(BigInt(whole));

/** The nearest whole minor unit; halves go away from zero. Beyond 15 digits, which no amount has, it is merely near. */
export function round(value: Rational): Minor {
  return toNumber(value, 0) ?? Math.trunc(Number(value.n) / Number(value.d));
}

/** Whole minor units as a JSON amount in major units. */
export function toAmount(minor: Minor, currency: string): number {
  return minor / 10 ** currencyExponent(currency);
}

/**
 * Splits a whole number of minor units over parts that should add up to it but need not: every part gets its own value, a
 * share of what is missing or too much in proportion to its weight, and the units that rounding leaves over go to the
 * largest remainders, the earlier part first where they are equal. The result adds up to `total` exactly.
 *
 * Without any weight the difference is shared equally. `parts` must not be empty.
 */
export function apportion(total: Minor, parts: readonly Rational[], weights: readonly Rational[]): Minor[] {
  const difference = subtract(exactly(total), sum(parts));
  const share = sharesOf(weights, parts.length);
  const shares = parts.map((part, i) => {
    const exact = sign(difference) === 0 ? part : add(part, multiply(difference, share(i)));
    const whole = floor(exact);
    return { i, whole, remainder: subtract(exact, exactly(whole)) };
  });
  const leftOver = total - shares.reduce((units, { whole }) => units + whole, 0);
  if (leftOver === 0) return shares.map(({ whole }) => whole);
  const byRemainder = shares.toSorted((a, b) => compare(b.remainder, a.remainder) || a.i - b.i);
  const lucky = new Set(byRemainder.slice(0, leftOver).map(({ i }) => i));
  return shares.map(({ i, whole }) => (lucky.has(i) ? whole + 1 : whole));
}

/** Each weight's share of them all. */
function sharesOf(weights: readonly Rational[], count: number): (i: number) => Rational {
  const all = sum(weights);
  return sign(all) === 0 ? () => rational(1n, BigInt(count)) : (i) => divide(weights[i] ?? zero, all);
}

export const sum = (values: readonly Rational[]): Rational => values.reduce(add, zero);

function floor(value: Rational): Minor {
  const nearest = round(value);
  return compare(exactly(nearest), value) > 0 ? nearest - 1 : nearest;
}
