import { currencyExponent, type MinorUnits, minorUnitExponent, noCurrency } from "../../../model/currency.js";
import { compare, fromMinor, minorToNumber, type Rational } from "../../../model/money.js";
import type { Unread } from "../wire/fields.js";
import { cents } from "./read.js";

type Cents = Unread<"cents"> | null | undefined;

/** What the mappers are told from outside. */
export interface MapSettings {
  /**
   * Digits after the point of `*_in_cents`, by currency. Maxio documents hundredths and says nothing of currencies without
   * them: unless told otherwise a currency's own ISO 4217 exponent is taken, so that 1500 "cents" of yen are 1,500 yen.
   */
  readonly minorUnits: MinorUnits;
}

/** A currency and how it is counted: by Maxio in `*_in_cents`, and by us at output. */
export interface Denomination {
  readonly currency: string;
  readonly minorExponent: number;
  /** ISO 4217: computed amounts are rounded to this many digits. */
  readonly exponent: number;
}

export function denomination(currency: string | undefined, settings: MapSettings): Denomination {
  const code = currency ?? noCurrency;
  return {
    currency: code,
    minorExponent: minorUnitExponent(code, settings.minorUnits),
    exponent: currencyExponent(code),
  };
}

/** Major units, as a JSON number, of a field in minor units. */
export function amountOf(field: Cents, { minorExponent }: Denomination): number | undefined {
  const minor = cents(field);
  return minor === undefined ? undefined : minorToNumber(minor, minorExponent);
}

/** Major units, exactly, of a field in minor units. */
export function exactAmountOf(field: Cents, { minorExponent }: Denomination): Rational | undefined {
  const minor = cents(field);
  return minor === undefined ? undefined : fromMinor(minor, minorExponent);
}

/** Says so where the reading of `*_in_cents` is our choice: currencies without hundredths that nobody configured. */
export function assumedMinorUnits({ currency, minorExponent }: Denomination, settings: MapSettings) {
  if (minorExponent === 2 || Object.hasOwn(settings.minorUnits, currency)) return undefined;
  return { currency, exponent: minorExponent, assumed: true };
}

/** An amount of a subscription that is not in the site's currency, and how sure it is that it is in the subscription's. */
export interface ForeignAmount {
  readonly amount: Rational | undefined;
  /** PriceList: the catalogue lists it in that currency. Assumed: nothing says otherwise. SiteCurrency: it is not. */
  readonly basis: "PriceList" | "Assumed" | "SiteCurrency";
}

/**
 * Maxio does not say in which currency it gives `*_in_cents` of the catalogue on a subscription in another currency than the
 * site's. The catalogue decides: what equals the price listed in that currency is in it; what equals the site's own price is
 * in the site's currency, and is replaced by the listed price or not known; anything else is taken to be in the
 * subscription's currency.
 */
export function foreignAmount(
  minor: number,
  siteMinor: number | undefined,
  listed: Rational | undefined,
  { minorExponent }: Denomination,
): ForeignAmount {
  const amount = fromMinor(minor, minorExponent);
  if (minor === 0 || (listed !== undefined && compare(amount, listed) === 0)) return { amount, basis: "PriceList" };
  if (minor !== siteMinor) return { amount, basis: "Assumed" };
  return { amount: listed, basis: listed === undefined ? "SiteCurrency" : "PriceList" };
}
