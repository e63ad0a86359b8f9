import type { BillingFrequency } from "../../model/frequency.js";
import type { DayNumber } from "../calendar.js";
import { type Charge, isForPlan, isGivenBack, monthlyParts } from "./charge.js";
import type { Price, PriceMaker } from "./price.js";
import { adjustedPrices } from "./prorated-prices.js";
import { endOfPeriod, lengthOf } from "./service-period.js";

/** What a price is known from, best first. */
export type Basis =
  /** The subscription as it is now. */
  | "Subscription"
  /** A charge for a whole billing period. */
  | "Charged"
  /** Prorated charges and credits, scaled up to the period: right to within the rounding of the proration. */
  | "Prorated"
  /** A change that no charge is for, dated by its event and priced by the next charge. */
  | "Event"
  /** The last charge, carried on over days that no charge is for. */
  | "CarriedForward"
  /** A later price, carried back to when the subscription began. */
  | "Projected";

/** A price from one day to the day before another. */
export interface PriceSpan {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly price: Price;
  readonly basis: Basis;
}

export interface PriceContext {
  readonly currency: string;
  readonly frequency: BillingFrequency | undefined;
  readonly prices: PriceMaker;
  /** Days on which plan, quantities or prices changed, ascending. */
  readonly changes: readonly DayNumber[];
  /** The price now, and the day it is known for. */
  readonly current: { readonly price: Price; readonly day: DayNumber } | undefined;
}

/** A charge for whole billing periods, with its price; `end` moves when another takes its place. */
export interface WholeCharge {
  readonly charge: Charge;
  readonly price: Price;
  readonly start: DayNumber;
  end: DayNumber;
}

export interface ChargeHistory {
  /** Ascending, without overlaps; there may be gaps. */
  readonly spans: readonly PriceSpan[];
  /** Credits that do not end a charged period early: given for other reasons, so no change of what recurs. */
  readonly otherCredits: readonly Charge[];
}

/**
 * The prices that a subscription's charges tell of, over time.
 *
 * A charge for a whole period is the price of that period. A later plan charge that starts inside a period takes the place of the
 * earlier one from that day. Prorated charges and credits change the price within their period; see `adjustedPrices`.
 */
export function priceHistory(charges: readonly Charge[], context: PriceContext): ChargeHistory {
  const resolved = charges.map((charge) =>
    charge.end > charge.start ? charge : { ...charge, end: endOfPeriod(charge.start, context.frequency) },
  );
  const wholes: WholeCharge[] = [];
  const adjustments: Charge[] = [];
  for (const charge of resolved) {
    const length = isGivenBack(charge)
      ? undefined
      : lengthOf(charge, context.frequency, charge.isAdjustment, undefined);
    if (length?.isWhole && !charge.isAdjustment) {
      wholes.push({ charge, price: priceOfWhole(charge, context), start: charge.start, end: charge.end });
    } else adjustments.push(charge);
  }
  wholes.sort((a, b) => a.start - b.start || a.charge.issued - b.charge.issued || byText(a.charge, b.charge));
  const credits = adjustments.filter(isGivenBack);
  replaceOverlapped(wholes, credits);
  const isPlain = adjustments.length === 0 && wholes.every(({ start }, i) => (wholes[i - 1]?.end ?? start) <= start);
  if (!isPlain) return adjustedPrices(wholes, adjustments, context);
  return { spans: withEvents(wholes, context), otherCredits: [] };
}

/** Charges of one day stand in an order of their own, whichever order they were read in. */
function byText(a: Charge, b: Charge): number {
  const [first, second] = [a, b].map(({ end, plan, addOn, discount }) => `${end}|${plan}|${addOn}|${discount}`);
  return (first ?? "") < (second ?? "") ? -1 : 1;
}

function priceOfWhole(charge: Charge, { currency, frequency, prices }: PriceContext): Price {
  const { months } = lengthOf(charge, frequency, charge.isAdjustment, undefined);
  return prices(`${charge.plan}|${charge.addOn}|${charge.discount}|${months.n}/${months.d}|${currency}`, () =>
    monthlyParts(charge, months, currency),
  );
}

/**
 * A subscription has one plan at a time: a plan charge inside an earlier one's period ends that one, unless a credit from that
 * day does so already.
 */
function replaceOverlapped(wholes: WholeCharge[], credits: readonly Charge[]): void {
  let running: WholeCharge | undefined;
  for (const whole of wholes) {
    if (!isForPlan(whole.charge)) continue;
    const overlapped = running;
    running = whole;
    if (overlapped === undefined || overlapped.end <= whole.start) continue;
    const isCredited = credits.some(({ start, end }) => start === whole.start && end === overlapped.charge.end);
    if (!isCredited) overlapped.end = whole.start;
  }
}

/** Charges as spans, each split where an event says that the price changed before the next charge shows it. */
function withEvents(wholes: readonly WholeCharge[], { changes, current }: PriceContext): PriceSpan[] {
  const spans: PriceSpan[] = [];
  for (const [index, { start, end, price }] of wholes.entries()) {
    if (end <= start) continue;
    const next = wholes[index + 1];
    const later = next === undefined ? currentFrom(end, current) : next.start === end ? next.price : undefined;
    const changed = later === undefined || later === price ? undefined : lastBetween(changes, start, end);
    spans.push({ from: start, to: changed ?? end, price, basis: "Charged" });
    if (changed !== undefined && later !== undefined)
      spans.push({ from: changed, to: end, price: later, basis: "Event" });
  }
  return spans;
}

/** The price now, if the period that ends on a day is still running. */
export function currentFrom(end: DayNumber, current: PriceContext["current"]): Price | undefined {
  return current !== undefined && end > current.day ? current.price : undefined;
}

/** The last of some days strictly between two. */
function lastBetween(days: readonly DayNumber[], after: DayNumber, before: DayNumber): DayNumber | undefined {
  return days.findLast((day) => day > after && day < before);
}
