import { monthsIn } from "../../model/frequency.js";
import { type Rational, sign, subtract, zero } from "../../model/money.js";
import { addMonths, type DayNumber, dayText } from "../calendar.js";
import type { DiscountOfSubscription, SubscriptionFact } from "../facts/subscription.js";
import type { CustomerHistory, SubscriptionHistory } from "../history/customers.js";
import { collectEvidence } from "../history/evidence.js";
import { historyTypes, type Ledger, readLedger } from "../history/ledger.js";
import { endOfPeriod } from "../history/service-period.js";
import type { Span } from "../history/subscription-history.js";
import type { Cell, ComponentSpec, SubscriptionMetric, Trace } from "../metric.js";
import { periodIndex } from "../periods.js";
import { buildReport } from "../report.js";
import { type DaySpan, periodsAfter, reportDay } from "../reporting-days.js";
import { newTally } from "../tally.js";
import type { LocalDay } from "../zone.js";
import { visitCustomers } from "./visit-customers.js";

const ahead = { unit: "currency per month", kind: "flow" } as const;

const specs = {
  renewal: {
    name: "Renewals",
    ...ahead,
    definition:
      "Subscriptions that count and renew next in the period, with their net MRR. Each is listed once, at its next renewal.",
    source: "currentPeriod.endDate",
  },
  cancellation: {
    name: "Scheduled cancellations",
    ...ahead,
    definition: "Subscriptions whose scheduled cancellation takes effect in the period, with the net MRR that leaves.",
    source: "scheduledChange, cancellation.effectiveDate, else currentPeriod.endDate",
  },
  expiry: {
    name: "Expiries",
    ...ahead,
    definition: "Subscriptions that end by themselves in the period, with the net MRR that leaves.",
    source: "endDate",
  },
  trialEnd: {
    name: "Trial ends",
    ...ahead,
    definition: "Trials that end in the period, with the net MRR they bring if they convert.",
    source: "trial.endDate",
  },
  discountEnd: {
    name: "Discount ends",
    ...ahead,
    definition:
      "Discounts that stop in the period, with the net MRR they take off: what these customers will pay more, or leave for.",
    source: "the first billing from discounts[].endDate on, or periodsAllowed − periodsUsed billings on",
  },
  planChange: {
    name: "Plan changes",
    ...ahead,
    definition: "Subscriptions that change plan in the period, with their present net MRR.",
    source: "scheduledChange of type PlanChange",
  },
  resumption: {
    name: "Resumptions",
    ...ahead,
    definition: "Paused subscriptions that resume by themselves in the period, with the net MRR they bring back.",
    source: "resumeDate",
  },
} as const satisfies Record<string, ComponentSpec>;
type Name = keyof typeof specs;
const names = Object.keys(specs) as Name[];

export const renewals: SubscriptionMetric = {
  name: "renewals",
  displayName: "Renewals ahead",
  summary:
    "What is about to renew, leave or change, with the recurring revenue at stake. Its periods lie ahead: the first begins on the day after the report date, or after the data's own date if that is later. Something overdue is due on the day after the data's date. Counts are of subscriptions, or of discounts.",
  measures: ["value", "count"],
  components: names.map((name) => specs[name]),
  isOfPresent: true,
  needs: ["billing-subscriptions"],
  uses: historyTypes,
  async compute(input, trace) {
    const ledger = await readLedger(input);
    const from = Math.max(reportDay(input), ledger.today);
    const periods = periodsAfter(from, input.parameters);
    const collected = collectEvidence(ledger, [{ start: ledger.today - 1, end: ledger.today }]);
    const sums = collect(periods, ledger, trace);
    await visitCustomers(ledger, input, collected, sums);
    const { seam: _, sources, errors = [], ...evidence } = collected.evidence();
    const isMoved = reportDay(input) < ledger.today;
    return buildReport(renewals, input, ledger.currency, periods, sums.cells(), {
      ...evidence,
      sources: periods.flatMap((__, period) => sources.map((source) => ({ ...source, period }))),
      errors: isMoved ? [...errors, movedTo(from)] : errors,
    });
  },
};

const movedTo = (from: DayNumber) => ({
  type: "DatesOutOfRange",
  message: `What was ahead on an earlier date is not known: the calendar begins after ${dayText(from)}, the date of the data.`,
});

function collect(periods: readonly DaySpan[], { localDay, today }: Ledger, trace: Trace | undefined) {
  const sums = periods.map(
    () => Object.fromEntries(names.map((name) => [name, { amount: newTally(), count: 0 }])) as Record<Name, Sum>,
  );
  return {
    visit({ id: customerId, subscriptions }: CustomerHistory) {
      for (const history of subscriptions) {
        for (const { name, day, amount } of eventsAhead(history, localDay)) {
          const period = periodIndex(periods, Math.max(day, today + 1));
          const sum = sums[period]?.[name];
          if (sum === undefined) continue;
          sum.amount.add(amount);
          sum.count += 1;
          trace?.(period, specs[name].name, { customerId, subscriptionId: history.id, amount, note: dayText(day) });
        }
      }
    },
    cells: (): Cell[][] =>
      sums.map((sum) => names.map((name) => ({ value: sum[name].amount.total(), count: sum[name].count }))),
  };
}

interface Sum {
  readonly amount: ReturnType<typeof newTally>;
  count: number;
}

interface Ahead {
  readonly name: Name;
  readonly day: DayNumber;
  readonly amount: Rational;
}

/** What lies ahead of a subscription as it stands today. */
function eventsAhead({ subscription, spans }: SubscriptionHistory, localDay: LocalDay): Ahead[] {
  const now = spans.at(-1);
  if (subscription === undefined || now?.basis !== "Subscription" || now.bucket === "None") return [];
  const amount = now.price?.net ?? zero;
  const at = (name: Name, instant: number | undefined): Ahead[] =>
    instant === undefined ? [] : [{ name, day: localDay(instant), amount }];
  const { cancellation, expiresAt, periodEnd, trial, resumesAt, planChangeAt } = subscription;
  const leaves = cancellation?.isScheduled ? (cancellation.scheduledAt ?? periodEnd) : undefined;
  const ends = Math.min(leaves ?? Number.POSITIVE_INFINITY, expiresAt ?? Number.POSITIVE_INFINITY);
  const events = [...at("cancellation", leaves), ...(leaves === undefined ? at("expiry", expiresAt) : [])];
  if (now.bucket === "Trial") return [...events, ...at("trialEnd", trial?.end)];
  if (now.bucket === "OnHold") return [...events, ...at("resumption", resumesAt)];
  if (now.bucket !== "Active") return events;
  if (periodEnd !== undefined && periodEnd < ends) events.push(...at("renewal", periodEnd));
  return [...events, ...at("planChange", planChangeAt), ...discountEnds(subscription, now, localDay)];
}

function discountEnds(subscription: SubscriptionFact, { price }: Span, localDay: LocalDay): Ahead[] {
  if (price === undefined) return [];
  return subscription.discounts.flatMap((discount) => {
    const day = endOfDiscount(discount, subscription, localDay);
    // No discount takes off more than all of them do together.
    const amount = sign(subtract(discount.monthly, price.discount)) > 0 ? price.discount : discount.monthly;
    return day === undefined ? [] : [{ name: "discountEnd" as const, day, amount }];
  });
}

/**
 * The first billing it is not applied to: the first on or after its end date, or the one after its last use. A discount
 * stays on the period it was billed with to that period's end.
 */
function endOfDiscount(
  { endsAt, billingsLeft }: DiscountOfSubscription,
  { periodEnd, frequency }: SubscriptionFact,
  localDay: LocalDay,
): DayNumber | undefined {
  const dated = endsAt === undefined ? undefined : localDay(endsAt);
  if (periodEnd === undefined) return dated;
  const first = localDay(periodEnd);
  const { n, d } = frequency === undefined ? { n: 1n, d: 1n } : monthsIn(frequency);
  const days = frequency === undefined ? 0 : endOfPeriod(0, frequency);
  const billing = (index: number) => (d === 1n ? addMonths(first, Number(n) * index) : first + days * index);
  const used = billingsLeft ?? Number.POSITIVE_INFINITY;
  if (dated === undefined) return billingsLeft === undefined ? undefined : billing(billingsLeft);
  // An end date may be thousands of years away: the count begins close to it.
  let index = Math.max(0, Math.floor((dated - first) / (d === 1n ? 31 * Number(n) : days)));
  while (index < used && billing(index) < dated) index++;
  return billing(Math.min(index, used));
}
