import { currencyExponent } from "../model/currency.js";
import type { Exclusion } from "../model/metrics/report-parts.js";
import { type Rational, toNumber } from "../model/money.js";
import { inTextOrder } from "../model/text-order.js";
import { newTally, type Tally } from "./tally.js";

/** Collects what was left out of a report, by reason. */
export interface Exclusions {
  /** @param amount of all of them. */
  add(reason: string, amount?: Rational, count?: number): void;
  /** Ascending by reason; amounts in major units of the report's currency. */
  list(currency: string): Exclusion[];
}

export function newExclusions(): Exclusions {
  const found = new Map<string, { count: number; amount: Tally; hasAmount: boolean }>();
  return {
    add(reason, amount, count = 1) {
      let entry = found.get(reason);
      if (entry === undefined) {
        entry = { count: 0, amount: newTally(), hasAmount: false };
        found.set(reason, entry);
      }
      entry.count += count;
      if (amount === undefined) return;
      entry.hasAmount = true;
      entry.amount.add(amount);
    },
    list: (currency) =>
      [...found]
        .sort(([a], [b]) => inTextOrder(a, b))
        .map(([reason, { count, amount, hasAmount }]) => {
          const value = hasAmount ? toNumber(amount.total(), currencyExponent(currency)) : undefined;
          return { reason, count, ...(value === undefined ? {} : { amount: value }) };
        }),
  };
}
