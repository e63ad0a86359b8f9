import type { Day } from "../../model/metrics/parameters.js";
import type { ReportError } from "../../model/metrics/report.js";
import { inTextOrder } from "../../model/text-order.js";
import type { Period } from "../periods.js";
import { money } from "./metric.js";
import type { OrderFact } from "./order-fact.js";

export const periodName = (index: number) => `Period ${index}`;

/** What the figures do not cover. */
export interface Gaps {
  undated: number;
  anonymous: number;
  otherCurrencies: Map<string, { orders: number; total: number }>;
  /** Day of the first order that counts. */
  firstDay: Day | undefined;
}

export const newGaps = (): Gaps => ({ undated: 0, anonymous: 0, otherCurrencies: new Map(), firstDay: undefined });

/** Notes an order in another currency, if it is in a period of the report. */
export function noteCurrency(gaps: Gaps, fact: OrderFact, period: number): void {
  if (period < 1) return;
  const { orders, total } = gaps.otherCurrencies.get(fact.currency) ?? { orders: 0, total: 0 };
  gaps.otherCurrencies.set(fact.currency, { orders: orders + 1, total: total + fact.total });
}

/** The gaps in words, as the report's `errors`; empty when there are none. */
export function errorsOf(gaps: Gaps, periods: readonly Period[], baseCurrency: string): ReportError[] {
  const errors: ReportError[] = [];
  const { firstDay, otherCurrencies } = gaps;
  const uncovered = periods.flatMap(({ end }, i) => (firstDay === undefined || end < firstDay ? [periodName(i)] : []));
  if (uncovered.length > 0) {
    errors.push({
      type: "DatesOutOfRange",
      message:
        firstDay === undefined
          ? `There are no orders in ${baseCurrency} up to the report date.`
          : `The first order in ${baseCurrency} is of ${firstDay}: whether the source goes back further, it does not tell.`,
      details: { periods: uncovered },
    });
  }
  if (otherCurrencies.size > 0) {
    errors.push({
      type: "OtherCurrencies",
      message: `Orders in other currencies than ${baseCurrency} are in none of the figures.`,
      details: Object.fromEntries(
        [...otherCurrencies]
          .sort(([a], [b]) => inTextOrder(a, b))
          .map(([currency, { orders, total }]) => [
            currency,
            [`${plural(orders, "order")}, total value ${money(total, currency)}`],
          ]),
      ),
    });
  }
  if (gaps.undated > 0) errors.push(missing(gaps.undated, "createdDate", "are in no period"));
  if (gaps.anonymous > 0) errors.push(missing(gaps.anonymous, "customerRef", "are in none of the figures"));
  return errors;
}

const plural = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;

const missing = (n: number, property: string, consequence: string): ReportError => ({
  type: "MissingData",
  message: `Orders without ${property} ${consequence}.`,
  details: { [property]: [plural(n, "order")] },
});
