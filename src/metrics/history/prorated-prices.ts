import { add, compare, currencyExponent, type Rational, subtract } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { negated } from "../facts/amount.js";
import { type Charge, isForPlan, isGivenBack, monthlyParts } from "./charge.js";
import { addParts, gross, noParts, type Parts, type Price } from "./price.js";
import type { ChargeHistory, PriceContext, PriceSpan, WholeCharge } from "./price-span.js";
import { lengthOf } from "./service-period.js";

/** A prorated charge or credit, as a change of the monthly price while it lasts. */
interface Adjustment {
  readonly charge: Charge;
  readonly start: DayNumber;
  readonly end: DayNumber;
  readonly parts: Parts;
  /** How far off its gross amount may be per month, because the amount charged was rounded. */
  readonly rounding: number;
  /** … and because the change was made at some time of a day. */
  readonly timeOfDay: number;
}

/**
 * Prices over time where charges were prorated, credited or overlap.
 *
 * At any day the price is the sum of what is charged for it. An upgrade half-way through a period at 50 a month to 80
 * gives back 25 and charges 40 for the rest, half a month: 50 − 50 + 80. Prorated amounts are rounded, so that sum may be
 * off by a little; where the next whole charge agrees with it within the rounding, its price is the exact one.
 */
export function adjustedPrices(
  wholes: readonly WholeCharge[],
  adjustments: readonly Charge[],
  context: PriceContext,
): ChargeHistory {
  const counted: Adjustment[] = [];
  const otherCredits: Charge[] = [];
  for (const charge of adjustments) {
    if (isGivenBack(charge) && !endsEarly(charge, wholes, adjustments)) otherCredits.push(charge);
    else counted.push(adjustmentOf(charge, wholes, context));
  }
  const edges = [...wholes, ...counted].flatMap(({ start, end }) => [start, end]);
  const days = [...new Set(edges)].sort((a, b) => a - b);
  const spans: PriceSpan[] = [];
  // Backwards, so that the price after an adjusted period is known when the period is settled.
  for (let i = days.length - 2; i >= 0; i--) {
    const [from, to] = [days[i], days[i + 1]];
    if (from === undefined || to === undefined) continue;
    const span = priceOn(from, to, wholes, counted, spans, context);
    if (span !== undefined) spans.unshift(span);
  }
  return { spans, otherCredits };
}

/**
 * Whether a credit ends something charged before its time: it is for the rest of a period, or for all of one at its
 * price or with another charge in its place. A credit for anything else (a goodwill credit, an outage, a period whose invoice
 * was voided) lowers no price.
 */
function endsEarly(credit: Charge, wholes: readonly WholeCharge[], adjustments: readonly Charge[]): boolean {
  if (!credit.isCreditNote && !credit.isAdjustment) return true;
  const charges = adjustments.filter((charge) => !isGivenBack(charge));
  const ended = [...wholes.map(({ charge }) => charge), ...charges].filter(
    ({ start, end, isAdjustment }) =>
      end === credit.end && (start < credit.start || (start === credit.start && !isAdjustment)),
  );
  const isReplaced = charges.some(({ start, end }) => start === credit.start && end === credit.end);
  return ended.some(
    ({ start, plan, addOn }) =>
      start < credit.start || isReplaced || (isOpposite(credit.plan, plan) && isOpposite(credit.addOn, addOn)),
  );
}

const isOpposite = (given: Charge["plan"], charged: Charge["plan"]) => given === negated(charged);

function adjustmentOf(charge: Charge, wholes: readonly WholeCharge[], context: PriceContext): Adjustment {
  const { start, end } = charge;
  const around = wholes.find(
    ({ charge: other }) => other.end === end && other.start <= start && isForPlan(other),
  )?.charge;
  const length = lengthOf(charge, context.frequency, true, around);
  const parts = monthlyParts(charge, length.months, context.currency);
  const rounding = (charge.lines * 0.5) / 10 ** currencyExponent(context.currency) / toFloat(length.months);
  return { charge, start, end, parts, rounding, timeOfDay: Math.abs(toFloat(gross(parts))) / (end - start) };
}

const toFloat = ({ n, d }: Rational): number => Number(n) / Number(d);

function priceOn(
  from: DayNumber,
  to: DayNumber,
  wholes: readonly WholeCharge[],
  adjustments: readonly Adjustment[],
  later: readonly PriceSpan[],
  { prices, current }: PriceContext,
): PriceSpan | undefined {
  const covers = (span: { start: DayNumber; end: DayNumber }) => span.start <= from && from < span.end;
  const charged = wholes.filter(covers);
  const changing = adjustments.filter(covers);
  if (charged.length === 0 && changing.length === 0) return undefined;
  const [only] = charged;
  if (changing.length === 0 && charged.length === 1 && only !== undefined) {
    return { from, to, price: only.price, basis: "Charged" };
  }
  const whole = charged.reduce((sum, { price }) => addParts(sum, price), noParts);
  const sum = changing.reduce((parts, adjustment) => addParts(parts, adjustment.parts), whole);
  if (changing.length === 0) return { from, to, price: made(sum), basis: "Charged" };

  const end = Math.max(...changing.map((adjustment) => adjustment.end));
  const isLastChange = !adjustments.some(({ start }) => start > from && start < end);
  const next = later.find((span) => span.from >= end);
  const settled = next?.price ?? current;
  // A change of plan whose credit the source does not show: what it replaces is still in the sum.
  const isReplacement =
    changing.some(({ charge }) => isForPlan(charge)) && !changing.some(({ charge }) => isGivenBack(charge));
  const replaced = changing.reduce((parts, { parts: own }) => addParts(parts, own), noParts);
  const readings = isReplacement ? [sum, replaced] : [sum];
  const tolerance = changing.reduce(
    (total, { rounding, timeOfDay }) => total + rounding + (next?.from === end ? timeOfDay : 0),
    ROUNDING_OF_SUMS,
  );
  if (isLastChange && settled !== undefined && readings.some((parts) => agrees(parts, settled, tolerance))) {
    return { from, to, price: settled, basis: "Charged" };
  }
  return { from, to, price: made(settled === undefined ? sum : closest(readings, settled)), basis: "Prorated" };

  function made(parts: Parts): Price {
    return prices(keyOf(parts), () => parts);
  }
}

/** Sums are compared as floats. */
const ROUNDING_OF_SUMS = 1e-6;

/** Whether a sum is a price but for rounding, before discounts and after. */
function agrees(parts: Parts, price: Price, tolerance: number): boolean {
  const off = (a: Rational, b: Rational) => Math.abs(toFloat(subtract(a, b)));
  const net = subtract(gross(parts), parts.discount);
  return off(gross(parts), add(price.plan, price.addOn)) <= tolerance && off(net, price.net) <= tolerance;
}

function closest(readings: readonly Parts[], price: Price): Parts {
  const target = add(price.plan, price.addOn);
  const distance = (parts: Parts) => {
    const off = subtract(gross(parts), target);
    return off.n < 0n ? { n: -off.n, d: off.d } : off;
  };
  return readings.reduce((best, parts) => (compare(distance(parts), distance(best)) < 0 ? parts : best));
}

const keyOf = ({ plan, addOn, discount }: Parts): string =>
  [plan, addOn, discount].map(({ n, d }) => `${n}/${d}`).join("|");
