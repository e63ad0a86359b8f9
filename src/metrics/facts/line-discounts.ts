import type { Invoice } from "../../model/billing/invoice.js";
import { add, greatest, least, type Rational, rational, sign, subtract, zero } from "../../model/money.js";
import { type FactAmount, packAmount, packRational, readAmount } from "./amount.js";

type Document = Pick<Invoice, "lineItems" | "discounts" | "discountAmount" | "currency">;

/** A document's discounts, shared out to its lines. */
export interface LineDiscounts {
  /** Identifies each discount: its id in the catalogue, else `code:` and its code, else nothing. */
  readonly keys: readonly string[];
  /** What each discount takes off a line, in the order of `keys`. */
  sharesOf(line: number): readonly FactAmount[];
  /** Which of them are fixed amounts. */
  readonly fixed: readonly boolean[];
}

const none: LineDiscounts = { keys: [], sharesOf: () => [], fixed: [] };

/**
 * What of a document's discounts belongs to the prices it prorates: a percentage does; 20 off the invoice are 20, however
 * few days it is for.
 */
export function proratedDiscounts({ keys, sharesOf, fixed }: LineDiscounts): LineDiscounts {
  if (!fixed.includes(true)) return { keys, sharesOf, fixed };
  return { keys, fixed, sharesOf: (line) => sharesOf(line).map((share, index) => (fixed[index] ? 0 : share)) };
}

/**
 * Shares a document's discounts out to its lines.
 *
 * The header's discount is canonical. Where the lines' own approximations add up to it they are used; else each
 * discount is spread over the lines it is for (all charges, when it does not say) in proportion to their amounts,
 * exactly.
 *
 * A fixed amount comes off what recurs first, and off usage and one-time charges only when there is nothing left, as
 * Zuora's MRR has it: 20 off a month is 20 off a month, however much was used in it.
 */
export function shareDiscounts(document: Document): LineDiscounts {
  const { currency, lineItems } = document;
  const total = amount(document.discountAmount, currency);
  if (sign(total) === 0 && lineItems.every((line) => !line.discountAmount)) return none;
  const discounts = document.discounts.filter((discount) => discount.amount !== 0);
  const keys = discounts.length === 0 ? [""] : discounts.map(keyOf);
  const stated = lineItems.map((line) => amount(line.discountAmount ?? 0, currency));
  const fixed = keys.map((_, index) => discounts[index]?.type === "Amount");
  const isMixed = new Set(lineItems.map(({ isRecurring }) => isRecurring)).size > 1;
  const isFixed = (index: number) => isMixed && fixed[index] === true;
  if (keys.length === 1 && !isFixed(0) && isEqual(stated.reduce(add, zero), total)) {
    return { keys, fixed, sharesOf: (line) => [packRational(stated[line] ?? zero, currency)] };
  }
  const amounts =
    discounts.length === 0
      ? [total]
      : scaled(
          discounts.map((d) => amount(d.amount, currency)),
          total,
        );
  const weights =
    discounts.length === 0
      ? [weightsOf(document, undefined)]
      : discounts.map(({ lineIds }) => weightsOf(document, lineIds));
  const shares = amounts.map((value, index) => (isFixed(index) ? [] : spread(value, weights[index] ?? [])));
  for (const [index, value] of amounts.entries()) {
    if (isFixed(index)) shares[index] = takeRecurringFirst(value, lessTaken(weights[index] ?? [], shares), lineItems);
  }
  return { keys, fixed, sharesOf: (line) => shares.map((share) => packRational(share[line] ?? zero, currency)) };
}

function keyOf({ discountRef, code }: Document["discounts"][number]): string {
  return discountRef?.id ?? (code === undefined ? "" : `code:${code.toUpperCase()}`);
}

const amount = (major: number, currency: string): Rational => readAmount(packAmount(major, currency), currency);
const isEqual = (a: Rational, b: Rational) => sign(subtract(a, b)) === 0;

/** Each discount's part of the header's total: their own amounts may carry more digits than it does. */
function scaled(amounts: readonly Rational[], total: Rational): Rational[] {
  return spread(total, amounts);
}

/** Lines that charge something, or the ones named. */
function weightsOf({ lineItems, currency }: Document, lineIds: readonly string[] | undefined): Rational[] {
  const named = lineIds !== undefined && lineIds.length > 0 ? new Set(lineIds) : undefined;
  return lineItems.map(({ id, subTotal }) =>
    subTotal !== undefined && subTotal > 0 && (named === undefined || named.has(id))
      ? amount(subTotal, currency)
      : zero,
  );
}

/** What other discounts have left of lines. */
function lessTaken(weights: readonly Rational[], shares: readonly (readonly Rational[])[]): Rational[] {
  return weights.map((weight, line) =>
    greatest(subtract(weight, shares.map((share) => share[line] ?? zero).reduce(add, zero)), zero),
  );
}

function takeRecurringFirst(total: Rational, left: readonly Rational[], lines: Document["lineItems"]): Rational[] {
  const recurring = left.map((weight, line) => (lines[line]?.isRecurring ? weight : zero));
  const others = left.map((weight, line) => (lines[line]?.isRecurring ? zero : weight));
  const fromRecurring = others.every(({ n }) => n === 0n) ? total : least(total, recurring.reduce(add, zero));
  const rest = spread(subtract(total, fromRecurring), others);
  return spread(fromRecurring, recurring).map((share, line) => add(share, rest[line] ?? zero));
}

function spread(total: Rational, weights: readonly Rational[]): Rational[] {
  const whole = weights.reduce(add, zero);
  if (sign(whole) === 0) return weights.map(() => zero);
  return weights.map(({ n, d }) => rational(total.n * n * whole.d, total.d * d * whole.n));
}
