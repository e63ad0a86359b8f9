import { absolute, add, divide, greatest, multiply, type Rational, sign, subtract, zero } from "../../model/money.js";
import { absent, ofCount, percent } from "../figures.js";
import type { Cell } from "../metric.js";
import { newTally } from "../tally.js";

/** Whether two figures agree. */
export const isMatch = (difference: Rational, cause: string): boolean => sign(difference) === 0 || cause === "Rounding";

/** Adds up how two sources agree, subscription by subscription. */
export function newComparison() {
  const theirs = newTally();
  const differences = newTally();
  const larger = newTally();
  const causes = new Map<string, { amount: Rational; count: number }>();
  let compared = 0;
  let matched = 0;
  return {
    add(a: Rational, b: Rational, cause: string) {
      const difference = subtract(a, b);
      theirs.add(b);
      larger.add(greatest(a, b));
      differences.add(absolute(difference));
      compared += 1;
      if (isMatch(difference, cause)) matched += 1;
      if (sign(difference) === 0) return;
      const known = causes.get(cause);
      causes.set(cause, { amount: add(known?.amount ?? zero, difference), count: (known?.count ?? 0) + 1 });
    },
    /** The other side's total, both matches and every cause; or why the other side is missing. */
    cells(missing: string | undefined, names: readonly string[]): Cell[] {
      if (missing !== undefined || compared === 0) {
        const why = absent("NothingToCompare", missing ?? "No subscription counts on either side.");
        return [why, why, why, ...names.map(() => why)];
      }
      const whole = larger.total();
      const agreed = sign(whole) === 0 ? undefined : divide(subtract(whole, differences.total()), whole);
      return [
        { value: theirs.total(), count: compared },
        { percentage: percent(ofCount(matched), ofCount(compared)), count: matched },
        agreed === undefined
          ? absent("NothingToCompare", "All amounts are zero.")
          : { percentage: multiply(agreed, ofCount(100)) },
        ...names.map((name) => ({ value: causes.get(name)?.amount ?? zero, count: causes.get(name)?.count ?? 0 })),
      ];
    },
  };
}
