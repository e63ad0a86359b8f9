import type { BillingFrequency } from "../../model/frequency.js";
import { divide, fraction, multiply, negate, one, type Rational, sign, subtract, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { addAmounts, negated, readAmount } from "../facts/amount.js";
import { type ChargeTuple, isAdjusting, WITHIN_A_DAY } from "../facts/charges.js";
import type { CreditNoteFact } from "../facts/credit-note.js";
import type { InvoiceFact } from "../facts/invoice.js";
import { endOfPeriod, lengthOf } from "../history/service-period.js";
import type { Shares } from "./shares.js";

/** A recurring charge, or what a credit note gives back of one, while it is spread over time. */
export interface Spread {
  readonly document: InvoiceFact | CreditNoteFact;
  readonly issued: DayNumber;
  readonly start: DayNumber;
  /** Equal to `start` for what is prorated within a day: earned at once, and no part of any day's price. */
  readonly end: DayNumber;
  /** Positive for what is given back, too. */
  readonly net: Rational;
  /** Per month. */
  readonly monthly: Rational;
}

/** Takes all discounts off a charge, whatever a convention says of them: that is what was invoiced. */
export function spreadOf(
  tuple: ChargeTuple,
  invoice: InvoiceFact,
  issued: DayNumber,
  frequency: BillingFrequency | undefined,
): Spread {
  const [start, length] = tuple;
  const { currency, type } = invoice;
  const net = netOf(tuple, currency);
  if (length === WITHIN_A_DAY) return { document: invoice, issued, start, end: start, net, monthly: zero };
  const end = length === 0 ? endOfPeriod(start, frequency) : start + length;
  const { months } = lengthOf({ start, end }, frequency, isAdjusting(type), undefined);
  return { document: invoice, issued, start, end, net, monthly: divide(net, months) };
}

/** Whether a charge prints days of service, and they are over before a day. */
export function isServedBefore(day: DayNumber, [start, length]: ChargeTuple): boolean {
  return length > 0 && start + length <= day;
}

/** A charge after all discounts, in major units. */
export function netOf([, , plan, addOn, discounts]: ChargeTuple, currency: string): Rational {
  let net = addAmounts(plan, addOn, currency);
  for (const amount of Array.isArray(discounts) ? discounts : [discounts]) {
    net = addAmounts(net, negated(amount), currency);
  }
  return readAmount(net, currency);
}

/** How a charge stands at the end of a day, in major units. */
export interface State {
  readonly invoiced: Rational;
  readonly paid: Rational;
  readonly credited: Rational;
  /** Invoiced, and neither paid nor credited. */
  readonly unpaid: Rational;
  /** What credits took off it, or, of a credit note, what it gives back. */
  readonly givenBack: Rational;
  /** Earned of what is not given back. */
  readonly earned: Rational;
  /** What of that is for days still to come. */
  readonly deferred: Rational;
  readonly deferredPaid: Rational;
}

/** Before it is invoiced. */
export const nothing: State = {
  invoiced: zero,
  paid: zero,
  credited: zero,
  unpaid: zero,
  givenBack: zero,
  earned: zero,
  deferred: zero,
  deferredPaid: zero,
};

/** Differences, without the work where there is none to do: most charges are paid at once and never credited. */
export function less(a: Rational, b: Rational): Rational {
  if (sign(b) === 0) return a;
  return a === b ? zero : subtract(a, b);
}

function partOf(amount: Rational, share: Rational): Rational {
  if (share === one) return amount;
  return sign(share) === 0 ? zero : multiply(amount, share);
}

/** The part of an amount that falls on some of a number of days; all of it, if it is for no days. */
function overDays(amount: Rational, days: number, all: number): Rational {
  if (all === 0) return amount;
  return days === 0 ? zero : multiply(amount, fraction(days, all));
}

/** What is left of it for the days after. */
const notYet = (amount: Rational, passed: number, all: number): Rational =>
  passed === all ? zero : overDays(amount, all - passed, all);

/** Days of service that are over at the end of a day. */
const daysPassed = (day: DayNumber, { start, end }: Spread) => Math.min(Math.max(day + 1 - start, 0), end - start);

/** What it comes to per month while the service lasts. */
export interface Monthly {
  readonly invoiced: Rational;
  readonly paid: Rational;
}

/** How figures follow from something that is spread over time, and from what is settled. */
export interface Course {
  stateOn(day: DayNumber, spread: Spread, shares: Shares): State;
  monthlyOf(spread: Spread, shares: Shares): Monthly;
}

/** With the shares of the charge's own invoice. */
export const ofCharge: Course = {
  stateOn(day, charge, shares) {
    const { issued, start, end, net } = charge;
    if (day < issued) return nothing;
    const [passed, all] = [daysPassed(day, charge), end - start];
    const paid = partOf(net, shares.paid);
    const credited = partOf(net, shares.credited);
    const givenBack = partOf(net, shares.takenOff);
    const kept = less(net, givenBack);
    const paidFor = partOf(net, shares.paidFor);
    const deferred = notYet(kept, passed, all);
    return {
      invoiced: net,
      paid,
      credited,
      unpaid: less(less(net, paid), credited),
      givenBack,
      earned: overDays(kept, passed, all),
      deferred,
      deferredPaid: paidFor === kept ? deferred : notYet(paidFor, passed, all),
    };
  },
  monthlyOf: ({ monthly }, shares) => ({
    invoiced: less(monthly, partOf(monthly, shares.takenOff)),
    paid: partOf(monthly, shares.paidFor),
  }),
};

/** With the shares of the invoice that the credit note gives back days of. */
export const ofGivenBack: Course = {
  stateOn(day, credit, shares) {
    const { issued, start, end, net } = credit;
    if (day < issued) return nothing;
    const [passed, all] = [daysPassed(day, credit), end - start];
    return {
      ...nothing,
      givenBack: net,
      earned: negate(overDays(net, passed, all)),
      deferred: negate(notYet(net, passed, all)),
      deferredPaid: negate(notYet(partOf(net, shares.paidFor), passed, all)),
    };
  },
  monthlyOf: ({ monthly }, shares) => ({
    invoiced: negate(monthly),
    paid: negate(partOf(monthly, shares.paidFor)),
  }),
};
