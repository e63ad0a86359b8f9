import { add, greatest, least, type Rational, sign, subtract, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { readAmount } from "../facts/amount.js";
import type { AppliedAmount, InvoiceFact } from "../facts/invoice.js";
import type { LocalDay } from "../zone.js";
import type { RefundDates } from "./refund-dates.js";

/** Something that lowered what is owed on an invoice, on a day; a refund is negative and raises it again. */
export interface Settlement {
  readonly day: DayNumber;
  readonly amount: Rational;
  /** Money, and not a credit. */
  readonly isMoney: boolean;
  /** The credit note it comes from, where it does and that is known. */
  readonly creditNoteId?: string | undefined;
}

/**
 * What was paid, paid back and credited on an invoice, ascending by day. What its payments, refunds and credits do not
 * account for is taken to have happened on the day it was fully paid, else on the day of the last one, else when it was
 * issued.
 */
export function settlementsOf(invoice: InvoiceFact, localDay: LocalDay, refundDates: RefundDates): Settlement[] {
  const { payments, paidAmount, creditAmount } = invoice;
  const only = payments.length === 1 ? payments[0] : undefined;
  const isAtOnce = only !== undefined && only.at === undefined && only.amount === paidAmount && creditAmount === 0;
  if (!isAtOnce) return settledInParts(invoice, localDay, refundDates);
  return [{ day: fallbackDay(invoice), amount: readAmount(paidAmount, invoice.currency), isMoney: only.isMoney }];
}

const fallbackDay = ({ paid, issued }: InvoiceFact): DayNumber => paid ?? issued ?? 0;

function settledInParts(invoice: InvoiceFact, localDay: LocalDay, refundDates: RefundDates): Settlement[] {
  const { currency, payments, credits, paid } = invoice;
  const fallback = fallbackDay(invoice);
  const amount = (packed: AppliedAmount["amount"]) => readAmount(packed, currency);
  const read = (applied: AppliedAmount): Settlement => ({
    day: applied.at === undefined ? fallback : localDay(applied.at),
    amount: amount(applied.amount),
    isMoney: applied.isMoney,
    creditNoteId: applied.creditNoteId,
  });
  const paidParts = payments.map(read);
  const creditParts = credits.map(read);
  // The paid amount is what is left of the payments after refunds.
  let refunded = greatest(subtract(sumOf(paidParts), amount(invoice.paidAmount)), zero);
  for (const refund of invoice.refunds) {
    const at = refund.at ?? refundDates.get(refund.id);
    if (at === undefined) continue;
    const back = least(amount(refund.amount), refunded);
    refunded = subtract(refunded, back);
    if (sign(back) > 0) paidParts.push({ day: localDay(at), amount: subtract(zero, back), isMoney: true });
  }
  const all = [
    ...paidParts,
    ...rest(amount(invoice.paidAmount), paidParts, paid ?? lastDay(paidParts) ?? fallback, true),
    ...creditParts,
    ...rest(amount(invoice.creditAmount), creditParts, lastDay(creditParts) ?? fallback, false),
  ];
  return all.sort((a, b) => a.day - b.day);
}

const lastDay = (parts: readonly Settlement[]): DayNumber | undefined =>
  parts.length === 0 ? undefined : Math.max(...parts.map(({ day }) => day));

function rest(total: Rational, parts: readonly Settlement[], day: DayNumber, isMoney: boolean): Settlement[] {
  const missing = subtract(total, sumOf(parts));
  return sign(missing) === 0 ? [] : [{ day, amount: missing, isMoney }];
}

export const sumOf = (settlements: readonly Settlement[]): Rational =>
  settlements.reduce((sum, { amount }) => add(sum, amount), zero);

/** What was still owed at the end of a day; never less than nothing. */
export function openOn(total: Rational, settlements: readonly Settlement[], day: DayNumber): Rational {
  return greatest(subtract(total, sumOf(settlements.filter((settlement) => settlement.day <= day))), zero);
}
