import type { Mapped } from "../model/billing/common.js";
import type { DocumentLine, Invoice } from "../model/billing/invoice.js";
import { absolute, add, compare, multiply, parseDecimal, type Rational, sign, subtract, zero } from "../model/money.js";
import { apportion, exactly, inMinor, type Minor, round, sum, toAmount } from "./apportion.js";

/** What an order or a line of it comes to; `total = net − discount + tax`. */
export interface Amounts {
  /** Before discount and tax. */
  net: Minor;
  discount: Minor;
  tax: Minor;
}

export const totalOf = ({ net, discount, tax }: Amounts): Minor => net - discount + tax;

export interface OrderAmounts {
  order: Amounts;
  /** One for each line of the invoice, in its order. */
  lines: Amounts[];
  /** What the invoice's totals hold beyond its lines; absent when there is nothing. */
  rest?: Amounts;
}

/**
 * Makes the lines of an invoice add up to its totals, to the minor unit.
 *
 * The invoice's `totalAmount`, `discountAmount` and `taxAmount` are canonical; what they leave is the amount before discount
 * and tax. The source's lines are approximations with up to 8 decimals. Their amounts before tax are their `subTotal`s or,
 * where only those add up (prices that include tax), their totals without tax. For each of the three amounts:
 *
 * 1. A difference that rounding explains (at most one minor unit a line) is shared in proportion to the lines' own
 *    amounts, and the unit that is left over goes to the line with the largest remainder, the earlier one of equals.
 * 2. A discount or tax that no line tells is spread over the lines in proportion to what it is charged on.
 * 3. Any other difference is not smeared over lines it may have nothing to do with: it becomes a line of its own, the rest.
 */
export function orderAmounts(invoice: Mapped<Invoice>): OrderAmounts {
  const { currency, lineItems } = invoice;
  const exact = (amount: number | undefined) => inMinor(amount, currency);
  const discount = round(exact(invoice.discountAmount));
  const tax = round(exact(invoice.taxAmount));
  const order = { net: round(exact(invoice.totalAmount)) + discount - tax, discount, tax };

  const nets = column(order.net, netsOf(lineItems, order.net, currency));
  const discounts = column(
    discount,
    lineItems.map((line) => exact(line.discountAmount)),
    nets.lines,
  );
  const taxes = column(
    tax,
    lineItems.map((line) => exact(line.taxAmount)),
    nets.lines.map((net, i) => net - (discounts.lines[i] ?? 0)),
  );

  const lines = nets.lines.map((net, i) => ({ net, discount: discounts.lines[i] ?? 0, tax: taxes.lines[i] ?? 0 }));
  const rest = { net: nets.rest, discount: discounts.rest, tax: taxes.rest };
  const isNothing = rest.net === 0 && rest.discount === 0 && rest.tax === 0;
  return isNothing ? { order, lines } : { order, lines, rest };
}

/** One of the three amounts down the lines; `bases` are what it is charged on, for an amount that lines may not tell. */
function column(total: Minor, parts: readonly Rational[], bases?: readonly Minor[]): { lines: Minor[]; rest: Minor } {
  if (parts.length === 0) return { lines: [], rest: total };
  const told = sum(parts);
  const weights = parts.map(absolute);
  if (bases && weights.every((weight) => sign(weight) === 0)) {
    return {
      lines: apportion(
        total,
        parts,
        bases.map((base) => exactly(Math.abs(base))),
      ),
      rest: 0,
    };
  }
  const own = addsUp(parts, total) ? total : round(told);
  return { lines: apportion(own, parts, weights), rest: total - own };
}

/** Whether parts make up the total but for rounding: at most one minor unit each. */
function addsUp(parts: readonly Rational[], total: Minor): boolean {
  return compare(absolute(subtract(exactly(total), sum(parts))), exactly(parts.length)) <= 0;
}

/** What the lines come to before discount and tax. */
function netsOf(lines: readonly DocumentLine[], total: Minor, currency: string): Rational[] {
  const nets = lines.map((line) => netOf(line, currency));
  if (addsUp(nets, total)) return nets;
  const withoutTax = lines.map((line) => totalWithoutTax(line, currency));
  return addsUp(withoutTax, total) ? withoutTax : nets;
}

/** The line's canonical amount; where the source gave none, what its price or its total come to. */
function netOf(line: DocumentLine, currency: string): Rational {
  if (line.subTotal !== undefined) return inMinor(line.subTotal, currency);
  if (line.unitPrice !== undefined) return multiply(inMinor(line.unitPrice, currency), quantityOf(line));
  return totalWithoutTax(line, currency);
}

function totalWithoutTax(line: DocumentLine, currency: string): Rational {
  const exact = (amount: number | undefined) => inMinor(amount, currency);
  return subtract(add(exact(line.totalAmount), exact(line.discountAmount)), exact(line.taxAmount));
}

const quantityOf = (line: DocumentLine): Rational => parseDecimal(line.quantity ?? 1) ?? zero;

/**
 * Quantity and price such that their product is the line's amount. The source's price is kept where that holds exactly;
 * blended, prorated and rounded prices are replaced by amount ÷ quantity, to the 15 digits a JSON number carries.
 */
export function priceOf(line: DocumentLine, net: Minor, currency: string): { quantity: number; unitPrice: number } {
  const quantity = quantityOf(line);
  const product = multiply(inMinor(line.unitPrice, currency), quantity);
  if (line.unitPrice !== undefined && compare(product, exactly(net)) === 0) {
    return { quantity: line.quantity ?? 1, unitPrice: line.unitPrice };
  }
  if (sign(quantity) === 0) {
    return net === 0 ? { quantity: 0, unitPrice: 0 } : { quantity: 1, unitPrice: toAmount(net, currency) };
  }
  const price = (toAmount(net, currency) * Number(quantity.d)) / Number(quantity.n);
  return { quantity: line.quantity ?? 1, unitPrice: Number(price.toPrecision(15)) };
}
