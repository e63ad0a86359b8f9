import type { ReconciliationLine } from "../../model/metrics/subscription-report.js";
import {
  add,
  compare,
  currencyExponent,
  divide,
  greatest,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
  zero,
} from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { readAmount } from "../facts/amount.js";
import type { PackedSourceMrr } from "../facts/catalog.js";
import type { ChangeType } from "../facts/event.js";
import { absent, ofCount, percent } from "../figures.js";
import { customersOf, type SubscriptionHistory } from "../history/customers.js";
import { collectEvidence } from "../history/evidence.js";
import { factsOfKind, type Ledger, readLedger } from "../history/ledger.js";
import { countedNet } from "../history/levels.js";
import { gross, type Price } from "../history/price.js";
import type { MetricInput } from "../input.js";
import type { Cell, ComponentSpec, SubscriptionMetric } from "../metric.js";
import { customerNames } from "../names.js";
import { buildReport } from "../report.js";
import { newTally } from "../tally.js";

type Against = ReconciliationLine["against"];

/** Why two sources do not agree on a subscription, and what that means. */
const sourceCauses = {
  Rounding: "Off by at most one minor unit; ours is exact.",
  OnHold: "On hold: counted by one and not by the other.",
  ScheduledCancellation: "To be cancelled: counted by one until the cancellation takes effect, and not by the other.",
  Trial: "On trial, which the source counts.",
  Unpaid: "Marked unpaid, which the source counts.",
  Ended: "Over or not started by its state, but counted by the source.",
  PriceUnknown: "We know no price for it.",
  OneTimeDiscount: "The source deducts discounts that do not recur.",
  DiscountNotDeducted: "The source has not deducted the discount that recurs.",
  DayInterval: "Billed by days: the source takes a month for 30 days, we take it for a twelfth of 365.",
  RecentChange: "Plan, quantity or price changed in the running billing period.",
  NotAtSource: "The source says nothing of it.",
  OnlyAtSource: "Only the source has it.",
  Unexplained: "None of the above.",
} as const;

const invoiceCauses = {
  Rounding: "Off by at most one minor unit.",
  NotInvoiced: "Nothing recurring was ever invoiced for it.",
  RecentChange: "Plan, quantity or price changed in the running billing period.",
  Discount: "Before discounts the two agree: a discount began or ended since the last invoice.",
  RenewalNotInvoiced: "The last invoice's period is over and the next invoice is not there yet.",
  Unexplained: "None of the above.",
} as const;

type SourceCause = keyof typeof sourceCauses;
type InvoiceCause = keyof typeof invoiceCauses;

const monthly = { unit: "currency per month", kind: "level" } as const;
const match = { unit: "percent", kind: "level", source: "matching subscriptions and amounts" } as const;

const causeSpecs = (against: Against, causes: Readonly<Record<string, string>>): ComponentSpec[] =>
  Object.entries(causes).map(([cause, meaning]) => ({
    name: `${against}: ${cause}`,
    ...monthly,
    definition: `${meaning} Ours minus theirs.`,
    source: "compared subscription by subscription",
  }));

const specs: ComponentSpec[] = [
  { name: "MRR", ...monthly, definition: "Net MRR today, by the convention asked for.", source: "subscriptions" },
  {
    name: "Source MRR",
    ...monthly,
    definition: "What the source itself says, without usage.",
    source: "Maxio /subscriptions_mrr.json (deprecated), plan breakout",
  },
  {
    name: "Source match by count",
    ...match,
    definition: "Subscriptions that agree to within one minor unit ÷ subscriptions that either side counts.",
  },
  {
    name: "Source match by amount",
    ...match,
    definition: "1 − the sum of differences, whichever way, ÷ the sum of the larger figures.",
  },
  ...causeSpecs("Source", sourceCauses),
  {
    name: "Invoice MRR",
    ...monthly,
    definition: "What the last recurring charges of the subscriptions counted come to per month.",
    source: "invoice lines",
  },
  { name: "Invoice match by count", ...match, definition: "As by count above, against invoices." },
  { name: "Invoice match by amount", ...match, definition: "As by amount above, against invoices." },
  ...causeSpecs("Invoices", invoiceCauses),
];

export const reconciliation: SubscriptionMetric = {
  name: "reconciliation",
  displayName: "Reconciliation",
  summary:
    "Our recurring revenue today against the source's own and against its invoices, subscription by subscription, each difference with its cause. It is of the date of the data: the periods asked for play no part.",
  measures: ["value", "count", "percentage"],
  components: specs,
  needs: ["billing-subscriptions"],
  uses: ["billing-invoices", "billing-creditNotes", "billing-subscriptionEvents", "billing-companyInfo"],
  async compute(input, trace) {
    const ledger = await readLedger(input);
    const periods = [{ start: ledger.today - 1, end: ledger.today }];
    const collected = collectEvidence(ledger, periods);
    const source = await readSource(input, ledger.currency);
    const names = input.parameters.includeDisplayNames ? await customerNames(input) : undefined;
    const comparisons = { Source: newComparison(), Invoices: newComparison() };
    const ours = newTally();
    let counted = 0;
    const lines: ReconciliationLine[] = [];

    function compareOne(
      against: Against,
      id: string,
      customerId: string | undefined,
      a: Rational,
      b: Rational,
      cause: string,
    ) {
      comparisons[against].add(a, b, cause);
      const difference = subtract(a, b);
      if (difference.n === 0n) return;
      const line = lineOf(against, id, customerId, [a, b, difference], cause, ledger.currency, names);
      if (line.ours !== line.theirs) lines.push(line);
      trace?.(0, `${against}: ${cause}`, {
        customerId: customerId ?? "",
        subscriptionId: id,
        amount: difference,
        before: b,
        after: a,
      });
    }

    for await (const customers of customersOf(ledger, input)) {
      for (const customer of customers) {
        collected.visit(customer);
        for (const history of customer.subscriptions) {
          const net = countedNet(history.spans.at(-1));
          if (net.n !== 0n) {
            ours.add(net);
            counted += 1;
            const charged = history.charged.spans.findLast(({ from }) => from <= ledger.today)?.price;
            const cause = invoiceCause(history, net, charged, ledger);
            compareOne("Invoices", history.id, customer.id, net, charged?.net ?? zero, cause);
          }
          if (source === undefined) continue;
          const theirs = source.get(history.id);
          source.delete(history.id);
          const cause = sourceCause(history, net, theirs, ledger);
          if (net.n !== 0n || (theirs ?? zero).n !== 0n) {
            compareOne("Source", history.id, customer.id, net, theirs ?? zero, cause);
          }
        }
      }
    }
    for (const [id, theirs] of source ?? []) {
      if (theirs.n !== 0n) compareOne("Source", id, undefined, zero, theirs, "OnlyAtSource");
    }
    lines.sort((a, b) => order(a.against, b.against) || order(a.subscriptionRef.id, b.subscriptionRef.id));
    const cells = [
      { value: ours.total(), count: counted },
      ...comparisons.Source.cells(source !== undefined, Object.keys(sourceCauses)),
      ...comparisons.Invoices.cells(ledger.chargedSince !== undefined, Object.keys(invoiceCauses)),
    ];
    return buildReport(reconciliation, input, ledger.currency, periods, [cells], {
      ...collected.evidence(),
      differences: lines,
    });
  },
};

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The source's own figures without usage, by subscription; undefined when it gave none. */
async function readSource(input: MetricInput, currency: string): Promise<Map<string, Rational> | undefined> {
  const found = new Map<string, Rational>();
  for await (const chunk of factsOfKind<PackedSourceMrr>(input, "sourceMrr")) {
    for (const [id, theirCurrency, mrr, usage] of chunk) {
      if (theirCurrency === currency) found.set(id, subtract(readAmount(mrr, currency), readAmount(usage, currency)));
    }
  }
  return found.size === 0 ? undefined : found;
}

const reasonCauses: Readonly<Record<string, SourceCause>> = {
  Paused: "OnHold",
  Trialing: "Trial",
  Unpaid: "Unpaid",
  Ending: "ScheduledCancellation",
  PriceUnknown: "PriceUnknown",
  FrequencyUnknown: "PriceUnknown",
};

function sourceCause(
  history: SubscriptionHistory,
  net: Rational,
  theirs: Rational | undefined,
  ledger: Ledger,
): SourceCause {
  if (theirs === undefined) return "NotAtSource";
  if (isClose(net, theirs, ledger.currency)) return "Rounding";
  const now = history.spans.at(-1);
  const { subscription } = history;
  if (net.n === 0n) return reasonCauses[now?.reason ?? ""] ?? "Ended";
  if (theirs.n === 0n) {
    if (now?.bucket === "OnHold") return "OnHold";
    return now?.isEnding ? "ScheduledCancellation" : "Unexplained";
  }
  const oneTime = subscription?.monthly?.oneTimeDiscount ?? zero;
  const { currency } = ledger;
  if (oneTime.n > 0n && isClose(subtract(net, oneTime), theirs, currency)) return "OneTimeDiscount";
  if (now?.price !== undefined && isClose(gross(now.price), theirs, currency)) return "DiscountNotDeducted";
  const unit = subscription?.frequency?.unit;
  const by30Days = multiply(net, rational(30n * 12n, 365n));
  if ((unit === "Day" || unit === "Week") && isClose(by30Days, theirs, currency)) return "DayInterval";
  return changedInPeriod(history, ledger) ? "RecentChange" : "Unexplained";
}

function invoiceCause(
  history: SubscriptionHistory,
  net: Rational,
  charged: Price | undefined,
  ledger: Ledger,
): InvoiceCause {
  if (charged === undefined) return "NotInvoiced";
  if (isClose(net, charged.net, ledger.currency)) return "Rounding";
  if (changedInPeriod(history, ledger)) return "RecentChange";
  const now = history.spans.at(-1)?.price;
  if (now !== undefined && isClose(gross(now), gross(charged), ledger.currency)) return "Discount";
  const end = history.charged.spans.at(-1)?.to ?? 0;
  return end <= ledger.today ? "RenewalNotInvoiced" : "Unexplained";
}

const changesPrice = new Set<ChangeType>(["PlanChange", "QuantityChange", "PriceChange"]);

/** Whether an event changed the price since the running billing period began. */
function changedInPeriod(history: SubscriptionHistory, { accounts, localDay, today }: Ledger): boolean {
  const since = localDay(history.subscription?.periodStart ?? 0);
  const isRecent = (day: DayNumber) => day > since && day <= today;
  const events = accounts.get(history.id)?.events ?? [];
  return events.some(({ type, at }) => changesPrice.has(type) && isRecent(localDay(at)));
}

/** Whether two amounts are within one minor unit of each other. */
function isClose(a: Rational, b: Rational, currency: string): boolean {
  const difference = subtract(a, b);
  const magnitude = difference.n < 0n ? { n: -difference.n, d: difference.d } : difference;
  return compare(magnitude, rational(1n, 10n ** BigInt(currencyExponent(currency)))) <= 0;
}

function newComparison() {
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
      differences.add(difference.n < 0n ? { n: -difference.n, d: difference.d } : difference);
      compared += 1;
      if (difference.n === 0n || cause === "Rounding") matched += 1;
      if (difference.n === 0n) return;
      const known = causes.get(cause);
      causes.set(cause, { amount: add(known?.amount ?? zero, difference), count: (known?.count ?? 0) + 1 });
    },
    /** The other side's total, both matches and every cause. */
    cells(isThere: boolean, names: readonly string[]): Cell[] {
      if (!isThere || compared === 0) {
        const why = absent("NothingToCompare", "There is nothing to compare with.");
        return [why, why, why, ...names.map(() => why)];
      }
      const whole = larger.total();
      const agreed = whole.n === 0n ? undefined : divide(subtract(whole, differences.total()), whole);
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

function lineOf(
  against: Against,
  id: string,
  customerId: string | undefined,
  amounts: readonly [Rational, Rational, Rational],
  cause: string,
  currency: string,
  names: ReadonlyMap<string, string> | undefined,
): ReconciliationLine {
  const [ours = 0, theirs = 0, difference = 0] = amounts.map(
    (amount) => toNumber(amount, currencyExponent(currency)) ?? 0,
  );
  const name = names?.get(customerId ?? "");
  const customerRef =
    customerId === undefined ? {} : { customerRef: { id: customerId, ...(name === undefined ? {} : { name }) } };
  return { against, subscriptionRef: { id }, ...customerRef, ours, theirs, difference, cause };
}
