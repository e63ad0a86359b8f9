import { currencyExponent } from "../../model/currency.js";
import type { ConcentrationFlag, ParetoPoint } from "../../model/metrics/report-parts.js";
import { add, compare, type Rational, rational, sign, toFloat, toNumber, zero } from "../../model/money.js";
import { absent, percent } from "../figures.js";
import type { CustomerHistory } from "../history/customers.js";
import { collectEvidence } from "../history/evidence.js";
import { historyTypes, readLedger } from "../history/ledger.js";
import { customerRevenue, eachSteady } from "../history/levels.js";
import type { Cell, ComponentSpec, SubscriptionMetric, Trace } from "../metric.js";
import { customerNames } from "../names.js";
import { buildReport } from "../report.js";
import { type DaySpan, reportPeriods } from "../reporting-days.js";
import { newLevel } from "../tally.js";
import { visitCustomers } from "./visit-customers.js";

const tops = [1, 5, 10] as const;

const level = { unit: "currency per month", kind: "level", source: "net MRR of each customer" } as const;

const specs: readonly ComponentSpec[] = [
  ...tops.map((top) => ({
    name: top === 1 ? "Largest customer" : `Largest ${top} customers`,
    ...level,
    definition: `Net MRR of the ${top === 1 ? "largest customer" : `${top} largest customers`}, and its share of all.`,
  })),
  { name: "All customers", ...level, definition: "Net MRR of all customers." },
];

export const concentration: SubscriptionMetric = {
  name: "concentration",
  displayName: "Concentration",
  summary:
    "How much depends on few customers, at the end of each period; those with a common parent count each by itself. `pareto` is the whole curve at the end of the last period, largest customer first; its shares add up to 100. `flags` are the shares above the thresholds given (lenders publish 10 % for one customer and 25 % for five).",
  measures: ["value", "count", "percentage"],
  components: specs,
  needs: ["billing-subscriptions"],
  uses: [...historyTypes, "billing-customers"],
  async compute(input, trace) {
    const ledger = await readLedger(input);
    const periods = reportPeriods(input.parameters);
    const collected = collectEvidence(ledger, periods);
    const sums = collect(periods, trace);
    await visitCustomers(ledger, input, collected, sums);
    const names = input.parameters.includeDisplayNames ? await customerNames(input) : undefined;
    const cells = sums.cells();
    const { customerThreshold, topFiveThreshold } = input.parameters;
    await input.breathe?.();
    const shares = sums.last();
    await input.breathe?.();
    return buildReport(concentration, input, ledger.currency, periods, cells, {
      ...collected.evidence(),
      flags: flagsOf(cells, [customerThreshold, topFiveThreshold]),
      pareto: paretoOf(shares, ledger.currency, names),
    });
  },
};

interface Share {
  readonly customerId: string;
  readonly amount: Rational;
  /** The amount as a float, which settles most comparisons. */
  readonly size: number;
}

function collect(periods: readonly DaySpan[], trace: Trace | undefined) {
  const ends = periods.map(({ end }) => end);
  const places = [...ends.keys()];
  const total = newLevel(ends.length);
  const largest = periods.map((): Share[] => []);
  const last: Share[] = [];

  return {
    visit(customer: CustomerHistory) {
      eachSteady(customerRevenue(customer, ends), places, places, (amount, _, first, after) => {
        if (sign(amount) === 0) return;
        const share = { customerId: customer.id, amount, size: toFloat(amount) };
        total.during(first, after, amount);
        for (let period = first; period < after; period++) {
          insert(largest[period] ?? [], share);
          trace?.(period, "All customers", share);
        }
        if (after === ends.length) last.push(share);
      });
    },
    /** Everybody at the end of the last period, largest first. */
    last: (): readonly Share[] => last.sort((a, b) => (isBefore(a, b) ? -1 : 1)),
    cells(): Cell[][] {
      return total.totals().map(({ value: whole, count: customers }, period) => {
        const none = ["NoCustomers", "There was no recurring revenue."] as const;
        return [
          ...tops.map((count, index): Cell => {
            const shares = largest[period]?.slice(0, count) ?? [];
            for (const share of shares) trace?.(period, specs[index]?.name ?? "", share);
            const value = shares.reduce((sum, share) => add(sum, share.amount), zero);
            return sign(whole) === 0
              ? absent(...none)
              : { value, count: shares.length, percentage: percent(value, whole) };
          }),
          { value: whole, count: customers },
        ];
      });
    },
  };
}

/** Largest first; of equals the one whose id comes first. */
function isBefore(a: Share, b: Share): boolean {
  if (Math.abs(a.size - b.size) > 1e-9 * (a.size + b.size)) return a.size > b.size;
  const order = compare(a.amount, b.amount);
  return order === 0 ? a.customerId < b.customerId : order > 0;
}

const MOST = 10;

/** Keeps the ten largest. */
function insert(top: Share[], share: Share): void {
  const smallest = top[MOST - 1];
  if (smallest !== undefined && !isBefore(share, smallest)) return;
  const at = top.findIndex((other) => isBefore(share, other));
  top.splice(at < 0 ? top.length : at, 0, share);
  if (top.length > MOST) top.pop();
}

/** Shares above the thresholds for one and for five customers. */
function flagsOf(cells: readonly (readonly Cell[])[], thresholds: readonly number[]): ConcentrationFlag[] {
  return cells.flatMap((row, period) =>
    thresholds.flatMap((threshold, index) => {
      const share = row[index]?.percentage;
      const value = share === undefined ? undefined : toNumber(share, 4);
      return value === undefined || value <= threshold
        ? []
        : [{ period, component: specs[index]?.name ?? "", threshold, share: value }];
    }),
  );
}

/** A ten-thousandth of a percent: what shares are rounded to. */
const STEPS = 1_000_000n;
const DIGITS = 4;

/**
 * The curve. Amounts are brought to one denominator, so that sums are sums of integers; shares are the steps between
 * rounded cumulative shares, so that they add up to exactly 100.
 */
function paretoOf(
  shares: readonly Share[],
  currency: string,
  names: ReadonlyMap<string, string> | undefined,
): ParetoPoint[] {
  const scale = [...new Set(shares.map(({ amount }) => amount.d))].reduce(leastCommonMultiple, 1n);
  const sizes = shares.map(({ amount: { n, d } }) => n * (scale / d));
  const whole = sizes.reduce((sum, size) => sum + size, 0n);
  const percentOf = (steps: bigint) => toNumber(rational(steps * 100n, STEPS), DIGITS) ?? 0;
  let cumulative = 0n;
  let before = 0n;
  return shares.map(({ customerId, amount }, index) => {
    cumulative += sizes[index] ?? 0n;
    const steps = (2n * cumulative * STEPS + whole) / (2n * whole);
    const share = steps - before;
    before = steps;
    const name = names?.get(customerId);
    return {
      rank: index + 1,
      customerRef: { id: customerId, ...(name === undefined ? {} : { name }) },
      value: toNumber(amount, currencyExponent(currency)) ?? 0,
      share: percentOf(share),
      cumulativeShare: percentOf(steps),
    };
  });
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}
