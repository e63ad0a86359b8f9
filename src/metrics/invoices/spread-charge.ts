import type { BillingFrequency } from "../../model/frequency.js";
import { divide, fraction, multiply, one, type Rational, sign, subtract, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { addAmounts, type FactAmount, negated, readAmount } from "../facts/amount.js";
import type { ChargeTuple } from "../facts/charges.js";
import type { InvoiceFact } from "../facts/invoice.js";
import { endOfPeriod, lengthOf } from "../history/service-period.js";
import type { Shares } from "./shares.js";

/** A recurring charge while it is spread over time. */
export interface Spread {
  readonly invoice: InvoiceFact;
  readonly issued: DayNumber;
  readonly start: DayNumber;
  readonly end: DayNumber;
  readonly net: Rational;
  /** Per month. */
  readonly monthly: Rational;
}

/** Takes all discounts off a charge, whatever a convention says of them: that is what was invoiced. */
export function spreadOf(
  [start, length, plan, addOn, discounts]: ChargeTuple,
  invoice: InvoiceFact,
  issued: DayNumber,
  frequency: BillingFrequency | undefined,
): Spread {
  const { currency, type } = invoice;
  const end = length === 0 ? endOfPeriod(start, frequency) : start + length;
  const off = Array.isArray(discounts) ? discounts : [discounts];
  const gross = addAmounts(plan, addOn, currency);
  const net = readAmount(
    off.reduce<FactAmount>((total, amount) => addAmounts(total, negated(amount), currency), gross),
    currency,
  );
  const isAdjustment = type === "Proration" || type === "Migration";
  const { months } = lengthOf({ start, end }, frequency, isAdjustment, undefined);
  return { invoice, issued, start, end, net, monthly: divide(net, months) };
}

/** How a charge stands at the end of a day, in major units. */
export interface State {
  readonly invoiced: Rational;
  readonly paid: Rational;
  readonly credited: Rational;
  /** Earned of what is not credited. */
  readonly earned: Rational;
  readonly deferredPaid: Rational;
}

/** Before it is invoiced. */
export const nothing: State = { invoiced: zero, paid: zero, credited: zero, earned: zero, deferredPaid: zero };
export const unpaid = ({ invoiced, paid, credited }: State) => less(less(invoiced, paid), credited);
export const deferred = ({ invoiced, credited, earned }: State) => less(less(invoiced, credited), earned);

/** Differences, without the work where there is none to do: most charges are paid at once and never credited. */
export function less(a: Rational, b: Rational): Rational {
  if (sign(b) === 0) return a;
  return a === b ? zero : subtract(a, b);
}

export function partOf(amount: Rational, share: Rational): Rational {
  if (share === one) return amount;
  return sign(share) === 0 ? zero : multiply(amount, share);
}

/** The part of an amount that falls on some of a number of days. */
function overDays(amount: Rational, days: number, all: number): Rational {
  if (days === all) return amount;
  return days === 0 ? zero : multiply(amount, fraction(days, all));
}

export function stateOn(day: DayNumber, { issued, start, end, net }: Spread, { paid, credited }: Shares): State {
  if (day < issued) return nothing;
  const passed = Math.min(Math.max(day + 1 - start, 0), end - start);
  const paidPart = partOf(net, paid);
  const creditedPart = partOf(net, credited);
  return {
    invoiced: net,
    paid: paidPart,
    credited: creditedPart,
    earned: overDays(less(net, creditedPart), passed, end - start),
    deferredPaid: overDays(paidPart, end - start - passed, end - start),
  };
}
