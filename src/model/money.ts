/** An exact fraction; the denominator is positive. Money is computed in these, in major units, and rounded at output. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/**
 * A fraction of safe integers, which nearly all are: computed with in plain numbers, as bigints would cost a mapper more
 * than all the rest of its work. It is exact either way: a result that is not safe is computed again in bigints.
 */
class Small implements Rational {
  readonly top: number;
  readonly bottom: number;

  constructor(top: number, bottom: number) {
    this.top = top;
    this.bottom = bottom;
  }

  get n(): bigint {
    return BigInt(this.top);
  }

  get d(): bigint {
    return BigInt(this.bottom);
  }
}

const isSafe = Number.isSafeInteger;
/** Whether a fraction is one of safe integers, and can be computed with in plain numbers. */
export const isSmall = (value: Rational): value is Small => value instanceof Small;

export const zero: Rational = new Small(0, 1);
export const one: Rational = new Small(1, 1);

/** The fraction n/d. Throws a RangeError when d is zero. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 0n) throw new RangeError("Division by zero");
  if (d < 0n) return rational(-n, -d);
  const [top, bottom] = [Number(n), Number(d)];
  if (isSafe(top) && isSafe(bottom)) return new Small(top, bottom);
  const divisor = greatestCommonDivisor(n < 0n ? -n : n, d);
  return divisor === 1n ? { n, d } : rational(n / divisor, d / divisor);
}

/** The fraction of two safe integers, the second one positive. */
export const fraction = (top: number, bottom = 1): Rational => new Small(top, bottom);

export function add(a: Rational, b: Rational): Rational {
  if (isSmall(a) && isSmall(b)) {
    if (a.bottom === b.bottom && isSafe(a.top + b.top)) return new Small(a.top + b.top, a.bottom);
    const left = a.top * b.bottom;
    const right = b.top * a.bottom;
    const bottom = a.bottom * b.bottom;
    if (isSafe(left) && isSafe(right) && isSafe(left + right) && isSafe(bottom)) return new Small(left + right, bottom);
  }
  return rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** The sum of many: brought to one denominator at once, which takes less than adding them one after the other. */
export function sum(values: readonly Rational[]): Rational {
  const [first = zero] = values;
  if (values.length <= 1) return first;
  return values.every(isSmall) ? (smallSum(values) ?? bigSum(values)) : bigSum(values);
}

/** Undefined when plain numbers cannot hold it. */
function smallSum(values: readonly Small[]): Rational | undefined {
  let common = 1;
  for (const { bottom } of values) {
    let [divisor, rest] = [common, bottom];
    while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
    common *= bottom / divisor;
    if (!isSafe(common)) return undefined;
  }
  let total = 0;
  for (const { top, bottom } of values) {
    const part = top * (common / bottom);
    total += part;
    if (!isSafe(part) || !isSafe(total)) return undefined;
  }
  return new Small(total, common);
}

function bigSum(values: readonly Rational[]): Rational {
  let common = 1n;
  for (const { d } of values) common = (common / greatestCommonDivisor(common, d)) * d;
  let total = 0n;
  for (const { n, d } of values) total += n * (common / d);
  return rational(total, common);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a, b];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return divisor;
}

export function negate(value: Rational): Rational {
  return isSmall(value) ? new Small(0 - value.top, value.bottom) : { n: -value.n, d: value.d };
}

export function subtract(a: Rational, b: Rational): Rational {
  if (isSmall(a) && isSmall(b) && a.bottom === b.bottom && isSafe(a.top - b.top)) {
    return new Small(a.top - b.top, a.bottom);
  }
  return add(a, negate(b));
}

export function multiply(a: Rational, b: Rational): Rational {
  if (isSmall(a) && isSmall(b)) {
    const top = a.top * b.top;
    const bottom = a.bottom * b.bottom;
    if (isSafe(top) && isSafe(bottom)) return new Small(top, bottom);
  }
  return rational(a.n * b.n, a.d * b.d);
}

/** Throws a RangeError when b is zero. */
export function divide(a: Rational, b: Rational): Rational {
  if (isSmall(a) && isSmall(b) && b.top > 0) return multiply(a, new Small(b.bottom, b.top));
  return rational(a.n * b.d, a.d * b.n);
}

/** -1, 0 or 1 as the value is negative, zero or positive. */
export function sign(value: Rational): number {
  if (isSmall(value)) return Math.sign(value.top);
  return value.n > 0n ? 1 : value.n < 0n ? -1 : 0;
}

/** About as much, for comparisons within a tolerance. */
export const toFloat = (value: Rational): number =>
  isSmall(value) ? value.top / value.bottom : Number(value.n) / Number(value.d);

/** The fraction as it stands, `n/d`, unreduced. */
export const fractionText = (value: Rational): string =>
  isSmall(value) ? `${value.top}/${value.bottom}` : `${value.n}/${value.d}`;

/** The value without its sign. */
export const absolute = (value: Rational): Rational => (sign(value) < 0 ? negate(value) : value);

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compare(a: Rational, b: Rational): number {
  if (isSmall(a) && isSmall(b)) {
    if (a.bottom === b.bottom) return Math.sign(a.top - b.top);
    const left = a.top * b.bottom;
    const right = b.top * a.bottom;
    if (isSafe(left) && isSafe(right)) return Math.sign(left - right);
  }
  return sign(subtract(a, b));
}

export const least = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b);
export const greatest = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b);

/** Major units, exactly, of an integer number of minor units. */
export function fromMinor(minor: number, exponent: number): Rational {
  return new Small(minor, 10 ** exponent);
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
  if (isSmall(value)) {
    const twice = 2 * Math.abs(value.top) * 10 ** exponent;
    const divisor = 2 * value.bottom;
    const dividend = twice + value.bottom;
    if (isSafe(dividend) && isSafe(divisor)) {
      const minor = (dividend - (dividend % divisor)) / divisor;
      return minorToNumber(value.top < 0 ? 0 - minor : minor, exponent);
    }
  }
  const { n, d } = value;
  const twice = 2n * n * 10n ** BigInt(exponent);
  return minorToNumber(Number((twice + (twice < 0n ? -d : d)) / (2n * d)), exponent);
}

/**
 * A fraction that was made of a decimal (by `parseDecimal` or `fromMinor`) as a JSON number with every digit, e.g. a unit
 * price of `0.004`. Undefined when it has more than 15 of them.
 */
export function exactNumber(value: Rational): number | undefined {
  if (isSmall(value) && Math.abs(value.top) < MAX_MINOR) return value.top / value.bottom;
  const { n, d } = value;
  const scale = String(d).length - 1;
  return d === 10n ** BigInt(scale) ? decimalToNumber(`${n}e-${scale}`) : undefined;
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
  if (isSafe(value)) return new Small(value as number, 1);
  const decimal = readDecimal(String(value));
  if (decimal === undefined) return undefined;
  const { digits, scale, negative } = decimal;
  if (digits.length <= MAX_DIGITS && scale >= 0 && scale <= MAX_DIGITS) {
    return new Small(negative ? 0 - Number(digits) : Number(digits), 10 ** scale);
  }
  const n = negative ? -BigInt(digits) : BigInt(digits);
  return scale >= 0 ? rational(n, 10n ** BigInt(scale)) : rational(n * 10n ** BigInt(-scale));
}

/**
 * A decimal number as a JSON number with every digit it came with. Of more than 15 significant digits the last decimals are
 * rounded off half-up, down to two; undefined when even those do not fit, and when it is no decimal number.
 */
export function decimalToNumber(value: string | number): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  const decimal = readDecimal(value);
  if (decimal === undefined) return undefined;
  if (decimal.digits.length > MAX_DIGITS) return shortened(value, decimal);
  const number = Number(value);
  return number === 0 ? 0 : number;
}

function shortened(value: string, { digits, scale }: Decimal): number | undefined {
  let leading = 0;
  while (digits.charCodeAt(leading) === ZERO) leading++;
  const decimals = MAX_DIGITS - Math.max(0, digits.length - scale - leading);
  const exact = parseDecimal(value);
  return exact === undefined || decimals < 2 ? undefined : toNumber(exact, Math.min(decimals, Math.max(scale, 0)));
}
