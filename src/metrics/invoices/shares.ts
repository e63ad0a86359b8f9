import { add, compare, divide, least, multiply, one, type Rational, sign, subtract, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import { readAmount } from "../facts/amount.js";
import type { InvoiceFact } from "../facts/invoice.js";
import { type Settlement, sumOf } from "./open-balance.js";

/** How an invoice is settled, as shares of its total. */
export interface Shares {
  /** In money. */
  readonly paid: Rational;
  /** By credit, whatever it was given for. */
  readonly credited: Rational;
  /** Of `credited`: what was given for no days of service in particular, so that it lowers the invoice's own charges. */
  readonly takenOff: Rational;
  /**
   * How far its charges are paid for, less what was given back of them: in money, or with credit for other days of
   * service that were.
   */
  readonly paidFor: Rational;
}

/** What a credit note was given for. */
export interface CreditSource {
  /** The share of it, from 0 to 1, that was given for days of service, which bear it themselves. */
  readonly share: Rational;
  /** The invoices it comes from. */
  readonly invoiceIds: readonly string[];
  /** How far those days were paid for. */
  paidForOn(day: DayNumber): Rational;
}

export type CreditSources = ReadonlyMap<string, CreditSource>;

const none: Shares = { paid: zero, credited: zero, takenOff: zero, paidFor: zero };
export const paidInFull: Shares = { paid: one, credited: zero, takenOff: zero, paidFor: one };

/** The shares by a day. */
export function sharesOf(
  invoice: InvoiceFact,
  settlements: readonly Settlement[],
  sources: CreditSources,
): (day: DayNumber) => Shares {
  const first = settlements[0];
  if (first === undefined) return () => none;
  const { day: settled, amount, isMoney } = first;
  const whole = readAmount(invoice.total, invoice.currency);
  const isAtOnce = settlements.length === 1 && isMoney && shareOfWhole(amount, whole) === one;
  if (isAtOnce) return (day) => (day < settled ? none : paidInFull);
  return sharesInParts(invoice, whole, settlements, sources);
}

/** A part of a whole as a share from 0 to 1. */
function shareOfWhole(part: Rational, whole: Rational): Rational {
  if (sign(part) <= 0) return zero;
  return compare(part, whole) >= 0 ? one : divide(part, whole);
}

function sharesInParts(
  invoice: InvoiceFact,
  whole: Rational,
  settlements: readonly Settlement[],
  sources: CreditSources,
): (day: DayNumber) => Shares {
  const share = (part: Rational) => shareOfWhole(part, whole);
  const byService = settlements.flatMap((settlement) => serviceCredit(invoice, settlement, sources) ?? []);
  return (day) => {
    const until = settlements.filter((settlement) => settlement.day <= day);
    const paid = share(sumOf(until.filter(({ isMoney }) => isMoney)));
    const credited = least(share(sumOf(until.filter(({ isMoney }) => !isMoney))), subtract(one, paid));
    if (byService.length === 0) return { paid, credited, takenOff: credited, paidFor: paid };
    return { paid, credited, ...withServiceCredit(paid, credited, day) };
  };

  function withServiceCredit(paid: Rational, credited: Rational, day: DayNumber): Pick<Shares, "takenOff" | "paidFor"> {
    const until = byService.filter((credit) => credit.day <= day);
    const own = least(share(sumOf(until.filter(({ isOwn }) => isOwn))), credited);
    const carried = until.filter(({ isOwn }) => !isOwn);
    const other = least(share(sumOf(carried)), subtract(credited, own));
    const paidFor = share(
      carried.reduce((sum, { amount, paidForOn }) => add(sum, multiply(amount, paidForOn(day))), zero),
    );
    const left = subtract(one, own);
    return {
      takenOff: subtract(subtract(credited, own), other),
      paidFor: sign(left) === 0 ? zero : divide(add(paid, least(paidFor, other)), left),
    };
  }
}

/** A credit applied to an invoice as far as it was given for days of service: the invoice's own, or others. */
function serviceCredit({ id, parentId = id }: InvoiceFact, settlement: Settlement, sources: CreditSources) {
  const source = sources.get(settlement.creditNoteId ?? "");
  if (source === undefined) return undefined;
  const { share, invoiceIds, paidForOn } = source;
  return {
    day: settlement.day,
    amount: multiply(settlement.amount, share),
    isMoney: false,
    isOwn: invoiceIds.includes(id) || invoiceIds.includes(parentId),
    paidForOn,
  };
}
