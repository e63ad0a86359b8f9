import { add, compare, currencyExponent, type Rational, subtract } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { type Charge, isForPlan, isGivenBack, monthlyParts } from "./charge.js";
import { addParts, gross, noParts, type Parts, type Price } from "./price.js";
import {
  type ChargeHistory,
  currentFrom,
  type PriceContext,
  type PriceSpan,
  type WholeCharge,
} from "./price-history.js";
import { type Length, lengthOf } from "./service-period.js";

/** A prorated charge or credit, as a change of the monthly price while it lasts. */
interface Adjustment {
  readonly charge: Charge;
  readonly start: DayNumber;
  readonly end: DayNumber;
  readonly parts: Parts;
  /** How far off its gross amount may be per month, by rounding and by the time of day the change was made. */
  readonly tolerance: number;
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
 * price or with another charge in its place. A credit for anything else (a goodwill credit, an outage) lowers no price.
 */
function endsEarly(credit: Charge, wholes: readonly WholeCharge[], adjustments: readonly Charge[]): boolean {
  const charged = [...wholes.map(({ charge }) => charge), ...adjustments.filter((charge) => !isGivenBack(charge))];
  if (!credit.isCreditNote && !credit.isAdjustment) return true;
  return charged.some(({ start, end, plan, addOn }) => {
    if (end !== credit.end || start > credit.start) return false;
    if (start < credit.start) return true;
    const isWhole = `${credit.plan}` === `-${plan}` && (addOn === 0 || `${credit.addOn}` === `-${addOn}`);
    return (
      isWhole ||
      charged.some((other) => other.start === credit.start && other.end === credit.end && other.plan !== plan)
    );
  });
}

function adjustmentOf(charge: Charge, wholes: readonly WholeCharge[], context: PriceContext): Adjustment {
  const { start, end } = charge;
  const around = wholes.find(
    ({ charge: other }) => other.end === end && other.start <= start && isForPlan(other),
  )?.charge;
  const length = lengthOf(charge, context.frequency, true, around);
  const parts = monthlyParts(charge, length.months, context.currency);
  return { charge, start, end, parts, tolerance: toleranceOf(charge, parts, length, context.currency) };
}

function toleranceOf(charge: Charge, parts: Parts, { months }: Length, currency: string): number {
  const rounding = (charge.lines * 0.5) / 10 ** currencyExponent(currency) / toFloat(months);
  const timeOfDay = Math.abs(toFloat(gross(parts))) / (charge.end - charge.start);
  return rounding + timeOfDay;
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
  const next = later.find((span) => span.from === end)?.price ?? currentFrom(end, current);
  // A change of plan whose credit the source does not show: what it replaces is still in the sum.
  const isReplacement =
    changing.some(({ charge }) => isForPlan(charge)) && !changing.some(({ charge }) => isGivenBack(charge));
  const readings = isReplacement
    ? [sum, changing.reduce((parts, { parts: own }) => addParts(parts, own), noParts)]
    : [sum];
  const tolerance = changing.reduce((total, adjustment) => total + adjustment.tolerance, 0);
  if (isLastChange && next !== undefined && readings.some((parts) => agrees(parts, next, tolerance))) {
    return { from, to, price: next, basis: "Charged" };
  }
  return { from, to, price: made(next === undefined ? sum : closest(readings, next)), basis: "Prorated" };

  function made(parts: Parts): Price {
    return prices(keyOf(parts), () => parts);
  }
}

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
