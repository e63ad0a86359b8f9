import { currencyExponent } from "../../model/currency.js";
import type { Day } from "../../model/metrics/parameters.js";
import type { ReportMeasure } from "../../model/metrics/report.js";
import { rational, toNumber } from "../../model/money.js";
import type { OrderFact } from "./order-fact.js";

/** An order that has a place in time. */
type DatedFact = OrderFact & { date: Day };

/** One figure of a period: which item of the report, which measure, how much. */
export interface Figure {
  item: number;
  measure: number;
  value: number;
}

/**
 * Counts up what a metric needs. Periods go by number: 1 is the first of the report, 0 the one before it (what the first is
 * compared with) and anything earlier is -1.
 */
interface Tally {
  add(fact: DatedFact, period: number): void;
  /**
   * Once all is added: the figures of a period, in the order of the report's items. One that cannot be computed is left out.
   */
  finish(): (period: number) => Figure[];
}

/** One of Codat's commerce metrics. */
export interface CommerceMetric {
  /** Last segment of its path. */
  readonly path: string;
  /** What it computes and how, choices included: the operation's description in the OpenAPI document. */
  readonly description: string;
  readonly reportInfo: { name: string; displayName: string };
  /** Name of the dimension its items are in. */
  readonly dimension: string;
  readonly items: readonly string[];
  /** Whether orders that name no customer are left out. */
  readonly needsCustomer: boolean;
  /** @param currency the base currency, which every amount is in. */
  measures(currency: string): ReportMeasure[];
  tally(currency: string): Tally;
}

export const count = (index: number): ReportMeasure => ({ index, displayName: "Count", type: "int" });
export const value = (index: number, currency: string): ReportMeasure => ({
  index,
  displayName: "Value",
  type: "currency",
  units: currency,
});

/** `amount / divisor` of minor units as a JSON amount in major units, rounded half-up once; 0 when there is nothing to divide by. */
export function money(amount: number | bigint, currency: string, divisor = 1): number {
  const exponent = currencyExponent(currency);
  return divisor === 0
    ? 0
    : (toNumber(rational(BigInt(amount), BigInt(divisor) * 10n ** BigInt(exponent)), exponent) ?? 0);
}

/** A ratio to two decimals, rounded half-up once; 0 when there is nothing to divide by. */
export function ratio(part: number, whole: number, scale = 1): number {
  return whole === 0 ? 0 : (toNumber(rational(BigInt(part) * BigInt(scale), BigInt(whole)), 2) ?? 0);
}

/** A number per period, 0 until something is added. */
export function sums() {
  const byPeriod = new Map<number, number>();
  return {
    add: (period: number, amount: number) => void byPeriod.set(period, (byPeriod.get(period) ?? 0) + amount),
    of: (period: number) => byPeriod.get(period) ?? 0,
  };
}
