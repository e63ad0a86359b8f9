import type { DayNumber } from "../calendar.js";
import type { Convention } from "../convention.js";
import { isFree, type Price } from "./price.js";
import type { Basis, PriceSpan } from "./price-span.js";
import type { Standing } from "./standing.js";

/** What a subscription was worth from one day to the day before another, and how that is known. */
export interface Span extends Omit<Standing, "from" | "reason"> {
  readonly from: DayNumber;
  readonly to: DayNumber;
  /** Undefined when no price is known. */
  readonly price: Price | undefined;
  readonly basis: Basis;
  /** For what does not count: why. */
  readonly reason: string | undefined;
  /** Whether the convention counts it towards recurring revenue. */
  readonly isCounted: boolean;
}

export interface SpanInput {
  readonly prices: readonly PriceSpan[];
  readonly standings: readonly Standing[];
  /** Days of changes of plan, quantity or price, ascending. */
  readonly changes: readonly DayNumber[];
  /** How it stands today; undefined for a subscription that only its invoices tell of. */
  readonly now: { readonly standing: Standing; readonly price: Price | undefined; readonly basis: Basis } | undefined;
  readonly today: DayNumber;
  /** The first day events are known from: since then, no event means no change. */
  readonly eventsSince: DayNumber | undefined;
  readonly graceDays: number;
  readonly convention: Convention;
}

const forever = Number.POSITIVE_INFINITY;

/**
 * Joins prices and standings into one history, ascending and without overlaps; from today on it is the subscription as
 * it is.
 *
 * A subscription counts on a day it is active and priced. Over days without a charge the last price goes on (the next
 * one, once an event has changed it) as long as events say that the subscription was active, or, where none can tell,
 * for the days of grace. Before the first charge its price is carried back to the start, or to the last change before
 * it.
 */
export function subscriptionSpans(input: SpanInput): Span[] {
  const { prices, standings, changes, today, now } = input;
  const spans: Span[] = [];
  let [nextStanding, nextPrice, nextChange] = [0, 0, 0];
  for (let from = Number.NEGATIVE_INFINITY; from < today; ) {
    while ((standings[nextStanding]?.from ?? forever) <= from) nextStanding++;
    while ((prices[nextPrice]?.from ?? forever) <= from) nextPrice++;
    while ((changes[nextChange] ?? forever) <= from) nextChange++;
    const standing = standings[nextStanding - 1];
    const priceEnd = prices[nextPrice - 1]?.to ?? from;
    const to = Math.min(
      standings[nextStanding]?.from ?? today,
      prices[nextPrice]?.from ?? today,
      priceEnd > from ? priceEnd : today,
      changes[nextChange] ?? today,
      today,
    );
    if (standing !== undefined) append(spans, spanAt(from, to, standing, nextPrice, input));
    from = to;
  }
  if (now !== undefined) append(spans, spanOf(today, forever, now.standing, now.price, now.basis, input.convention));
  return spans;
}

/** Before the first price: the day from which that price may be carried back. */
function firstPricedDay({ prices, changes, now, today }: SpanInput): DayNumber | undefined {
  const first = prices[0]?.from ?? (now?.price === undefined ? undefined : today);
  return first === undefined ? undefined : changes.findLast((day) => day <= first);
}

function spanAt(from: DayNumber, to: DayNumber, standing: Standing, after: number, input: SpanInput): Span {
  const price = input.prices[after - 1];
  if (price === undefined || from >= price.to) return spanBetween(from, to, standing, after, input);
  return spanOf(from, to, standing, price.price, price.basis, input.convention);
}

/** Over days that no charge is for. */
function spanBetween(from: DayNumber, to: DayNumber, standing: Standing, after: number, input: SpanInput): Span {
  const { prices, now, convention, eventsSince, graceDays, today } = input;
  const previous = prices[after - 1];
  const next = prices[after];
  if (previous !== undefined) {
    const isKnown = standing.isFromEvent || (eventsSince !== undefined && eventsSince <= previous.to);
    const inactive = input.standings.find((later) => later.from > from && later.bucket !== "Active")?.from ?? forever;
    const gap = Math.min(next?.from ?? today, inactive) - previous.to;
    const isActive = standing.bucket !== "Active" || isKnown || gap <= graceDays;
    const carried = isActive ? standing : notActive(standing, "NoCharge");
    const later = next?.price ?? now?.price;
    const changed = input.changes.findLast((day) => day >= previous.to && day <= (next?.from ?? today));
    if (changed === undefined || changed > from || later === undefined) {
      return spanOf(from, to, carried, previous.price, "CarriedForward", convention);
    }
    return spanOf(from, to, carried, later, "Event", convention);
  }
  const later = next?.price ?? now?.price;
  const since = firstPricedDay(input);
  const isPriced = standing.bucket !== "Active" || since === undefined || since <= from;
  return spanOf(from, to, isPriced ? standing : notActive(standing, "PriceUnknown"), later, "Projected", convention);
}

type AnyStanding = Omit<Standing, "reason"> & { readonly reason: string | undefined };

const notActive = (standing: Standing, reason: string): AnyStanding => ({ ...standing, bucket: "None", reason });

function spanOf(
  from: DayNumber,
  to: DayNumber,
  standing: AnyStanding,
  price: Price | undefined,
  basis: Basis,
  convention: Convention,
): Span {
  const isIn = standing.bucket === "Active" || (convention.countsOnHold && standing.bucket === "OnHold");
  const isLeaving = standing.isEnding && !convention.countsUntilCancellationTakesEffect;
  const isNothing = price !== undefined && isFree(price);
  const reason =
    standing.reason ??
    (price === undefined ? "PriceUnknown" : isNothing ? "NoRecurringCharge" : isLeaving ? "Ending" : undefined);
  const { bucket, isPastDue, isEnding, cause, isFromEvent } = standing;
  const isCounted = isIn && !isLeaving && price !== undefined && !isNothing;
  return { from, to, price, basis, reason, isCounted, bucket, isPastDue, isEnding, cause, isFromEvent };
}

/** Spans that say the same are one. */
function append(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  const isSame =
    last !== undefined &&
    last.to === span.from &&
    last.price === span.price &&
    last.basis === span.basis &&
    last.bucket === span.bucket &&
    last.reason === span.reason &&
    last.isPastDue === span.isPastDue &&
    last.isEnding === span.isEnding &&
    last.isCounted === span.isCounted;
  if (isSame) spans[spans.length - 1] = { ...last, to: span.to };
  else spans.push(span);
}

/** The span a day is in. */
export function spanOn(spans: readonly Span[], day: DayNumber): Span | undefined {
  return spans.find(({ from, to }) => from <= day && day < to);
}
