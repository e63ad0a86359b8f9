import { currencyExponent } from "../../model/currency.js";
import { absolute, add, compare, type Rational, subtract, toFloat } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { addAmounts, negated } from "../facts/amount.js";
import { type Charge, isForPlan, isGivenBack, monthlyParts } from "./charge.js";
import { addParts, gross, keyOf, noParts, type Parts, type Price } from "./price.js";
import { type ChargeHistory, type PriceContext, type PriceSpan, spanOf } from "./price-span.js";
import type { Running, SortedCharges, WholeCharge } from "./running-charges.js";
import { lengthOf } from "./service-period.js";
import { type Stretch, stretchesOf } from "./stretches.js";

/** A prorated charge or credit, as a change of the monthly price while it lasts. */
interface Adjustment {
  readonly charge: Charge;
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly parts: Parts;
  /** The same, if the amount is for a whole period, though it was charged for a part of one. */
  readonly inFull: Parts;
  /** How far off its gross amount may be per month, because the amount charged was rounded. */
  readonly rounding: number;
  /** … and because the change was made at some time of a day. */
  readonly timeOfDay: number;
}

/**
 * Prices over time where charges are for parts of periods, overlap, or were given back in part.
 *
 * At any day the price is the sum of what is charged for it: two more seats for half a month at 10 are 20 a month
 * more. Prorated amounts are rounded, so that sum may be off by a little; where the next whole charge agrees with it
 * within the rounding, its price is the exact one.
 */
export function proratedPrices({ wholes, parts, credits }: SortedCharges, context: PriceContext): ChargeHistory {
  const otherCredits: Charge[] = [];
  const adjustments = parts.map((part) => adjustmentOf(part, wholes, context));
  for (const charge of credits) {
    if (!lowersPrice(charge, wholes, parts, context.currency)) otherCredits.push(charge);
    else adjustments.push(adjustmentOf({ charge, from: charge.start, to: charge.end }, wholes, context));
  }
  const { alone, beside } = apart(wholes, adjustments);
  // Backwards, so that the price after an adjusted period is known when the period is settled.
  const spans: PriceSpan[] = [];
  for (const stretch of stretchesOf(beside, adjustments).reverse()) {
    addAlone(stretch.from);
    const span = priceOn(stretch, adjustments, spans, context);
    if (span !== undefined) spans.push(span);
  }
  addAlone(Number.NEGATIVE_INFINITY);
  return { spans: spans.reverse(), otherCredits };

  /** Adds what is charged by itself after a day, the latest first. */
  function addAlone(after: DayNumber): void {
    for (let last = alone.at(-1); last !== undefined && last.from > after; last = alone.at(-1)) {
      spans.push(last);
      alone.pop();
    }
  }
}

/** Charges while which nothing else is charged or given back, as is usual, and the others; both ascending. */
function apart(
  wholes: readonly WholeCharge[],
  adjustments: readonly Adjustment[],
): { alone: WholeCharge[]; beside: WholeCharge[] } {
  const alone: WholeCharge[] = [];
  const beside: WholeCharge[] = [];
  let until = Number.NEGATIVE_INFINITY;
  let after = 0;
  for (const whole of wholes) {
    const { from, to } = whole;
    after += 1;
    const isFollowed = (wholes[after]?.from ?? to) < to;
    const isAlone = until <= from && !isFollowed && !isAnyDuring(adjustments, from, to);
    (isAlone ? alone : beside).push(whole);
    until = Math.max(until, to);
  }
  return { alone, beside };
}

/** Whether any runs on a day from one to the day before another. */
function isAnyDuring(adjustments: readonly Adjustment[], first: DayNumber, end: DayNumber): boolean {
  for (const { from, to } of adjustments) if (from < end && to > first) return true;
  return false;
}

/**
 * Whether a credit takes something off the price: a negative line for the same period as its invoice (a rebate), or a
 * credit for the rest of what runs up to its end (fewer seats). A credit for anything else (goodwill, an outage, a
 * period whose invoice was voided) lowers no price, and neither does one that gives back a whole charge: a refund.
 */
function lowersPrice(
  credit: Charge,
  wholes: readonly WholeCharge[],
  parts: readonly Running[],
  currency: string,
): boolean {
  if (!credit.isCreditNote && !credit.isAdjustment) return true;
  const isRefund = parts.some(({ charge }) => credit.isCreditNote && givesBackAll(credit, charge, currency));
  if (isRefund) return false;
  return [...wholes, ...parts].some(({ charge }) => charge.end === credit.end && charge.start < credit.start);
}

/** Whether a credit is for the very period of a charge, and all of it. */
function givesBackAll(credit: Charge, { start, end, plan, addOn }: Charge, currency: string): boolean {
  const charged = addAmounts(plan, addOn, currency);
  return (
    start === credit.start && end === credit.end && negated(addAmounts(credit.plan, credit.addOn, currency)) === charged
  );
}

function adjustmentOf(
  { charge, from, to }: Running,
  wholes: readonly WholeCharge[],
  context: PriceContext,
): Adjustment {
  const around = wholes.find(
    ({ charge: other }) => other.end === charge.end && other.start <= charge.start && isForPlan(other),
  )?.charge;
  const length = lengthOf(charge, context.frequency, true, around);
  const parts = monthlyParts(charge, length.months, context.currency);
  const rounding = (charge.lines * 0.5) / 10 ** currencyExponent(context.currency) / toFloat(length.months);
  const timeOfDay = Math.abs(toFloat(gross(parts))) / (charge.end - charge.start);
  const whole = around === undefined ? length : lengthOf(around, context.frequency, false, undefined);
  const inFull = monthlyParts(charge, whole.months, context.currency);
  return { charge, from, to, parts, inFull, rounding, timeOfDay };
}

/** `later` are the spans after the stretch, the latest first. */
function priceOn(
  stretch: Stretch<WholeCharge, Adjustment>,
  adjustments: readonly Adjustment[],
  later: readonly PriceSpan[],
  context: PriceContext,
): PriceSpan | undefined {
  const { from, to, charged, changing } = stretch;
  if (changing.length > 0) return changedPrice(stretch, adjustments, later, context);
  const [only] = charged;
  if (only === undefined) return undefined;
  if (charged.length > 1) return spanOf(from, to, made(sumOfPrices(charged), context), "Charged");
  return { from, to, price: only.price, basis: only.basis, isAdjustment: only.isAdjustment };
}

const sumOfPrices = (charged: readonly WholeCharge[]): Parts =>
  charged.reduce((sum, { price }) => addParts(sum, price), noParts);

const made = (parts: Parts, { prices }: PriceContext): Price => prices(keyOf(parts), () => parts);

function changedPrice(
  { from, to, charged, changing }: Stretch<WholeCharge, Adjustment>,
  adjustments: readonly Adjustment[],
  later: readonly PriceSpan[],
  context: PriceContext,
): PriceSpan {
  const { current, changes } = context;
  const whole = sumOfPrices(charged);
  const sumOf = (first: Parts, of: (adjustment: Adjustment) => Parts) =>
    changing.reduce((parts, adjustment) => addParts(parts, of(adjustment)), first);

  const end = Math.max(...changing.map((adjustment) => adjustment.to));
  const isLastChange = !adjustments.some((other) => other.from > from && other.from < end);
  const next = later.findLast((span) => span.from >= end);
  const settled = next?.price ?? current;
  // A change of plan whose credit the source does not show: what it replaces is still in the sum.
  const isReplacement =
    changing.some(({ charge }) => isForPlan(charge)) && !changing.some(({ charge }) => isGivenBack(charge));
  const readingsOf = (of: (adjustment: Adjustment) => Parts) =>
    isReplacement ? [sumOf(whole, of), sumOf(noParts, of)] : [sumOf(whole, of)];
  const readings = readingsOf(({ parts }) => parts);
  const [sum = whole] = readings;
  // Nothing came between this price and the one it is compared with.
  const isDirect = next?.from === end || !changes.some((day) => day > from && day <= (next?.from ?? day));
  const tolerance = toleranceOf(changing, isDirect);
  if (isLastChange && settled !== undefined) {
    // Maxio charges a change in full if it is told to (upgrade_charge, downgrade_credit).
    const isSettled =
      readings.some((parts) => agrees(parts, settled, tolerance)) ||
      readingsOf(({ inFull }) => inFull).some((parts) => agrees(parts, settled, exactly));
    if (isSettled) return spanOf(from, to, settled, "Charged");
  }
  return spanOf(from, to, made(settled === undefined ? sum : closest(readings, settled), context), "Prorated");
}

/** How far a sum of prorated amounts may be off the price it stands for. */
interface Tolerance {
  /** In major units per month. */
  readonly amount: number;
  /** Of the difference itself: what was prorated may have been more than it came to. */
  readonly share: number;
}

/** Sums are compared as floats. */
const ROUNDING_OF_SUMS = 1e-6;
const exactly: Tolerance = { amount: ROUNDING_OF_SUMS, share: 0 };

/** Amounts are rounded, and prorated by the hour: up to a day more or less than their dates say. */
function toleranceOf(changing: readonly Adjustment[], isDirect: boolean): Tolerance {
  const rounding = changing.reduce((sum, adjustment) => sum + adjustment.rounding, ROUNDING_OF_SUMS);
  if (!isDirect) return { amount: rounding, share: 0 };
  const days = Math.min(...changing.map(({ charge }) => charge.end - charge.start));
  return { amount: changing.reduce((sum, { timeOfDay }) => sum + timeOfDay, rounding), share: 1 / days };
}

/** Whether a sum is a price but for the tolerance, before discounts and after. */
function agrees(parts: Parts, price: Price, { amount, share }: Tolerance): boolean {
  const isNear = (a: Rational, b: Rational) => Math.abs(toFloat(subtract(a, b))) * (1 - share) <= amount;
  const net = subtract(gross(parts), parts.discount);
  return isNear(gross(parts), add(price.plan, price.addOn)) && isNear(net, price.net);
}

function closest(readings: readonly Parts[], price: Price): Parts {
  const target = add(price.plan, price.addOn);
  const distance = (parts: Parts) => absolute(subtract(gross(parts), target));
  return readings.reduce((best, parts) => (compare(distance(parts), distance(best)) < 0 ? parts : best));
}
