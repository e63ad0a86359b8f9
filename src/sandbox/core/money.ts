/**
 * Money in the sandbox is a whole number of 1e-8 of a currency's major unit (`Amount`): Maxio's invoice lines carry up
 * to eight decimals, and its totals are rounded to the currency's smallest unit. Exact up to 90 million major units.
 */

export type Amount = number;

const SCALE = 100_000_000;

/** Decimal places of the currencies the sandbox knows; two for all others (ISO 4217). */
const exponents: Readonly<Record<string, number>> = { JPY: 0, KWD: 3 };

function exponentOf(currency: string): number {
  return exponents[currency] ?? 2;
}

function minorUnit(currency: string): Amount {
  return SCALE / 10 ** exponentOf(currency);
}

/** Reads a decimal text such as `"0.004"`; throws when it has more than eight decimals. */
export function amount(decimal: string): Amount {
  const match = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(decimal);
  if (!match) throw new Error(`not a decimal amount: ${decimal}`);
  const [, sign, whole, fraction = ""] = match;
  const value = Number(whole) * SCALE + Number(fraction.padEnd(8, "0"));
  return sign === "-" ? -value : value;
}

/**
 * From Maxio's `*_in_cents`. Maxio does not say what "cents" are for currencies without two decimals; the sandbox takes
 * them for the currency's own minor unit (yen are not divided, a Kuwaiti dinar has 1000 fils).
 */
export function fromCents(cents: number, currency: string): Amount {
  return cents * minorUnit(currency);
}

/** To `*_in_cents`; the amount must already be rounded. */
export function toCents(value: Amount, currency: string): number {
  return value / minorUnit(currency);
}

/** Rounds half away from zero to the currency's smallest unit, as Maxio does with every top-level total. */
export function roundTo(value: Amount, currency: string): Amount {
  return mulDiv(value, 1, minorUnit(currency)) * minorUnit(currency);
}

/** value × numerator ÷ denominator, rounded half away from zero to a whole number, without leaving exact arithmetic. */
export function mulDiv(value: number, numerator: number, denominator: number): number {
  const product = value * numerator;
  if (Number.isSafeInteger(product) && product % denominator === 0) return product / denominator;
  const exact = BigInt(value) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const magnitude = exact < 0n ? -exact : exact;
  const rounded = Number((magnitude * 2n + divisor) / (divisor * 2n));
  return exact < 0n ? -rounded : rounded;
}

/** unit price × quantity; quantities have at most four decimals. */
export function times(price: Amount, quantity: number): Amount {
  return mulDiv(price, Math.round(quantity * 10_000), 10_000);
}

/** `percentage` of an amount; the percentage is a decimal text such as `"33.3333"`. */
export function percentOf(value: Amount, percentage: string): Amount {
  return mulDiv(value, amount(percentage), 100 * SCALE);
}

/** As Maxio prints amounts on invoices: at least one decimal, no needless zeros (`"100.0"`, `"9.99"`). */
export function decimal(value: Amount): string {
  const magnitude = Math.abs(value);
  const whole = Math.floor(magnitude / SCALE);
  const fraction = String(magnitude % SCALE)
    .padStart(8, "0")
    .replace(/0+$/, "");
  return `${value < 0 ? "-" : ""}${whole}.${fraction || "0"}`;
}

const symbols: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£", JPY: "¥" };

/** For people, as in `stats` and `formatted_unit_price`: `"$45,978.81"`. */
export function formatted(value: Amount, currency: string): string {
  const symbol = symbols[currency] ?? `${currency} `;
  const digits = (Math.abs(value) / SCALE).toFixed(exponentOf(currency)).split(".");
  const whole = (digits[0] ?? "0").replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? "-" : ""}${symbol}${[whole, ...digits.slice(1)].join(".")}`;
}

export function symbolOf(currency: string): string {
  return symbols[currency] ?? currency;
}
