import { currencyExponent } from "../../model/currency.js";
import type { ReportError } from "../../model/metrics/report.js";
import type { ReportSource } from "../../model/metrics/report-parts.js";
import type { SubscriptionReport } from "../../model/metrics/subscription-report.js";
import { add, compare, multiply, type Rational, rational, subtract, toNumber, zero } from "../../model/money.js";
import { type DayNumber, dayText } from "../calendar.js";
import { type DaySpan, isKnown, outOfRange } from "../reporting-days.js";
import { type Level, newLevel, newTally } from "../tally.js";
import type { CustomerHistory, SubscriptionHistory } from "./customers.js";
import type { Ledger } from "./ledger.js";
import { countedNet, eachRun } from "./levels.js";
import type { Basis } from "./price-span.js";
import type { Span } from "./subscription-history.js";

/** What a report's figures rest on. */
type Evidence = Pick<SubscriptionReport, "sources" | "exclusions" | "errors"> & {
  seam?: SubscriptionReport["seam"];
};

export interface EvidenceCollector {
  visit(customer: CustomerHistory): void;
  evidence(): Evidence;
}

const bases: readonly Basis[] = ["Subscription", "Charged", "Prorated", "Event", "CarriedForward", "Projected"];
const projected = new Set<Basis>(["Projected"]);
const estimated = new Set<Basis>(["Prorated", "Event", "CarriedForward", "Projected"]);

/** Reasons that mean no money is expected: what such a subscription would come to is of no interest. */
const overReasons = new Set(["NotStarted", "TrialEnded", "Cancelled", "Expired", "Failed", "Deleted"]);

/**
 * Collects, while customers pass by, which sources each period's revenue is known from, what is left out at the last
 * period's end, and how far past and present agree.
 */
export function collectEvidence(ledger: Ledger, periods: readonly DaySpan[]): EvidenceCollector {
  const { currency, today, exclusions } = ledger;
  const ends = periods.map(({ end }) => end);
  const last = ends.at(-1);
  const isCurrent = last !== undefined && last >= today;
  const levels = new Map<Basis, Level>(bases.map((basis) => [basis, newLevel(ends.length)]));
  const seam = { byInvoices: newTally(), bySubscriptions: newTally(), subscriptions: 0 };
  let firstDay = Number.POSITIVE_INFINITY;

  return {
    visit({ subscriptions }) {
      for (const history of subscriptions) {
        firstDay = Math.min(firstDay, history.spans[0]?.from ?? firstDay);
        eachRun(history.spans, ends, visitRun);
        if (isCurrent) compareAtSeam(history);
      }
    },
    evidence() {
      const totals = new Map([...levels].map(([basis, level]) => [basis, level.totals()]));
      return {
        sources: periods.map((span, period) => sourceOf(period, span, totals)),
        exclusions: exclusions.list(currency),
        errors: errorsOf(),
        ...(isCurrent ? { seam: seamOf() } : {}),
      };
    },
  };

  function visitRun(span: Span, first: number, after: number): void {
    if (!span.isCounted) {
      if (after === ends.length) exclude(span);
    } else if (span.price !== undefined) levels.get(span.basis)?.during(first, after, span.price.net);
  }

  function exclude({ reason = "NoRecurringCharge", price }: Span): void {
    exclusions.add(reason, overReasons.has(reason) ? undefined : price?.net);
  }

  function compareAtSeam({ spans, charged }: SubscriptionHistory): void {
    const now = spans.at(-1);
    if (now === undefined || !now.isCounted || now.basis !== "Subscription") return;
    const byInvoices = chargedPrice(charged.spans, today);
    const bySubscription = countedNet(now);
    seam.byInvoices.add(byInvoices);
    seam.bySubscriptions.add(bySubscription);
    if (compare(byInvoices, bySubscription) !== 0) seam.subscriptions += 1;
  }

  function seamOf(): NonNullable<Evidence["seam"]> {
    const [invoices, subscriptions] = [seam.byInvoices.total(), seam.bySubscriptions.total()];
    return {
      byInvoices: round(invoices),
      bySubscriptions: round(subscriptions),
      difference: round(subtract(subscriptions, invoices)),
      subscriptions: seam.subscriptions,
    };
  }

  function sourceOf(
    period: number,
    span: DaySpan,
    totals: ReadonlyMap<Basis, readonly { value: Rational; count: number }[]>,
  ): ReportSource {
    const known = bases.flatMap((basis) => {
      const total = totals.get(basis)?.[period];
      return total === undefined || total.count === 0 ? [] : [{ basis, ...total }];
    });
    return {
      period,
      date: dayText(Math.min(span.end, today)),
      confidence: isKnown(span, firstDay, today) ? confidenceOf(known) : "None",
      isRunning: span.end > today,
      parts: known.map(({ basis, value, count }) => ({ basis, subscriptions: count, amount: round(value) })),
    };
  }

  function errorsOf(): ReportError[] {
    const errors = outOfRange(periods, firstDay, today, `subscriptions in ${currency}`);
    if (ledger.chargedSince === undefined && ledger.accounts.size > 0) {
      errors.push({
        type: "NoInvoices",
        message: "No invoice tells of the past: it is the present prices, carried back.",
      });
    }
    if (ledger.eventsSince === undefined && ledger.accounts.size > 0) {
      errors.push({
        type: "NoEvents",
        message:
          "No event tells of past states: pauses, failed payments and cancellations that were undone are not seen.",
      });
    }
    return errors;
  }

  function round(value: Rational): number {
    return toNumber(value, currencyExponent(currency)) ?? 0;
  }
}

/** What invoices say a subscription is worth on a day: the charge for it, or the last one before. */
function chargedPrice(spans: SubscriptionHistory["charged"]["spans"], day: DayNumber): Rational {
  return spans.findLast(({ from }) => from <= day)?.price.net ?? zero;
}

const materially = rational(5n, 100n);

function confidenceOf(known: readonly { basis: Basis; value: Rational }[]): ReportSource["confidence"] {
  const sum = (of: readonly { value: Rational }[]) => of.reduce((total, { value }) => add(total, value), zero);
  const limit = multiply(sum(known), materially);
  const exceeds = (set: ReadonlySet<Basis>) => compare(sum(known.filter(({ basis }) => set.has(basis))), limit) > 0;
  if (exceeds(projected)) return "Low";
  return exceeds(estimated) ? "Medium" : "High";
}
