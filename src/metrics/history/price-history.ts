import { currencyExponent } from "../../model/currency.js";
import { absolute, compare, fraction, multiply, subtract } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import type { Charge } from "./charge.js";
import { discountedAs, gross, type Price } from "./price.js";
import { type ChargeHistory, type PriceContext, type PriceSpan, spanOf } from "./price-span.js";
import { proratedPrices } from "./prorated-prices.js";
import { pricesByQuantity } from "./quantity-prices.js";
import { type Running, sortCharges, type WholeCharge } from "./running-charges.js";

/**
 * The prices that a subscription's charges tell of, over time.
 *
 * A charge for a whole period is the price of that period. A plan charge for a new period that starts inside it takes
 * its place from that day, and a credit for its rest ends it (see `sortCharges`). Charges for a part of a period
 * change the price within it (see `proratedPrices`).
 */
export function priceHistory(charges: readonly Charge[], context: PriceContext): ChargeHistory {
  const { wholes, parts, credits } = sortCharges(charges, context);
  const isPlain = parts.length === 0 && credits.length === 0 && !wholes.some(overlapsNext);
  const { spans, otherCredits } = isPlain
    ? { spans: wholes, otherCredits: none }
    : proratedPrices({ wholes, parts, credits }, context);
  makeExact(spans, wholes.at(-1), context);
  return { spans: joined(pricesByQuantity(withEvents(spans, context), context)), otherCredits };
}

const none: readonly never[] = [];

/** A span that is still being made. */
type Draft = { -readonly [K in keyof PriceSpan]: PriceSpan[K] };

/** Where the last charge is the subscription's own price but for rounding, that price stands for it wherever it was charged. */
function makeExact(spans: readonly Draft[], last: WholeCharge | undefined, { current, currency }: PriceContext): void {
  if (current === undefined || last === undefined || !isButRounding(last, current, currency)) return;
  const rounded = last.price;
  for (const span of spans) if (span.price === rounded) span.price = current;
}

/**
 * Whether a charge is the subscription's own price but for what its invoice rounded: a percentage off each line, to the
 * smallest unit. The price is exact, so it stands for the charge.
 */
function isButRounding({ charge, months, price }: WholeCharge, exact: Price, currency: string): boolean {
  if (price === exact || compare(gross(price), gross(exact)) !== 0) return false;
  const off = subtract(price.net, exact.net);
  const rounded = fraction(charge.lines, 2 * 10 ** currencyExponent(currency));
  return compare(multiply(absolute(off), months), rounded) <= 0;
}

function overlapsNext({ to }: Running, index: number, all: readonly Running[]): boolean {
  const next = all[index + 1];
  return next !== undefined && next.from < to;
}

/**
 * Splits what is charged where an event says that the price changed before the next charge shows it.
 *
 * Days are all that is known of the order of charges and events. A change on the first day of a charged span came
 * before the charge if that was made because of it, or if the next one is the same; else, if nothing changed in
 * between, it came after the charge. What a proration comes to gives way to the price that the next charge shows, if
 * nothing changed until then.
 */
function withEvents(spans: readonly PriceSpan[], context: PriceContext): readonly PriceSpan[] {
  if (context.changes.length === 0) return spans;
  const backwards: PriceSpan[] = [];
  // Backwards: whether a change came before or after a charge is known by what follows.
  let next: PriceSpan | undefined;
  let isNextChanged = false;
  for (let i = spans.length - 1; i >= 0; i--) {
    const span = spans[i];
    if (span === undefined) continue;
    if (isAnyWithin(context.changes, span.from - 1, span.to)) {
      const following = next && { span: next, isChangedAtOnce: isNextChanged };
      const { pieces, isChangedAtOnce } = withEventsOf(span, following, context);
      backwards.push(...pieces.reverse());
      isNextChanged = isChangedAtOnce;
    } else {
      backwards.push(span);
      isNextChanged = false;
    }
    next = span;
  }
  return backwards.reverse();
}

/** Whether any of the days is one from a day to the one before another. */
function isAnyWithin(days: readonly DayNumber[], from: DayNumber, to: DayNumber): boolean {
  for (const day of days) if (day >= from && day < to) return true;
  return false;
}

/** A span as it was charged, and whether its first day's change came after the charge. */
interface Following {
  readonly span: PriceSpan;
  readonly isChangedAtOnce: boolean;
}

function withEventsOf(
  span: PriceSpan,
  next: Following | undefined,
  context: PriceContext,
): { pieces: PriceSpan[]; isChangedAtOnce: boolean } {
  const { from, to, price, basis, isAdjustment } = span;
  const later = priceAfter(to, next, context);
  const changes = context.changes.filter((day) => day > from && day < to);
  const first = changes[0];
  const last = changes.at(-1);
  if (first !== undefined && last !== undefined) {
    if (later === price) return { pieces: [span], isChangedAtOnce: false };
    const until: PriceSpan = { from, to: first, price, basis, isAdjustment };
    if (later === undefined) {
      const carried: PriceSpan = { from: first, to, price, basis: "CarriedForward", isAdjustment };
      return { pieces: [until, carried], isChangedAtOnce: false };
    }
    const between = first === last ? [] : [spanOf(first, last, price, "CarriedForward")];
    const settled = spanOf(last, to, discountedAs(price, later, context.prices), "Event");
    return { pieces: [until, ...between, settled], isChangedAtOnce: false };
  }
  // A document's day may be the one after the event's in the report's zone.
  const isChanged = context.changes.some((day) => day === from || (basis === "Prorated" && day === from - 1));
  if (!isChanged || later === undefined) return { pieces: [span], isChangedAtOnce: false };
  if (basis !== "Prorated" && (isAdjustment || compare(gross(later), gross(price)) === 0)) {
    return { pieces: [span], isChangedAtOnce: false };
  }
  const changed = spanOf(from, to, discountedAs(price, later, context.prices), "Event");
  return { pieces: [changed], isChangedAtOnce: basis !== "Prorated" };
}

/** Neighbours that say the same are one, the first of them. */
function joined(spans: readonly Draft[]): PriceSpan[] {
  const all: PriceSpan[] = [];
  let last: Draft | undefined;
  for (const span of spans) {
    if (last?.to === span.from && last.price === span.price && last.basis === span.basis) last.to = span.to;
    else {
      all.push(span);
      last = span;
    }
  }
  return all;
}

/**
 * What the changes before a day led to: the price of the next charge, unless there were more changes up to it. After
 * the last charge it is the subscription's own price, which it keeps when it is over.
 */
function priceAfter(
  day: DayNumber,
  next: Following | undefined,
  { changes, current }: PriceContext,
): Price | undefined {
  if (next === undefined) return changes.some((change) => change >= day) ? undefined : current;
  const { from, price } = next.span;
  const isLast = (change: DayNumber) => next.isChangedAtOnce && change === from;
  return changes.some((change) => change >= day && change <= from && !isLast(change)) ? undefined : price;
}
