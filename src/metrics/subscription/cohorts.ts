import { type Rational, sign, zero } from "../../model/money.js";
import { absent, ofCount, percent } from "../figures.js";
import type { CustomerHistory } from "../history/customers.js";
import { collectEvidence } from "../history/evidence.js";
import { historyTypes, readLedger } from "../history/ledger.js";
import { customerRevenue, staysOf } from "../history/levels.js";
import type { Cell, ComponentSpec, SubscriptionMetric, Trace } from "../metric.js";
import { buildReport } from "../report.js";
import { type DaySpan, reportPeriods } from "../reporting-days.js";
import { newTally, type Tally } from "../tally.js";
import { visitCustomers } from "./visit-customers.js";

const started: ComponentSpec = {
  name: "Started",
  unit: "currency per month",
  kind: "flow",
  definition: "Customers whose first recurring revenue was in the period, and what they brought in on their first day.",
  source: "first day of a customer's first stay",
};

const ageSpec = (age: number | "n"): ComponentSpec => ({
  name: `Age ${age}`,
  unit: "currency per month",
  kind: "level",
  definition:
    age === "n"
      ? "Net MRR and customers left n periods after the cohort's own, and both in percent of Age 0, the end of the cohort's own period. Percentages of revenue may exceed 100."
      : `Left ${age} periods after the cohort's own.`,
  source: "as ChartMogul and Chargebee: MRR in a month ÷ MRR in the month of activation",
});

export const cohorts: SubscriptionMetric = {
  name: "cohorts",
  displayName: "Cohorts",
  summary:
    "How revenue and customers of each vintage last. The report's periods are the cohorts: the customers whose first recurring revenue was in that period. Customers who left before the end of their first period are in Started only.",
  measures: ["value", "count", "percentage", "customerPercentage"],
  components: [started, ageSpec("n")],
  mostPeriods: 120,
  needs: ["billing-subscriptions"],
  uses: historyTypes,
  async compute(input, trace) {
    const ledger = await readLedger(input);
    const periods = reportPeriods(input.parameters);
    const collected = collectEvidence(ledger, periods);
    const sums = collect(periods, trace);
    await visitCustomers(ledger, input, collected, sums);
    const components = [started, ...periods.map((_, age) => ageSpec(age))];
    return buildReport({ ...cohorts, components }, input, ledger.currency, periods, sums.cells(), collected.evidence());
  },
};

interface Sum {
  readonly amount: Tally;
  customers: number;
}
const newSum = (): Sum => ({ amount: newTally(), customers: 0 });

function collect(periods: readonly DaySpan[], trace: Trace | undefined) {
  const ends = periods.map(({ end }) => end);
  const starts = periods.map(newSum);
  const ages = periods.map((_, cohort) => periods.slice(cohort).map(newSum));

  function count(sum: Sum | undefined, amount: Rational): void {
    if (sum === undefined) return;
    sum.amount.add(amount);
    sum.customers += 1;
  }

  return {
    visit(customer: CustomerHistory) {
      const first = staysOf(customer)[0]?.from;
      const cohort = first === undefined ? -1 : periods.findIndex(({ start, end }) => start < first && first <= end);
      if (first === undefined || cohort < 0) return;
      const [atStart = zero] = customerRevenue(customer, [first]);
      count(starts[cohort], atStart);
      trace?.(cohort, started.name, { customerId: customer.id, amount: atStart });
      for (const [age, amount] of customerRevenue(customer, ends).slice(cohort).entries()) {
        if (sign(amount) === 0) continue;
        count(ages[cohort]?.[age], amount);
        trace?.(cohort, `Age ${age}`, { customerId: customer.id, amount });
      }
    },
    cells: (): Cell[][] =>
      periods.map((_, cohort) => {
        const sums = ages[cohort] ?? [];
        const base = sums[0] ?? newSum();
        const start = starts[cohort] ?? newSum();
        return [{ value: start.amount.total(), count: start.customers }, ...sums.map((sum) => ageCell(sum, base))];
      }),
  };
}

function ageCell(sum: Sum, base: Sum): Cell {
  const whole = base.amount.total();
  if (sign(whole) === 0) return absent("EmptyCohort", "No customer of this cohort was left at the end of its period.");
  const value = sum.amount.total();
  return {
    value,
    count: sum.customers,
    percentage: percent(value, whole),
    customerPercentage: percent(ofCount(sum.customers), ofCount(base.customers)),
  };
}
