import { add, type Rational, rational, zero } from "../model/money.js";

/**
 * A sum of many fractions. It is kept per denominator, which amounts of money share with many others, so adding one is
 * one integer addition; the parts are joined when the sum is read.
 */
export interface Tally {
  add(value: Rational): void;
  subtract(value: Rational): void;
  total(): Rational;
}

export function newTally(): Tally {
  // Few denominators occur, and mostly the first: looking through a short list is faster than a map.
  const denominators: bigint[] = [];
  const sums: bigint[] = [];
  const put = (n: bigint, d: bigint): void => {
    if (n === 0n) return;
    let at = denominators.indexOf(d);
    if (at < 0) at = denominators.push(d) - 1;
    sums[at] = (sums[at] ?? 0n) + n;
  };
  return {
    add: ({ n, d }) => put(n, d),
    subtract: ({ n, d }) => put(-n, d),
    total: () => denominators.reduce((sum, d, at) => add(sum, rational(sums[at] ?? 0n, d)), zero),
  };
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
      let value = zero;
      let count = 0;
      return changes.map((change, index) => {
        value = add(value, change.total());
        count += counts[index] ?? 0;
        return { value, count };
      });
    },
  };
}
