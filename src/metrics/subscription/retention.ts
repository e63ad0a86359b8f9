import { least, type Rational, sign } from "../../model/money.js";
import { absent, ofCount, percent } from "../figures.js";
import type { CustomerHistory } from "../history/customers.js";
import { collectEvidence } from "../history/evidence.js";
import { historyTypes, readLedger } from "../history/ledger.js";
import { customerRevenue, eachSteady } from "../history/levels.js";
import { type Loss, lossesBetween } from "../history/movement.js";
import type { Cell, ComponentSpec, SubscriptionMetric, Trace } from "../metric.js";
import { buildReport } from "../report.js";
import { boundaryDays, type DaySpan, monthsBefore, reportPeriods, sortedDays } from "../reporting-days.js";
import { type Level, newLevel, newTally, type Tally } from "../tally.js";
import { visitCustomers } from "./visit-customers.js";

/** Months that retention is measured over. */
const windows = [1, 3, 12] as const;

const source = "net MRR of each customer at both ends of the window";
const percentLevel = { unit: "percent", kind: "level" } as const;
const percentFlow = { unit: "percent", kind: "flow" } as const;

const windowName = (kind: "NRR" | "GRR", months: number) => `${kind} ${months} month${months === 1 ? "" : "s"}`;

const windowSpecs = windows.flatMap((months): ComponentSpec[] => [
  {
    name: windowName("NRR", months),
    ...percentLevel,
    definition: `Net revenue retention: what the customers of ${months} months before pay now ÷ what they paid then. Who paid nothing then is not in it, new or returned (ChartMogul counts who returned; Baremetrics leaves out who pays less).`,
    source,
  },
  {
    name: windowName("GRR", months),
    ...percentLevel,
    definition: `Gross revenue retention: as NRR, but a customer who pays more counts with what they paid then: never above 100 % or NRR. 100 − GRR is what ChartMogul calls gross MRR churn.`,
    source,
  },
]);

const churnNames = {
  logo: "Customer churn",
  logoVoluntary: "Customer churn, voluntary",
  logoInvoluntary: "Customer churn, involuntary",
  logoOther: "Customer churn, other",
  revenue: "Revenue churn",
  revenueVoluntary: "Revenue churn, voluntary",
  revenueInvoluntary: "Revenue churn, involuntary",
  revenueOther: "Revenue churn, other",
} as const;
type ChurnName = keyof typeof churnNames;

const causes = {
  Voluntary: "cancelled or not renewed by will",
  Involuntary: "lost because payment failed (cancelled by dunning or while past due, or marked unpaid)",
  Other: "put on hold, or lost for a reason the source does not tell",
} as const;

const churnSpecs: ComponentSpec[] = [
  {
    name: churnNames.logo,
    ...percentFlow,
    definition:
      "Customers at the start without recurring revenue at the end ÷ customers at the start. Who comes and leaves in between is in neither term (Stripe counts them in both).",
    source,
  },
  ...(["Voluntary", "Involuntary", "Other"] as const).map((cause) => ({
    name: churnNames[`logo${cause}`],
    ...percentFlow,
    definition: `The part of customer churn that was ${causes[cause]}, by the subscription that ended last.`,
    source: "cancellation method; state before the end, from events",
  })),
  {
    name: churnNames.revenue,
    ...percentFlow,
    definition:
      "Net MRR at the start of customers without any at the end ÷ net MRR at the start. Contraction is not in it (Baremetrics' revenue churn has it, as 100 − GRR does).",
    source,
  },
  ...(["Voluntary", "Involuntary", "Other"] as const).map((cause) => ({
    name: churnNames[`revenue${cause}`],
    ...percentFlow,
    definition: `The part of revenue churn that was ${causes[cause]}, by subscription.`,
    source: "cancellation method; state before the end, from events",
  })),
];

export const retention: SubscriptionMetric = {
  name: "retention",
  displayName: "Retention",
  summary:
    "Whether revenue and customers stay. Values are the revenue kept or lost, counts the customers at the start of a window or lost.",
  measures: ["value", "count", "percentage"],
  components: [...windowSpecs, ...churnSpecs],
  needs: ["billing-subscriptions"],
  uses: historyTypes,
  async compute(input, trace) {
    const ledger = await readLedger(input);
    const periods = reportPeriods(input.parameters);
    const collected = collectEvidence(ledger, periods);
    const sums = collect(periods, trace);
    await visitCustomers(ledger, input, collected, sums);
    return buildReport(retention, input, ledger.currency, periods, sums.cells(), collected.evidence());
  },
};

/** Some months up to the end of each period. */
interface Window {
  readonly months: number;
  /** Where in the row of revenues they begin. */
  readonly bases: readonly number[];
  readonly levels: { readonly base: Level; readonly now: Level; readonly kept: Level };
}

type Lost = Record<ChurnName, { readonly amount: Tally; customers: number }>;

function newLost(): Lost {
  const sum = () => ({ amount: newTally(), customers: 0 });
  return {
    logo: sum(),
    logoVoluntary: sum(),
    logoInvoluntary: sum(),
    logoOther: sum(),
    revenue: sum(),
    revenueVoluntary: sum(),
    revenueInvoluntary: sum(),
    revenueOther: sum(),
  };
}

function collect(periods: readonly DaySpan[], trace: Trace | undefined) {
  const count = periods.length;
  const baseDays = windows.map((months) => periods.map(({ end }) => monthsBefore(end, months)));
  const { days, indexOf } = sortedDays([...boundaryDays(periods), ...baseDays.flat()]);
  const starts = periods.map(({ start }) => indexOf(start));
  const ends = periods.map(({ end }) => indexOf(end));
  const ofWindows = windows.map(
    (months, index): Window => ({
      months,
      bases: baseDays[index]?.map(indexOf) ?? [],
      levels: { base: newLevel(count), now: newLevel(count), kept: newLevel(count) },
    }),
  );
  const startLevel = newLevel(count);
  const lost = periods.map(newLost);

  function visitWindow(customerId: string, { months, bases, levels }: Window, revenue: readonly Rational[]): void {
    eachSteady(revenue, bases, ends, (base, now, first, after) => {
      if (sign(base) === 0) return;
      const kept = now === base ? base : least(now, base);
      levels.base.during(first, after, base);
      levels.now.during(first, after, now);
      levels.kept.during(first, after, kept);
      for (let period = first; trace !== undefined && period < after; period++) {
        trace(period, windowName("NRR", months), { customerId, amount: now, before: base, after: now });
        trace(period, windowName("GRR", months), { customerId, amount: kept, before: base, after: now });
      }
    });
  }

  function visitChurn(customer: CustomerHistory, before: Rational, period: number): void {
    const [span, sums] = [periods[period], lost[period]];
    if (span === undefined || sums === undefined) return;
    const lose = (name: ChurnName, amount: Rational, note: string, subscriptionId?: string) => {
      sums[name].amount.add(amount);
      sums[name].customers += 1;
      const part = { customerId: customer.id, amount, note };
      trace?.(period, churnNames[name], subscriptionId === undefined ? part : { ...part, subscriptionId });
    };
    const losses = lossesBetween(customer, [span.start, span.end]);
    const cause = lastLoss(losses)?.cause ?? "Unknown";
    lose("logo", before, cause);
    lose(`logo${groupOf(cause)}`, before, cause);
    lose("revenue", before, cause);
    for (const loss of losses) lose(`revenue${groupOf(loss.cause)}`, loss.amount, loss.cause, loss.subscriptionId);
  }

  return {
    visit(customer: CustomerHistory) {
      const revenue = customerRevenue(customer, days);
      for (const window of ofWindows) visitWindow(customer.id, window, revenue);
      eachSteady(revenue, starts, ends, (before, after, first, end) => {
        if (sign(before) === 0) return;
        startLevel.during(first, end, before);
        if (sign(after) === 0) for (let period = first; period < end; period++) visitChurn(customer, before, period);
      });
    },
    cells(): Cell[][] {
      const start = startLevel.totals();
      const totals = ofWindows.map(({ levels: { base, now, kept } }) => ({
        base: base.totals(),
        now: now.totals(),
        kept: kept.totals(),
      }));
      return periods.map((_, period) => [
        ...totals.flatMap(({ base, now, kept }) => windowCells(base[period], now[period], kept[period])),
        ...churnCells(start[period], lost[period] ?? newLost()),
      ]);
    },
  };
}

const groupOf = (cause: Loss["cause"]) => (cause === "Voluntary" || cause === "Involuntary" ? cause : "Other");

/** Of losses on one day, the one that decides. */
const weights: Readonly<Record<Loss["cause"], number>> = { Involuntary: 3, Voluntary: 2, OnHold: 1, Unknown: 0 };

/** The subscription that ended last decides why a customer left; of several on one day a failed payment goes first. */
function lastLoss(losses: readonly Loss[]): Loss | undefined {
  const weight = ({ endedOn, cause }: Loss): number => endedOn * 4 + weights[cause];
  return losses.reduce<Loss | undefined>(
    (last, loss) => (last === undefined || weight(loss) > weight(last) ? loss : last),
    undefined,
  );
}

const nobody = () => absent("NoCustomersAtStart", "There was no recurring revenue at the start.");
type Total = { readonly value: Rational; readonly count: number } | undefined;

function windowCells(base: Total, now: Total, kept: Total): Cell[] {
  return [now, kept].map((part) =>
    base === undefined || part === undefined || sign(base.value) === 0
      ? nobody()
      : { value: part.value, count: base.count, percentage: percent(part.value, base.value) },
  );
}

function churnCells(start: Total, lost: Lost): Cell[] {
  return (Object.keys(churnNames) as ChurnName[]).map((name): Cell => {
    if (start === undefined || start.count === 0) return nobody();
    const { amount, customers } = lost[name];
    const value = amount.total();
    const isOfCustomers = name.startsWith("logo");
    const percentage = isOfCustomers ? percent(ofCount(customers), ofCount(start.count)) : percent(value, start.value);
    return { value, count: customers, percentage };
  });
}
