import { monthsIn } from "../../model/frequency.js";
import { add, divide, multiply, type Rational, sign, zero } from "../../model/money.js";
import { absent, ofCount, percent } from "../figures.js";
import type { CustomerHistory } from "../history/customers.js";
import { collectEvidence } from "../history/evidence.js";
import { historyTypes, type Ledger, readLedger } from "../history/ledger.js";
import { addRevenue, customerRevenue, eachSteady, type Stay, staysOf } from "../history/levels.js";
import { type MovementKind, movementBetween } from "../history/movement.js";
import { convertedAt } from "../history/standing.js";
import type { Cell, ComponentSpec, SubscriptionMetric, Trace } from "../metric.js";
import { periodIndex } from "../periods.js";
import { buildReport } from "../report.js";
import { boundaryDays, type DaySpan, reportPeriods } from "../reporting-days.js";
import { newLevel, newTally, type Tally } from "../tally.js";
import { visitCustomers } from "./visit-customers.js";

const specs = {
  arpa: {
    name: "ARPA",
    unit: "currency per month",
    kind: "level",
    definition: "Average net MRR per customer with any, at the end of the period.",
    source: "net MRR ÷ customers",
  },
  churn: {
    name: "Monthly customer churn",
    unit: "percent",
    kind: "flow",
    definition: "Customer churn of the period ÷ its months.",
    source: "as in retention",
  },
  lifetimeValue: {
    name: "Lifetime value",
    unit: "currency",
    kind: "level",
    definition: "ARPA ÷ monthly customer churn. Without churn there is none: no rate is assumed.",
    source: "ARPA ÷ churn rate, as ChartMogul; Stripe assumes 1.67 % when churn is 0, we do not",
  },
  quickRatio: {
    name: "Quick ratio",
    unit: "ratio",
    kind: "flow",
    definition:
      "(New + expansion) ÷ (contraction + churn). Customers who return are in neither term (ChartMogul adds them to the gains). Without losses there is none.",
    source: "as Baremetrics; movements",
  },
  trialsEnded: {
    name: "Trials ended",
    unit: "count",
    kind: "flow",
    definition: "Trials that ended in the period, whichever way.",
    source: "trial.endDate, or the activation or cancellation if that came first",
  },
  conversion: {
    name: "Trial conversion",
    unit: "percent",
    kind: "flow",
    definition:
      "Trials that ended in the period and became paid service ÷ trials that ended; the count is of the former. Whether the first invoice was paid makes no difference (Stripe wants it paid): receivables tell.",
    source: "subscription startDate and trial.endDate",
  },
} as const satisfies Record<string, ComponentSpec>;
type Name = keyof typeof specs;
const names = Object.keys(specs) as Name[];

export const unitEconomics: SubscriptionMetric = {
  name: "unitEconomics",
  displayName: "Unit economics",
  summary: "What a customer is worth. A figure whose divisor is zero is left out, with the reason under `absence`.",
  measures: ["value", "count", "percentage", "number"],
  components: names.map((name) => specs[name]),
  needs: ["billing-subscriptions"],
  uses: historyTypes,
  async compute(input, trace) {
    const ledger = await readLedger(input);
    const periods = reportPeriods(input.parameters);
    const collected = collectEvidence(ledger, periods);
    const sums = collect(ledger, periods, trace);
    await visitCustomers(ledger, input, collected, sums);
    const { periodUnit: unit, periodLength: interval } = input.parameters;
    const months = monthsIn({ unit, interval });
    return buildReport(unitEconomics, input, ledger.currency, periods, sums.cells(months), collected.evidence());
  },
};

interface Sums {
  readonly moved: Record<MovementKind, Tally>;
  customersAtStart: number;
  customersAtEnd: number;
  churned: number;
  trialsEnded: number;
  converted: number;
}

const newSums = (): Sums => ({
  moved: {
    new: newTally(),
    expansion: newTally(),
    contraction: newTally(),
    churn: newTally(),
    reactivation: newTally(),
  },
  customersAtStart: 0,
  customersAtEnd: 0,
  churned: 0,
  trialsEnded: 0,
  converted: 0,
});

function collect({ localDay, today, convention }: Ledger, periods: readonly DaySpan[], trace: Trace | undefined) {
  const days = boundaryDays(periods);
  const starts = [...periods.keys()];
  const ends = starts.map((start) => start + 1);
  const sums = periods.map(newSums);
  const revenueAtEnd = newLevel(days.length);

  function move(customerId: string, period: number, before: Rational, after: Rational, stays: readonly Stay[]): void {
    const [sum, span] = [sums[period], periods[period]];
    if (sum === undefined || span === undefined) return;
    const movement = movementBetween(before, after, stays, [span.start, span.end], convention);
    if (movement === undefined) return;
    sum.moved[movement.kind].add(movement.amount);
    if (movement.kind === "churn") {
      sum.churned += 1;
      trace?.(period, specs.churn.name, { customerId, amount: movement.amount });
    }
    if (movement.kind === "reactivation") return;
    trace?.(period, specs.quickRatio.name, { customerId, amount: movement.amount, note: movement.kind });
  }

  function visitTrial({ id: customerId, subscriptions }: CustomerHistory): void {
    for (const { id: subscriptionId, subscription } of subscriptions) {
      if (subscription?.trial === undefined) continue;
      const { trial, cancelledAt, status } = subscription;
      const converted = convertedAt(subscription);
      const ended = localDay(Math.min(trial.end, converted ?? cancelledAt ?? trial.end));
      const sum = sums[periodIndex(periods, ended)];
      if (sum === undefined || ended > today || status === "Trialing") continue;
      const isConverted = converted !== undefined;
      sum.trialsEnded += 1;
      const part = { customerId, subscriptionId, amount: zero, note: isConverted ? "converted" : "not converted" };
      trace?.(periodIndex(periods, ended), specs.trialsEnded.name, part);
      if (!isConverted) continue;
      sum.converted += 1;
      trace?.(periodIndex(periods, ended), specs.conversion.name, part);
    }
  }

  return {
    cells(months: Rational): Cell[][] {
      const levels = revenueAtEnd.totals();
      return sums.map((sum, period) => cellsOf(sum, levels[period + 1]?.value ?? zero, months));
    },
    visit(customer: CustomerHistory) {
      visitTrial(customer);
      addRevenue(revenueAtEnd, customer, days);
      let stays: readonly Stay[] | undefined;
      eachSteady(customerRevenue(customer, days), starts, ends, (before, after, first, end) => {
        const [isAtStart, isAtEnd] = [sign(before) !== 0, sign(after) !== 0];
        for (let period = first; period < end; period++) {
          const sum = sums[period];
          if (sum !== undefined && isAtStart) sum.customersAtStart += 1;
          if (sum !== undefined && isAtEnd) {
            sum.customersAtEnd += 1;
            trace?.(period, specs.arpa.name, { customerId: customer.id, amount: after });
          }
          if (before === after) continue;
          stays ??= staysOf(customer);
          move(customer.id, period, before, after, stays);
        }
      });
    },
  };
}

function cellsOf(sum: Sums, revenue: Rational, months: Rational): Cell[] {
  const { moved, customersAtStart, customersAtEnd, churned, trialsEnded, converted } = sum;
  const arpa = customersAtEnd === 0 ? undefined : divide(revenue, ofCount(customersAtEnd));
  const churn =
    customersAtStart === 0 ? undefined : divide(divide(ofCount(churned), ofCount(customersAtStart)), months);
  const gained = add(moved.new.total(), moved.expansion.total());
  const lost = add(moved.contraction.total(), moved.churn.total());
  const cells: Record<Name, Cell> = {
    arpa:
      arpa === undefined
        ? absent("NoCustomers", "No customer had recurring revenue at the end.")
        : { value: arpa, count: customersAtEnd },
    churn:
      churn === undefined
        ? absent("NoCustomersAtStart", "There was no recurring revenue at the start.")
        : { percentage: multiply(churn, ofCount(100)), count: churned },
    lifetimeValue: lifetimeCell(arpa, churn),
    quickRatio:
      sign(lost) === 0 ? absent("NoLosses", "Nothing was lost in the period.") : { number: divide(gained, lost) },
    trialsEnded: { count: trialsEnded },
    conversion:
      trialsEnded === 0
        ? absent("NoTrialsEnded", "No trial ended in the period.")
        : { percentage: percent(ofCount(converted), ofCount(trialsEnded)), count: converted },
  };
  return names.map((name) => cells[name]);
}

function lifetimeCell(arpa: Rational | undefined, churn: Rational | undefined): Cell {
  if (arpa === undefined) return absent("NoCustomers", "No customer had recurring revenue at the end.");
  if (churn === undefined) return absent("NoCustomersAtStart", "There was no recurring revenue at the start.");
  if (sign(churn) === 0) return absent("NoChurn", "No customer left in the period, so no lifetime can be told.");
  return { value: divide(arpa, churn) };
}
