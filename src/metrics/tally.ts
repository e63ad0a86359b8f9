import { add, fraction, isSmall, negate, type Rational, sum, zero } from "../model/money.js";

/**
 * A sum of many fractions. It is kept per denominator, which amounts of money share with many others, so adding one is
 * one integer addition; the parts are joined when the sum is read.
 */
export interface Tally {
  add(value: Rational): void;
  subtract(value: Rational): void;
  /** Fractions that add up to the sum, one per denominator. */
  parts(): Rational[];
  total(): Rational;
}

export function newTally(): Tally {
  // Few denominators occur, and mostly the first: looking through a short list is faster than a map.
  const denominators: number[] = [];
  const sums: number[] = [];
  /** What plain numbers cannot hold. */
  let rest = zero;

  function put(value: Rational, times: 1 | -1): void {
    if (!isSmall(value)) {
      putAside(value, times);
      return;
    }
    if (value.top === 0) return;
    let at = denominators[0] === value.bottom ? 0 : denominators.indexOf(value.bottom);
    if (at < 0) at = denominators.push(value.bottom) - 1;
    const grown = (sums[at] ?? 0) + times * value.top;
    if (Number.isSafeInteger(grown)) sums[at] = grown;
    else putAside(value, times);
  }

  function putAside(value: Rational, times: 1 | -1): void {
    rest = add(rest, times < 0 ? negate(value) : value);
  }

  function parts(): Rational[] {
    const small = denominators.map((bottom, at) => fraction(sums[at] ?? 0, bottom));
    return rest === zero ? small : [...small, rest];
  }

  return { add: (value) => put(value, 1), subtract: (value) => put(value, -1), parts, total: () => sum(parts()) };
}

/** A sum over a row of days, of things that are there for some days each. */
export interface Level {
  /** Something that is there from one day (index `first`) to the one before another (`after`). */
  during(first: number, after: number, value: Rational): void;
  /** The sum and the number of what is there, at each day. */
  totals(): { value: Rational; count: number }[];
}

export function newLevel(days: number): Level {
  const changes = Array.from({ length: days }, newTally);
  const counts = new Array<number>(days).fill(0);
  return {
    during(first, after, value) {
      changes[first]?.add(value);
      counts[first] = (counts[first] ?? 0) + 1;
      if (after >= days) return;
      changes[after]?.subtract(value);
      counts[after] = (counts[after] ?? 0) - 1;
    },
    totals() {
      const running = newTally();
      let count = 0;
      return changes.map((change, index) => {
        for (const part of change.parts()) running.add(part);
        count += counts[index] ?? 0;
        return { value: running.total(), count };
      });
    },
  };
}
