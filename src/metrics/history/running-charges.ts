import { currencyExponent } from "../../model/currency.js";
import type { BillingFrequency } from "../../model/frequency.js";
import { add, compare, fractionText, type Rational, toFloat } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { addAmounts, negated, readAmount } from "../facts/amount.js";
import { type Charge, isForPlan, isGivenBack, monthlyParts } from "./charge.js";
import type { Price } from "./price.js";
import type { PriceContext, PriceSpan } from "./price-span.js";
import { endOfPeriod, lengthOf } from "./service-period.js";

/** A charge while it runs: `to` moves forward when something ends it before its period does. */
export interface Running {
  readonly charge: Charge;
  readonly from: DayNumber;
  to: DayNumber;
}

/** A charge for whole billing periods; as a span, it says what the price is while it runs. */
export interface WholeCharge extends PriceSpan, Running {
  to: DayNumber;
  readonly months: Rational;
}

/** A subscription's charges by what they are, each ascending. */
export interface SortedCharges {
  /** For whole billing periods. */
  readonly wholes: readonly WholeCharge[];
  /** For the rest of a period, or a first part of one. */
  readonly parts: readonly Running[];
  /** Given back, and not accounted for by something that ended early. */
  readonly credits: readonly Charge[];
}

/** Tells charges apart, and ends those that were credited or replaced before their time. */
export function sortCharges(charges: readonly Charge[], context: PriceContext): SortedCharges {
  const wholes: WholeCharge[] = [];
  const parts: Running[] = [];
  const credits: Charge[] = [];
  for (const charge of ascending(charges, context.frequency)) {
    if (isGivenBack(charge)) credits.push(charge);
    else {
      const whole = wholeCharge(charge, charges, wholes, context);
      if (whole !== undefined) wholes.push(whole);
      else parts.push({ charge, from: charge.start, to: charge.end });
    }
  }
  const rest = credits.length === 0 ? credits : endCredited(wholes, parts, credits, context.currency);
  endReplaced(wholes, parts, rest);
  return { wholes: whatIsLeft(wholes), parts: whatIsLeft(parts), credits: rest };
}

/** Up to as many, going back to the place of each is faster than the built-in sort, which calls back for every look. */
const FEW = 100;

/** The charges in order, each with an end. */
function ascending(charges: readonly Charge[], frequency: BillingFrequency | undefined): Charge[] {
  const all = charges.map((charge) =>
    charge.end > charge.start ? charge : { ...charge, end: endOfPeriod(charge.start, frequency) },
  );
  if (all.length > FEW) return all.sort(inOrder);
  for (let index = 1; index < all.length; index++) putInPlace(all, index);
  return all;
}

/** Puts the charge at an index among those before it, which are in order. */
function putInPlace(charges: Charge[], index: number): void {
  const charge = charges[index];
  if (charge === undefined) return;
  let place = index;
  for (; place > 0; place--) {
    const before = charges[place - 1];
    if (before === undefined || inOrder(charge, before) >= 0) break;
    charges[place] = before;
  }
  charges[place] = charge;
}

const whatIsLeft = <T extends Running>(running: readonly T[]): readonly T[] =>
  running.every(isLeft) ? running : running.filter(isLeft);

const isLeft = ({ from, to }: Running): boolean => to > from;

/** By start, then by issue; charges of one day stand in an order of their own, whichever order they were read in. */
function inOrder(a: Charge, b: Charge): number {
  const order = a.start - b.start || a.issued - b.issued;
  if (order !== 0 || a === b) return order;
  return textOf(a) < textOf(b) ? -1 : 1;
}

const textOf = ({ end, plan, addOn, discount }: Charge): string => `${end}|${plan}|${addOn}|${discount}`;

/**
 * The charge as one for whole periods, if it is. A charge of an invoice that changed something, which ends with a
 * charge that began before it, is for the rest of that one's period, even if that is a number of months.
 */
function wholeCharge(
  charge: Charge,
  all: readonly Charge[],
  earlier: readonly WholeCharge[],
  context: PriceContext,
): WholeCharge | undefined {
  const { start, end } = charge;
  const { isWhole, months } = lengthOf(charge, context.frequency, false, undefined);
  if (!isWhole || (charge.isAdjustment && isRest(charge, all))) return undefined;
  return {
    charge,
    months,
    from: start,
    to: end,
    price: knownPrice(earlier, charge, months) ?? priceOf(charge, months, context),
    basis: "Charged",
    isAdjustment: charge.isAdjustment,
  };
}

/** Whether a charge ends with one that began before it. */
function isRest({ start, end }: Charge, all: readonly Charge[]): boolean {
  return all.some(
    (other) => other.start < start && (other.end === end || other.end === other.start) && !isGivenBack(other),
  );
}

/** Looking at more would take longer than making the price anew. */
const LOOKED_BACK = 12;

/** Most charges repeat one before, mostly the last. */
function knownPrice(earlier: readonly WholeCharge[], charge: Charge, months: Rational): Price | undefined {
  for (let back = 1; back <= LOOKED_BACK; back++) {
    const other = earlier.at(-back);
    if (other === undefined) break;
    if (isSamePrice(other, charge, months)) return other.price;
  }
  return undefined;
}

function isSamePrice({ charge, months }: WholeCharge, other: Charge, otherMonths: Rational): boolean {
  return (
    charge.plan === other.plan &&
    charge.addOn === other.addOn &&
    charge.discount === other.discount &&
    (months === otherMonths || compare(months, otherMonths) === 0)
  );
}

function priceOf(charge: Charge, months: Rational, { currency, prices }: PriceContext): Price {
  const key = `${charge.plan}|${charge.addOn}|${charge.discount}|${fractionText(months)}`;
  return prices(key, () => monthlyParts(charge, months, currency));
}

/**
 * Ends what was credited: a credit worth the rest of everything that is charged up to its end says that this is over
 * from the credit's first day. Returns the credits that say no such thing.
 */
function endCredited(
  wholes: readonly WholeCharge[],
  parts: readonly Running[],
  credits: readonly Charge[],
  currency: string,
): Charge[] {
  return credits.filter((credit) => {
    if (!credit.isCreditNote && !credit.isAdjustment) return true;
    const runsOn = ({ charge, to }: Running) => charge.end === credit.end && to > credit.start;
    const running = [...wholes, ...parts].filter((each) => runsOn(each) && each.from < credit.start);
    if (running.length > 0 && isWorthRest(credit, running, currency)) {
      for (const each of running) each.to = credit.start;
      return false;
    }
    // All of a charge given back is a refund, unless something else was charged from that day in its place.
    const sameDay = [...wholes, ...parts].filter((each) => each.from === credit.start && isLeft(each));
    const replaced = sameDay.find(
      (each) => runsOn(each) && each.charge.issued <= credit.issued && isWorthRest(credit, [each], currency),
    );
    if (replaced === undefined || sameDay.length < 2) return true;
    replaced.to = credit.start;
    return false;
  });
}

/**
 * Whether a credit is what charges come to for the days it is for, but for rounding and the time of day; with or
 * without discounts.
 */
function isWorthRest(credit: Charge, running: readonly Running[], currency: string): boolean {
  const days = credit.end - credit.start;
  const lines = running.reduce((sum, { charge }) => sum + charge.lines, credit.lines);
  const rounding = (lines * 0.5 + 0.01) / 10 ** currencyExponent(currency);
  return [grossOf, netOf].some((amountOf) => {
    const rest = running.reduce(
      (sum, { charge }) => sum + (amountOf(charge, currency) * days) / (charge.end - charge.start),
      0,
    );
    return rest > 0 && Math.abs(rest + amountOf(credit, currency)) <= rounding + rest / days;
  });
}

function grossOf({ plan, addOn }: Charge, currency: string): number {
  return toFloat(readAmount(addAmounts(plan, addOn, currency), currency));
}

function netOf({ plan, addOn, discount }: Charge, currency: string): number {
  const gross = readAmount(addAmounts(plan, addOn, currency), currency);
  return toFloat(add(gross, readAmount(negated(discount), currency)));
}

/**
 * A subscription has one plan at a time: a plan charge for a new period ends what is still charged for an earlier one,
 * unless a credit from that day makes up for it already. Add-ons billed by themselves go on.
 */
function endReplaced(wholes: readonly WholeCharge[], parts: readonly Running[], credits: readonly Charge[]): void {
  let running: WholeCharge | undefined;
  for (const whole of wholes) {
    if (!isForPlan(whole.charge) || !isLeft(whole)) continue;
    // What ends at the same time as a new charge runs beside it, but not the plan charge before: that was made twice.
    if (running !== undefined && running.to > whole.from) end(running, whole);
    for (const part of parts) {
      if (part.from <= whole.from && part.to > whole.from && part.charge.end !== whole.to) end(part, whole);
    }
    running = whole;
  }

  function end(earlier: Running, { from: day }: WholeCharge): void {
    const isCredited = credits.some(({ start, end: until }) => start === day && until === earlier.charge.end);
    if (!isCredited) earlier.to = day;
  }
}
