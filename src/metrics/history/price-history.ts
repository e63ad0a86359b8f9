import type { BillingFrequency } from "../../model/frequency.js";
import type { Rational } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { type Charge, isForPlan, isGivenBack, monthlyParts } from "./charge.js";
import type { Price } from "./price.js";
import type { ChargeHistory, PriceContext, PriceSpan, WholeCharge } from "./price-span.js";
import { adjustedPrices } from "./prorated-prices.js";
import { endOfPeriod, lengthOf } from "./service-period.js";

/**
 * The prices that a subscription's charges tell of, over time.
 *
 * A charge for a whole period is the price of that period. A later plan charge that starts inside a period takes the place of the
 * earlier one from that day. Prorated charges and credits change the price within their period; see `adjustedPrices`.
 */
export function priceHistory(charges: readonly Charge[], context: PriceContext): ChargeHistory {
  const wholes: WholeCharge[] = [];
  const adjustments: Charge[] = [];
  let latest: WholeCharge | undefined;
  for (const charge of charges) {
    const resolved =
      charge.end > charge.start ? charge : { ...charge, end: endOfPeriod(charge.start, context.frequency) };
    const months = wholePeriod(resolved, context.frequency);
    if (months === undefined) adjustments.push(resolved);
    else {
      const price: Price =
        latest !== undefined && isSamePrice(latest, resolved, months)
          ? latest.price
          : priceOf(resolved, months, context);
      latest = { charge: resolved, months, price, start: resolved.start, end: resolved.end };
      wholes.push(latest);
    }
  }
  wholes.sort((a, b) => a.start - b.start || a.charge.issued - b.charge.issued || byText(a.charge, b.charge));
  replaceOverlapped(wholes, adjustments);
  const isPlain = adjustments.length === 0 && wholes.every(({ start }, i) => (wholes[i - 1]?.end ?? start) <= start);
  if (isPlain) return { spans: joined(withEvents(wholes.flatMap(spanOfWhole), context)), otherCredits: [] };
  const adjusted = adjustedPrices(wholes, adjustments, context);
  return { spans: joined(withEvents(adjusted.spans, context)), otherCredits: adjusted.otherCredits };
}

/** The months a charge is for, if it is for whole billing periods. */
function wholePeriod(charge: Charge, frequency: BillingFrequency | undefined): Rational | undefined {
  if (charge.isAdjustment || isGivenBack(charge)) return undefined;
  const { isWhole, months } = lengthOf(charge, frequency, false, undefined);
  return isWhole ? months : undefined;
}

/** Most charges repeat the one before. */
function isSamePrice({ charge, months }: WholeCharge, other: Charge, otherMonths: Rational): boolean {
  return (
    charge.plan === other.plan &&
    charge.addOn === other.addOn &&
    charge.discount === other.discount &&
    months.n === otherMonths.n &&
    months.d === otherMonths.d
  );
}

function priceOf(charge: Charge, months: Rational, { currency, prices }: PriceContext): Price {
  const key = `${charge.plan}|${charge.addOn}|${charge.discount}|${months.n}/${months.d}|${currency}`;
  return prices(key, () => monthlyParts(charge, months, currency));
}

/** Charges of one day stand in an order of their own, whichever order they were read in. */
function byText(a: Charge, b: Charge): number {
  const [first, second] = [a, b].map(({ end, plan, addOn, discount }) => `${end}|${plan}|${addOn}|${discount}`);
  return (first ?? "") < (second ?? "") ? -1 : 1;
}

/**
 * A subscription has one plan at a time: a plan charge inside an earlier one's period ends that one, unless a credit from that
 * day does so already.
 */
function replaceOverlapped(wholes: WholeCharge[], adjustments: readonly Charge[]): void {
  let running: WholeCharge | undefined;
  for (const whole of wholes) {
    if (!isForPlan(whole.charge)) continue;
    const overlapped = running;
    running = whole;
    if (overlapped === undefined || overlapped.end <= whole.start) continue;
    const isCredited = adjustments.some(
      (charge) => charge.start === whole.start && charge.end === overlapped.charge.end && isGivenBack(charge),
    );
    if (!isCredited) overlapped.end = whole.start;
  }
}

/** A charge's own span; none when another took its place at once. */
function spanOfWhole({ start, end, price }: WholeCharge): PriceSpan[] {
  return end > start ? [{ from: start, to: end, price, basis: "Charged" }] : [];
}

/** Splits what is charged where an event says that the price changed before the next charge shows it. */
function withEvents(spans: readonly PriceSpan[], context: PriceContext): PriceSpan[] {
  const { changes } = context;
  if (changes.length === 0) return [...spans];
  return spans.flatMap((span, index): PriceSpan[] => {
    const { from, to, price, basis } = span;
    const changed = basis === "Charged" ? lastBetween(changes, from, to) : undefined;
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
 * What the changes before a day led to: the price of the next charge, unless there were more changes up to it. After the last
 * charge it is the subscription's own price, which it keeps when it is over.
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
