import { currencyExponent } from "../../model/currency.js";
import { add, fromMinor, parseDecimal, type Rational, rational, sign } from "../../model/money.js";

/**
 * An amount inside a fact, without loss: an integer number of minor units, else a fraction of major units
 * (`"490/12"`).
 */
export type FactAmount = number | string;

/** Packs an amount in major units, as records carry them. Throws a RangeError when it is no decimal number. */
export function packAmount(major: number, currency: string): FactAmount {
  const scale = 10 ** currencyExponent(currency);
  const minor = Math.round(major * scale);
  if (Number.isSafeInteger(minor) && minor / scale === major) return minor;
  const exact = parseDecimal(major);
  if (exact === undefined) throw new RangeError(`Not an amount: ${major}`);
  return packRational(exact, currency);
}

export function packRational(major: Rational, currency: string): FactAmount {
  const n = major.n * 10n ** BigInt(currencyExponent(currency));
  const minor = Number(n / major.d);
  if (n % major.d === 0n && Number.isSafeInteger(minor)) return minor;
  const divisor = greatestCommonDivisor(sign(major) < 0 ? -major.n : major.n, major.d);
  return `${major.n / divisor}/${major.d / divisor}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** The amount in major units. Throws a RangeError when the text is none. */
export function readAmount(amount: FactAmount, currency: string): Rational {
  if (typeof amount === "number") return fromMinor(amount, currencyExponent(currency));
  const [n, d, ...rest] = amount.split("/");
  if (n === undefined || d === undefined || rest.length > 0) throw new RangeError(`Not an amount: ${amount}`);
  return rational(BigInt(n), BigInt(d));
}

/** Adds amounts of one currency. */
export function addAmounts(a: FactAmount, b: FactAmount, currency: string): FactAmount {
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a + b)) return a + b;
  return packRational(add(readAmount(a, currency), readAmount(b, currency)), currency);
}

/** Whether it is below zero. */
export const isNegative = (amount: FactAmount): boolean =>
  typeof amount === "number" ? amount < 0 : amount.startsWith("-");

export function negated(amount: FactAmount): FactAmount {
  if (typeof amount === "number") return amount === 0 ? 0 : -amount;
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}
