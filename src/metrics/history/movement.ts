import { compare, type Rational, sign, subtract } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import type { Convention } from "../convention.js";
import type { CustomerHistory } from "./customers.js";
import { countedNet, type Stay } from "./levels.js";
import type { EndCause } from "./standing.js";
import { type Span, spanOn } from "./subscription-history.js";

/** What happened to a customer's recurring revenue between two days. */
export type MovementKind = "new" | "expansion" | "contraction" | "churn" | "reactivation";

export interface Movement {
  readonly kind: MovementKind;
  /** Positive, whichever way it went. */
  readonly amount: Rational;
  /** For a customer who came back: days without recurring revenue. */
  readonly daysAway?: number;
}

/** The movement from the end of one day to the end of another; undefined when there was none. */
export function movementBetween(
  before: Rational,
  after: Rational,
  stays: readonly Stay[],
  [start, end]: readonly [DayNumber, DayNumber],
  convention: Convention,
): Movement | undefined {
  if (before === after) return undefined;
  const change = compare(after, before);
  if (change === 0) return undefined;
  if (sign(before) === 0) return arrival(after, stays, start, end, convention);
  if (sign(after) === 0) return { kind: "churn", amount: before };
  return change > 0
    ? { kind: "expansion", amount: subtract(after, before) }
    : { kind: "contraction", amount: subtract(before, after) };
}

/** New, or back: a customer who had recurring revenue at any time up to the start was one before. */
function arrival(
  amount: Rational,
  stays: readonly Stay[],
  start: DayNumber,
  end: DayNumber,
  { newAfterDaysAway }: Convention,
): Movement {
  const back = stays.find(({ from, to }) => from > start && from <= end && to > end);
  const earlier = stays.findLast(({ from }) => from <= start);
  if (back === undefined || earlier === undefined) return { kind: "new", amount };
  const last = stays.findLast(({ to }) => to <= back.from) ?? earlier;
  const daysAway = back.from - last.to;
  const isNew = newAfterDaysAway !== undefined && daysAway > newAfterDaysAway;
  return { kind: isNew ? "new" : "reactivation", amount, daysAway };
}

/** What a customer's subscription stopped bringing in between two days, and why. */
export interface Loss {
  readonly subscriptionId: string;
  readonly cause: EndCause;
  readonly amount: Rational;
  readonly endedOn: DayNumber;
}

export function lossesBetween(
  { subscriptions }: CustomerHistory,
  [start, end]: readonly [DayNumber, DayNumber],
): Loss[] {
  return subscriptions.flatMap(({ id, spans }) => {
    const lost = countedNet(spanOn(spans, start));
    if (sign(lost) === 0 || sign(countedNet(spanOn(spans, end))) !== 0) return [];
    const last = spans.findLastIndex((span) => span.from <= end && sign(countedNet(span)) !== 0);
    return [{ subscriptionId: id, cause: causeOf(spans[last + 1]), amount: lost, endedOn: spans[last]?.to ?? end }];
  });
}

/** Where a subscription no longer counts once its cancellation is scheduled, that is what ended it: somebody's will. */
function causeOf(next: Span | undefined): EndCause {
  return next?.cause ?? (next?.isEnding ? "Voluntary" : "Unknown");
}
