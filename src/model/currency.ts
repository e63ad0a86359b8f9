import { z } from "zod";

/** An ISO 4217 currency code, upper case; `XXX` when the source gives none. */
export const Currency = z
  .string()
  .length(3)
  .meta({ examples: ["USD"] });

/** ISO 4217's code for "no currency": the source gives none. */
export const noCurrency = "XXX";

/** Digits after the point of the currencies whose smallest unit is not a hundredth (ISO 4217; `Intl` deviates from it). */
const exponents: ReadonlyMap<string, number> = new Map([
  ...codes(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...codes(3, "BHD IQD JOD KWD LYD OMR TND"),
  ...codes(4, "CLF UYW"),
]);

function codes(exponent: number, list: string): [string, number][] {
  return list.split(" ").map((code) => [code, exponent]);
}

/** Digits after the point of a currency's smallest unit; 2 for a currency that is not known. */
export const currencyExponent = (currency: string): number => exponents.get(currency) ?? 2;

/**
 * Digits after the point of the minor units a source counts in, for currencies where that is not the ISO 4217 exponent:
 * `{ JPY: 2 }` reads 150000 as 1500 yen. Some sources count hundredths whatever the currency.
 */
export type MinorUnits = Readonly<Record<string, number>>;

export function minorUnitExponent(currency: string, minorUnits: MinorUnits): number {
  return Object.hasOwn(minorUnits, currency) ? (minorUnits[currency] ?? 2) : currencyExponent(currency);
}
