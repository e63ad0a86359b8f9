import { currencyExponent } from "../../model/currency.js";
import type { ReportCheck } from "../../model/metrics/report-parts.js";
import { add, type Rational, sign, subtract, toNumber, zero } from "../../model/money.js";
import type { CustomerHistory } from "../history/customers.js";
import { collectEvidence } from "../history/evidence.js";
import { historyTypes, type Ledger, readLedger } from "../history/ledger.js";
import { addRevenue, customerRevenue, type Stay, staysOf } from "../history/levels.js";
import { type MovementKind, movementBetween } from "../history/movement.js";
import type { Cell, ComponentSpec, SubscriptionMetric, Trace } from "../metric.js";
import { buildReport } from "../report.js";
import { boundaryDays, type DaySpan, reportPeriods } from "../reporting-days.js";
import { newLevel, newTally, type Tally } from "../tally.js";
import { visitCustomers } from "./visit-customers.js";

const flow = { unit: "currency per month", kind: "flow" } as const;
const level = { unit: "currency per month", kind: "level" } as const;
const source = "net MRR of each customer at the start and the end of the period";

const specs = {
  start: { name: "Start", ...level, definition: "Net MRR at the start of the period.", source },
  new: { name: "New", ...flow, definition: "Net MRR at the end of customers who had none before, ever.", source },
  expansion: {
    name: "Expansion",
    ...flow,
    definition: "What customers pay more at the end than at the start.",
    source,
  },
  reactivation: {
    name: "Reactivation",
    ...flow,
    definition:
      "Net MRR at the end of customers who had none at the start but had some before. Under maxio-comparable/1 a return after more than 90 days is new.",
    source,
  },
  contraction: {
    name: "Contraction",
    ...flow,
    definition: "What customers who stay pay less at the end; a positive figure.",
    source,
  },
  churn: {
    name: "Churn",
    ...flow,
    definition: "Net MRR at the start of customers who have none at the end; a positive figure.",
    source,
  },
  netNew: {
    name: "Net new",
    ...flow,
    definition: "New + expansion + reactivation − contraction − churn.",
    source,
  },
  end: { name: "End", ...level, definition: "Net MRR at the end of the period.", source },
  longAway: {
    name: "Returned after more than 90 days",
    ...flow,
    definition: "The part of new and reactivation of customers who were away for more than 90 days.",
    source: "days between two stays of a customer; Maxio's own limit of a reactivation",
  },
} as const satisfies Record<string, ComponentSpec>;

type Name = keyof typeof specs;
const names = Object.keys(specs) as Name[];

const LONG_AWAY = 90;

/** The sums of a period's movements. */
type Flow = MovementKind | "longAway";
type PeriodSums = Record<Flow, { amount: Tally; customers: number }>;

function newSums(): PeriodSums {
  const sum = () => ({ amount: newTally(), customers: 0 });
  return { new: sum(), expansion: sum(), reactivation: sum(), contraction: sum(), churn: sum(), longAway: sum() };
}

export const movements: SubscriptionMetric = {
  name: "movements",
  displayName: "MRR movements",
  summary:
    "Where growth and loss of recurring revenue come from, customer by customer: a customer who moves from one plan or subscription to another is neither new nor lost. Counts are of customers.",
  measures: ["value", "count"],
  components: names.map((name) => specs[name]),
  needs: ["billing-subscriptions"],
  uses: historyTypes,
  async compute(input, trace) {
    const ledger = await readLedger(input);
    const periods = reportPeriods(input.parameters);
    const collected = collectEvidence(ledger, periods);
    const sums = collect(ledger, periods, trace);
    await visitCustomers(ledger, input, collected, sums);
    const rows = sums.rows();
    return buildReport(
      movements,
      input,
      ledger.currency,
      periods,
      rows.map(({ cells }) => cells),
      {
        ...collected.evidence(),
        checks: rows.map(({ difference }, period) => checkOf(period, difference, ledger.currency)),
      },
    );
  },
};

/**
 * Levels are summed over subscriptions and movements over customers, so that the identity between them proves
 * something.
 */
function collect({ convention }: Ledger, periods: readonly DaySpan[], trace: Trace | undefined) {
  const days = boundaryDays(periods);
  const level = newLevel(days.length);
  const customers = new Array<number>(days.length).fill(0);
  const sums = periods.map(newSums);

  function move(
    customer: CustomerHistory,
    period: number,
    before: Rational,
    after: Rational,
    stays: readonly Stay[],
  ): void {
    const span = periods[period];
    const movement = span && movementBetween(before, after, stays, [span.start, span.end], convention);
    if (movement === undefined) return;
    const { kind, amount, daysAway } = movement;
    const flows: readonly Flow[] = daysAway !== undefined && daysAway > LONG_AWAY ? [kind, "longAway"] : [kind];
    for (const flow of flows) {
      const sum = sums[period]?.[flow];
      if (sum === undefined) continue;
      sum.amount.add(amount);
      sum.customers += 1;
      const note = daysAway === undefined ? {} : { note: `away for ${daysAway} days` };
      trace?.(period, specs[flow].name, { customerId: customer.id, amount, before, after, ...note });
      if (flow !== "longAway")
        trace?.(period, specs.netNew.name, { customerId: customer.id, amount: subtract(after, before) });
    }
  }

  return {
    visit(customer: CustomerHistory) {
      addRevenue(level, customer, days);
      const revenue = customerRevenue(customer, days);
      let stays: readonly Stay[] | undefined;
      let before: Rational | undefined;
      for (let index = 0; index < revenue.length; index++) {
        const after = revenue[index] ?? zero;
        if (sign(after) !== 0) {
          customers[index] = (customers[index] ?? 0) + 1;
          trace?.(index, specs.start.name, { customerId: customer.id, amount: after });
          if (index > 0) trace?.(index - 1, specs.end.name, { customerId: customer.id, amount: after });
        }
        if (before !== undefined && before !== after) {
          stays ??= staysOf(customer);
          move(customer, index - 1, before, after, stays);
        }
        before = after;
      }
    },
    rows() {
      const levels = level.totals().map(({ value }, index) => ({ value, count: customers[index] ?? 0 }));
      return sums.map((sum, period) => rollForward(sum, levels[period] ?? nothing, levels[period + 1] ?? nothing));
    },
  };
}

const nothing = { value: zero, count: 0 };

const gains: readonly MovementKind[] = ["new", "expansion", "reactivation"];
const losses: readonly MovementKind[] = ["contraction", "churn"];

/** The period's figures, and what the identity start + movements − end leaves over, exactly. */
function rollForward(
  sums: PeriodSums,
  start: typeof nothing,
  end: typeof nothing,
): { cells: Cell[]; difference: Rational } {
  const total = (flow: Flow) => sums[flow].amount.total();
  const sum = (of: readonly MovementKind[]) => of.map(total).reduce(add, zero);
  const netNew = subtract(sum(gains), sum(losses));
  const cells = names.map((name): Cell => {
    if (name === "start") return start;
    if (name === "end") return end;
    return name === "netNew" ? { value: netNew } : { value: total(name), count: sums[name].customers };
  });
  return { cells, difference: subtract(add(start.value, netNew), end.value) };
}

function checkOf(period: number, difference: Rational, currency: string): ReportCheck {
  return {
    period,
    name: "start + new + expansion + reactivation − contraction − churn = end",
    holds: sign(difference) === 0,
    difference: toNumber(difference, currencyExponent(currency)) ?? 0,
  };
}
