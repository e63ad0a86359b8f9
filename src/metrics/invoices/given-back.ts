import type { BillingFrequency } from "../../model/frequency.js";
import {
  absolute,
  add,
  compare,
  divide,
  fraction,
  multiply,
  one,
  type Rational,
  sign,
  subtract,
  zero,
} from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import type { Exclusions } from "../exclusions.js";
import { readAmount } from "../facts/amount.js";
import { WITHIN_A_DAY } from "../facts/charges.js";
import { type CreditNoteFact, type PackedCreditNote, readCreditNote } from "../facts/credit-note.js";
import type { InvoiceFact } from "../facts/invoice.js";
import { type PackedId, packId } from "../facts/packing.js";
import { lengthOf } from "../history/service-period.js";
import { atEase, factsOfKind, type MetricInput } from "../input.js";
import type { Settlement } from "./open-balance.js";
import { newOrigins } from "./origins.js";
import { type CreditSources, paidInFull, type Shares, sharesOf } from "./shares.js";
import { netOf, type Spread, spreadOf } from "./spread-charge.js";

/** Days of service that a credit note gives back. */
export interface ServiceCredit extends Spread {
  /** The invoice that charged for them, where the credit note names it. */
  readonly origin: InvoiceFact | undefined;
}

/** What a credit note was given for. */
export interface GivenBack {
  readonly note: CreditNoteFact;
  readonly credits: readonly ServiceCredit[];
  /** The share of the credit note that they are, from 0 to 1. */
  readonly share: Rational;
}

/** The credit notes of a currency, while invoices pass by. */
export interface CreditNotes {
  /** Whether one was applied to an invoice: how that is earned depends on what the credit was given for. */
  isAppliedTo(invoice: InvoiceFact): boolean;
  /** Is to be told of every invoice that counts. */
  remember(invoice: InvoiceFact): void;
  /** What they give back, by their ids, once all invoices are known; without those that tell no days of service. */
  givenBack(frequencies: Frequencies, exclusions: Exclusions): Promise<ReadonlyMap<string, GivenBack>>;
}

/** Billing frequencies by subscription. */
export type Frequencies = ReadonlyMap<PackedId, BillingFrequency | undefined>;

/**
 * What credit notes give back, told by their lines' service periods; else by the invoices they come from. A credit of
 * an invoice that does not count (voided, uncollectible) gives back nothing that was ever counted.
 */
export async function readCreditNotes(input: MetricInput, currency: string): Promise<CreditNotes> {
  const notes = new Map<string, CreditNoteFact>();
  for await (const chunk of factsOfKind<PackedCreditNote>(input, "creditNote")) {
    for (const note of chunk.map(readCreditNote)) {
      if (note.currency === currency && note.issued !== undefined) notes.set(note.id, note);
    }
  }
  const origins = newOrigins([...notes.values()].flatMap(({ invoiceIds }) => invoiceIds));
  return {
    isAppliedTo: ({ credits }) =>
      credits.some(({ creditNoteId }) => creditNoteId !== undefined && notes.has(creditNoteId)),
    remember: origins.remember,
    async givenBack(frequencies, exclusions) {
      const found = new Map<string, GivenBack>();
      for await (const note of atEase(notes.values(), input)) {
        const from = note.invoiceIds.flatMap(origins.ofId);
        if (from.length === 0 && note.invoiceIds.length > 0) {
          exclusions.add("CreditOfUncountedInvoice", readAmount(note.total, currency));
          continue;
        }
        const credits = creditsOf(note, from, frequencies);
        if (credits.length > 0) found.set(note.id, { note, credits, share: shareOf(note, credits) });
      }
      return found;
    },
  };
}

/** A charge that a credit may be for. */
interface Charged extends Spread {
  readonly origin: InvoiceFact;
}

function creditsOf(
  note: CreditNoteFact,
  origins: readonly InvoiceFact[],
  frequencies: Frequencies,
): readonly ServiceCredit[] {
  const { issued = 0 } = note;
  const frequency = frequencies.get(packId(note.subscriptionId));
  const charged = origins.flatMap((origin) => chargedOn(origin, frequencies));
  const [dated, undated] = note.hasLines ? byLines(note) : [[], recurringPart(note, origins, charged)];
  return [...dated, ...overCharges(undated, charged, issued)].map((part) => {
    const { start, end, net } = part;
    const covers = (charge: Charged) => charge.start <= start && charge.end >= end;
    const whole = charged.find((charge) => charge.end === end && covers(charge));
    const origin = (whole ?? charged.find(covers))?.origin ?? origins[0];
    const monthly = end === start ? zero : monthlyOf(part, whole);
    return { document: note, issued, start, end, net, monthly, origin };
  });

  function monthlyOf({ start, end, net }: Part, whole: Charged | undefined): Rational {
    if (whole !== undefined && isWithinADay(net, [restOf(whole, start)])) return whole.monthly;
    return divide(net, lengthOf({ start, end }, frequency, true, whole).months);
  }
}

/** What its lines give back: for the periods they print, and for none. */
function byLines({ charges, currency }: CreditNoteFact): [dated: Part[], undated: Rational] {
  const dated: Part[] = [];
  let undated = zero;
  for (const tuple of charges) {
    const [start, days] = tuple;
    const net = netOf(tuple, currency);
    if (days !== 0) dated.push({ start, end: days === WITHIN_A_DAY ? start : start + days, net });
    else undated = add(undated, net);
  }
  return [dated, undated];
}

/** Whether an amount is what charges come to, but for the time of day. */
function isWithinADay(amount: Rational, parts: readonly Part[]): boolean {
  const off = subtract(amount, sumOfNet(parts));
  const aDay = parts.reduce((sum, { start, end, net }) => add(sum, divide(net, fraction(end - start))), zero);
  return compare(absolute(off), aDay) <= 0;
}

function chargedOn(origin: InvoiceFact, frequencies: Frequencies): Charged[] {
  const { charges, issued = 0, subscriptionId } = origin;
  return charges
    .map((tuple) => ({ ...spreadOf(tuple, origin, issued, frequencies.get(subscriptionId)), origin }))
    .filter(({ net, start, end }) => sign(net) > 0 && end > start);
}

type Part = Pick<Spread, "start" | "end" | "net">;

/**
 * Shares an amount out to charges: to what was left of them on a day, if it is worth that; else to all of them, so that
 * as much of it is for service rendered as of them was.
 */
function overCharges(amount: Rational, charged: readonly Charged[], day: DayNumber): Part[] {
  if (sign(amount) === 0) return [];
  const left = charged.filter(({ end }) => end > day).map((charge) => restOf(charge, day));
  const parts = isWithinADay(amount, left) ? left : charged;
  const whole = sumOfNet(parts);
  return parts.map(({ start, end, net }) => ({ start, end, net: divide(multiply(amount, net), whole) }));
}

function restOf({ start, end, net }: Spread, day: DayNumber): Part {
  const from = Math.max(start, day);
  return { start: from, end, net: multiply(net, fraction(end - from, end - start)) };
}

/** The part of a credit note without lines that is for recurring charges, like the invoices it comes from. */
function recurringPart(note: CreditNoteFact, origins: readonly InvoiceFact[], charged: readonly Charged[]): Rational {
  const { currency } = note;
  const all = origins.reduce((sum, { total }) => add(sum, readAmount(total, currency)), zero);
  return multiply(readAmount(note.total, currency), shareIn(sumOfNet(charged), all));
}

/** Where there are no lines, it is all for the invoices it comes from. */
function shareOf(note: CreditNoteFact, credits: readonly ServiceCredit[]): Rational {
  return note.hasLines ? shareIn(sumOfNet(credits), readAmount(note.net, note.currency)) : one;
}

const sumOfNet = (parts: readonly Part[]) => parts.reduce((sum, { net }) => add(sum, net), zero);

function shareIn(part: Rational, whole: Rational): Rational {
  if (compare(part, whole) >= 0) return one;
  return sign(part) <= 0 ? zero : divide(part, whole);
}

/**
 * What the credits on invoices were given for, by credit note. What in turn was credited to the invoices that a credit
 * note comes from is taken to be paid for.
 */
export function creditSources(
  givenBack: ReadonlyMap<string, GivenBack>,
  settlementsOf: (invoice: InvoiceFact) => Settlement[],
): CreditSources {
  const sources = [...givenBack].map(([id, { note, share, credits }]) => ({
    id,
    share,
    invoiceIds: note.invoiceIds,
    origin: credits[0]?.origin,
  }));
  const paidUp = new Map(sources.map((source) => [source.id, { ...source, paidForOn: () => one }]));
  return new Map(
    sources.map(({ origin, ...source }) => {
      let shares: ((day: DayNumber) => Shares) | undefined;
      const paidForOn = (day: DayNumber) => {
        shares ??= origin === undefined ? () => paidInFull : sharesOf(origin, settlementsOf(origin), paidUp);
        return shares(day).paidFor;
      };
      return [source.id, { ...source, paidForOn }];
    }),
  );
}
