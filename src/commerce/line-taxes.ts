import type { Mapped } from "../model/billing/common.js";
import type { Invoice } from "../model/billing/invoice.js";
import { absolute, compare, parseDecimal, type Rational, sign, subtract, zero } from "../model/money.js";
import { apportion, exactly, inMinor, type Minor, sum } from "./apportion.js";
import type { Amounts } from "./order-amounts.js";
import type { Tax } from "./tax-component.js";

/** One of the taxes on a line, and its part of the line's tax. */
interface LineTax {
  tax: Tax;
  amount: Minor;
}

/** The taxes on a line, which add up to the line's tax; none where the invoice does not tell which they are. */
export type TaxesOf = (lineId: string, lineTax: Minor) => LineTax[];

/**
 * Splits the tax of each line over the invoice's taxes: in proportion to what each comes to on that line, where the source
 * tells that of all of them. Where it does not, a tax that is the only one, or several that are all charged on the whole
 * invoice, are on every line, in proportion to what they come to on the invoice.
 */
export function taxesByLine({ taxes, currency }: Mapped<Invoice>, order: Amounts): TaxesOf {
  if (taxes.length > 0 && taxes.every(({ lines }) => lines !== undefined)) {
    const onLine = (tax: Tax, lineId: string) =>
      sum((tax.lines ?? []).flatMap(({ id, amount }) => (id === lineId ? inMinor(amount, currency) : [])));
    return (lineId, lineTax) =>
      split(
        lineTax,
        taxes.map((tax) => ({ tax, weight: absolute(onLine(tax, lineId)) })),
      );
  }
  const onEveryLine = taxesOnEveryLine(taxes, order, currency);
  const weighed = onEveryLine.map((tax) => ({ tax, weight: absolute(inMinor(tax.amount, currency)) }));
  // A tax of nothing is on its lines all the same.
  const only = weighed.length === 1 ? weighed.map(({ tax }) => ({ tax, weight: exactly(1) })) : weighed;
  return (_, lineTax) => split(lineTax, only);
}

function split(lineTax: Minor, taxes: readonly { tax: Tax; weight: Rational }[]): LineTax[] {
  const on = taxes.filter(({ weight }) => sign(weight) !== 0);
  if (lineTax === 0 || on.length === 0) return [];
  const amounts = apportion(
    lineTax,
    on.map(() => zero),
    on.map(({ weight }) => weight),
  );
  return on.map(({ tax }, i) => ({ tax, amount: amounts[i] ?? 0 }));
}

function taxesOnEveryLine(taxes: readonly Tax[], { net, discount }: Amounts, currency: string): readonly Tax[] {
  const whole = exactly(net - discount);
  const isOnWhole = ({ taxableAmount }: Tax) =>
    taxableAmount !== undefined && isWithinOne(subtract(inMinor(taxableAmount, currency), whole));
  return taxes.length === 1 || taxes.every(isOnWhole) ? taxes : [];
}

const isWithinOne = (difference: Rational): boolean => compare(absolute(difference), exactly(1)) <= 0;

/** Percent of all the taxes together; undefined when one of them has none. */
export function totalPercentage(taxes: readonly Tax[]): number | undefined {
  const known = taxes.flatMap(({ percentage }) => (percentage === undefined ? [] : (parseDecimal(percentage) ?? [])));
  if (known.length === 0 || known.length < taxes.length) return undefined;
  const total = sum(known);
  return Number(total.n) / Number(total.d);
}
