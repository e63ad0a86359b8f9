import { compare, divide, least, one, type Rational, sign, subtract, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { readAmount } from "../facts/amount.js";
import type { InvoiceFact } from "../facts/invoice.js";
import { type Settlement, sumOf } from "./open-balance.js";

/** Which shares of an invoice's total were paid in money and settled by credit. */
export interface Shares {
  readonly paid: Rational;
  readonly credited: Rational;
}

const none: Shares = { paid: zero, credited: zero };
const paidInFull: Shares = { paid: one, credited: zero };

/** The shares by a day. */
export function sharesOf(
  { total, currency }: InvoiceFact,
  settlements: readonly Settlement[],
): (day: DayNumber) => Shares {
  const [first] = settlements;
  if (first === undefined) return () => none;
  const whole = readAmount(total, currency);
  const share = (part: Rational): Rational => {
    if (sign(part) <= 0) return zero;
    return compare(part, whole) >= 0 ? one : divide(part, whole);
  };
  const isAtOnce = settlements.length === 1 && first.isMoney && share(first.amount) === one;
  if (isAtOnce) return (day) => (day < first.day ? none : paidInFull);
  return (day) => {
    const until = settlements.filter((settlement) => settlement.day <= day);
    const paid = share(sumOf(until.filter(({ isMoney }) => isMoney)));
    const credited = share(sumOf(until.filter(({ isMoney }) => !isMoney)));
    return { paid, credited: least(credited, subtract(one, paid)) };
  };
}
