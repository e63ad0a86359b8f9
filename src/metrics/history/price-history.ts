import type { DayNumber } from "../calendar.js";
import type { Charge } from "./charge.js";
import type { Price } from "./price.js";
import type { ChargeHistory, PriceContext, PriceSpan } from "./price-span.js";
import { proratedPrices } from "./prorated-prices.js";
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
  if (isPlain) return { spans: joined(withEvents(wholes.map(spanOf), context)), otherCredits: [] };
  const { spans, otherCredits } = proratedPrices({ wholes, parts, credits }, context);
  return { spans: joined(withEvents(spans, context)), otherCredits };
}

function overlapsNext({ end }: Running, index: number, all: readonly Running[]): boolean {
  const next = all[index + 1];
  return next !== undefined && next.start < end;
}

const spanOf = ({ start, end, price }: WholeCharge): PriceSpan => ({ from: start, to: end, price, basis: "Charged" });

/** Splits what is charged where an event says that the price changed before the next charge shows it. */
function withEvents(spans: readonly PriceSpan[], context: PriceContext): readonly PriceSpan[] {
  const { changes } = context;
  if (changes.length === 0) return spans;
  return spans.flatMap((span, index): PriceSpan[] => {
    const { from, to, price } = span;
    const changed = lastBetween(changes, from, to);
    const later = changed === undefined ? undefined : priceAfter(to, spans[index + 1], context);
    if (changed === undefined || later === undefined || later === price) return [span];
    return [
      { ...span, to: changed },
      { from: changed, to, price: later, basis: "Event" },
    ];
  });
}

/** Neighbours that say the same are one. */
function joined(spans: readonly PriceSpan[]): PriceSpan[] {
  const all: PriceSpan[] = [];
  for (const span of spans) {
    const last = all.at(-1);
    const isSame = last?.to === span.from && last.price === span.price && last.basis === span.basis;
    if (isSame) all[all.length - 1] = { ...last, to: span.to };
    else all.push(span);
  }
  return all;
}

/**
 * What the changes before a day led to: the price of the next charge, unless there were more changes up to it. After
 * the last charge it is the subscription's own price, which it keeps when it is over.
 */
function priceAfter(
  day: DayNumber,
  next: PriceSpan | undefined,
  { changes, current }: PriceContext,
): Price | undefined {
  if (next === undefined) return current;
  return changes.some((change) => change >= day && change <= next.from) ? undefined : next.price;
}

/** The last of some days strictly between two. */
function lastBetween(days: readonly DayNumber[], after: DayNumber, before: DayNumber): DayNumber | undefined {
  return days.findLast((day) => day > after && day < before);
}
