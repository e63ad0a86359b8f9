import { currencyExponent } from "../../model/currency.js";
import { divide, multiply, parseDecimal, type Rational, sign, subtract, toFloat, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { addParts, discountedAs, keyOf, type Parts, type Price } from "./price.js";
import { type PriceContext, type PriceSpan, type QuantityStep, spanOf } from "./price-span.js";

/**
 * Prices past several changes that nothing was charged for, where events tell the quantities: in proportion to them,
 * between the last price before and the first one after that are known. 41 seats for 234.83, fewer twice and more once,
 * and 20 for 220.83: 15 of them were 217.50. That is exact for a price a unit, and near it for tiers; not where
 * something that was prorated says otherwise, which but for its rounding has to come to the same.
 */
export function pricesByQuantity(spans: readonly PriceSpan[], context: PriceContext): readonly PriceSpan[] {
  if (context.steps.length < 2 || !spans.some(isUncertain)) return spans;
  const all: PriceSpan[] = [];
  for (let i = 0; i < spans.length; ) {
    let after = i;
    while (isUncertain(spans[after])) after++;
    const run = spans.slice(i, after);
    const [before, next] = [all.at(-1), spans[after]];
    const prices = before === undefined ? undefined : pricesOf(run, before, next, context);
    const isTold = before !== undefined && prices !== undefined && isNear(prices, run, before, context.currency);
    all.push(...(isTold ? prices : run));
    if (next !== undefined) all.push(next);
    i = after + 1;
  }
  return all;
}

const isCarried = (span: PriceSpan | undefined): boolean => span?.basis === "CarriedForward";
const isUncertain = (span: PriceSpan | undefined): boolean => isCarried(span) || span?.basis === "Prorated";

/** The prices of a run of days that are not sure of theirs; undefined when quantities do not tell. */
function pricesOf(
  run: readonly PriceSpan[],
  before: PriceSpan,
  next: PriceSpan | undefined,
  context: PriceContext,
): PriceSpan[] | undefined {
  const [start, end] = [run[0]?.from, run.at(-1)?.to];
  const known = next?.price ?? context.current;
  if (start === undefined || end === undefined || before.to !== start || known === undefined) return undefined;
  const until = next?.from ?? Number.POSITIVE_INFINITY;
  const steps = context.steps.filter(({ day }) => day > before.from && day <= until);
  const first = steps[0]?.day;
  // A document's day may be the one after the event's.
  if (first === undefined || first < start - 1 || first > start) return undefined;
  const line = lineBetween(before.price, discountedAs(before.price, known, context.prices), steps);
  if (line === undefined) return undefined;
  const basis = run.some(isCarried) ? "CarriedForward" : "Prorated";
  return steps.flatMap(({ day, after = 0 }, index) => {
    const [from, to] = [Math.max(day, start), Math.min(steps[index + 1]?.day ?? end, end)];
    return to > from ? [spanOf(from, to, priceAt(line, after, context), basis)] : [];
  });
}

/** Whether prices change as what was prorated says they did, but for its rounding and the hours of a day. */
function isNear(prices: readonly PriceSpan[], run: readonly PriceSpan[], before: PriceSpan, currency: string): boolean {
  const rounding = 1 / 10 ** currencyExponent(currency);
  const netOn = (day: DayNumber) =>
    toFloat((prices.find(({ from, to }) => from <= day && day < to) ?? before).price.net);
  return run.every(({ from, to, price, basis }, index) => {
    if (basis !== "Prorated") return true;
    const change = toFloat(subtract(price.net, (run[index - 1] ?? before).price.net));
    const off = netOn(from) - netOn(from - 1) - change;
    return Math.abs(off) <= Math.abs(change) / (to - from) + rounding;
  });
}

/** How a price goes with a quantity. */
interface Line {
  readonly from: Price;
  readonly quantity: Rational;
  /** More of it for each unit more. */
  readonly unit: Parts;
}

function lineBetween(from: Price, to: Price, steps: readonly QuantityStep[]): Line | undefined {
  const [first, last] = [steps[0], steps.at(-1)];
  const isChain = steps.every(({ productId, before, after }, index) => {
    const previous = steps[index - 1];
    const isOfOne = productId !== undefined && productId === first?.productId && after !== undefined;
    return isOfOne && (previous === undefined ? before !== undefined : before === previous.after);
  });
  const [start, end] = [quantityOf(first?.before), quantityOf(last?.after)];
  if (!isChain || start === undefined || end === undefined) return undefined;
  const units = subtract(end, start);
  if (sign(units) === 0) return undefined;
  const each = (part: keyof Parts) => divide(subtract(to[part], from[part]), units);
  return { from, quantity: start, unit: { plan: each("plan"), addOn: each("addOn"), discount: each("discount") } };
}

const quantityOf = (value: number | undefined): Rational | undefined =>
  value === undefined ? undefined : parseDecimal(value);

function priceAt({ from, quantity, unit }: Line, value: number, { prices }: PriceContext): Price {
  const units = subtract(quantityOf(value) ?? zero, quantity);
  const more = (part: keyof Parts) => multiply(unit[part], units);
  const parts = addParts(from, { plan: more("plan"), addOn: more("addOn"), discount: more("discount") });
  return prices(keyOf(parts), () => parts);
}
