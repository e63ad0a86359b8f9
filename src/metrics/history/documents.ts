import type { Discount } from "../../model/billing/discount.js";
import type { DayNumber } from "../calendar.js";
import type { Convention } from "../convention.js";
import type { Exclusions } from "../exclusions.js";
import { addAmounts, type FactAmount, readAmount } from "../facts/amount.js";
import type { PackedDiscount } from "../facts/catalog.js";
import { type ChargeTuple, type ChargeValues, chargeSize, WITHIN_A_DAY } from "../facts/charges.js";
import { type CreditNoteFact, type PackedCreditNote, readCreditNote } from "../facts/credit-note.js";
import {
  type InvoiceCharges,
  newInvoiceChargesSlot,
  type PackedInvoiceCharges,
  readInvoiceCharges,
} from "../facts/invoice-charges.js";
import { namesOf, type PackedCurrency, type PackedId, packCurrency, unpackCurrency } from "../facts/packing.js";
import { factsOfKind, type MetricInput } from "../input.js";
import { newTally, type Tally } from "../tally.js";
import {
  type Charge,
  type ChargeContext,
  type ChargingDocument,
  discountOfUnknownDuration,
  readCharge,
} from "./charge.js";

/** What was charged and given back in one currency. */
export interface Documents {
  /** The charges of an account, by its id: its invoices', then its credit notes', each in the order they were read. */
  chargesOf(accountId: string): Charge[];
  /** The first day anything is charged for; undefined without invoices. */
  readonly chargedSince: DayNumber | undefined;
  /** Usage charged, by the day of the invoice, after discounts and before tax. */
  readonly usage: ReadonlyMap<DayNumber, Tally>;
}

interface Reading {
  readonly currency: string;
  readonly convention: Convention;
  readonly exclusions: Exclusions;
  /** Finds or makes the account that a document is for, and returns its id. */
  accountOf(document: {
    id: string | undefined;
    subscriptionId: string | undefined;
    customerId: string | undefined;
  }): string;
}

/** An account's documents, as few numbers as will do: there are hundreds of thousands. */
interface Sheet {
  /** Where its invoices are. */
  readonly places: number[];
  readonly creditNotes: CreditNoteFact[];
}

/** Longer than any chunk: a place is the number of its chunk times this, and where it is in it. */
const CHUNK_SPAN = 2 ** 32;

/** Reads invoices and credit notes; charges are made of them when an account's history is, and not kept. */
export async function readDocuments(
  input: MetricInput,
  { currency, convention, exclusions, accountOf }: Reading,
): Promise<Documents> {
  const context: ChargeContext = { currency, convention, durations: await discountDurations(input) };
  const sheets = new Map<string, Sheet>();
  const chunks: PackedInvoiceCharges[] = [];
  const usage = new Map<DayNumber, Tally>();
  const voided = new Set<string>();
  /** The one that is being looked at. */
  const invoice = newInvoiceChargesSlot();
  let since = Number.POSITIVE_INFINITY;
  await readInvoices();
  await readCreditNotes();
  return { chargesOf, usage, chargedSince: since === Number.POSITIVE_INFINITY ? undefined : since };

  async function readInvoices(): Promise<void> {
    const ours = packCurrency(currency);
    const bySubscription = new Map<PackedId, Sheet>();
    for await (const chunk of factsOfKind<unknown>(input, "invoiceCharges")) {
      for (let at = 0; at < chunk.length; at = invoice.next) {
        readInvoiceCharges(chunk, at, invoice);
        if (invoice.uncounted === "VoidInvoice" && invoice.id !== undefined) voided.add(invoice.id);
        if (!isCounted(invoice, ours)) continue;
        addUsage(invoice);
        for (let i = 0; i < invoice.unpriced; i++) exclusions.add("LineWithoutAmount");
        if (invoice.charges === 0) continue;
        const sheet =
          bySubscription.get(invoice.subscriptionId) ?? sheetOf(accountOf({ id: invoice.id, ...namesOf(invoice) }));
        if (invoice.subscriptionId !== 0) bySubscription.set(invoice.subscriptionId, sheet);
        sheet.places.push(chunks.length * CHUNK_SPAN + at);
        seeCharges(chunk, invoice.from, invoice.charges, invoice);
      }
      chunks.push(chunk);
    }
  }

  function isCounted({ currency: theirs, uncounted, total }: InvoiceCharges, ours: PackedCurrency): boolean {
    if (theirs !== ours) exclusions.add(`OtherCurrency:${unpackCurrency(theirs)}`);
    else if (uncounted === "ConsolidatedParent") exclusions.add(uncounted);
    else if (uncounted !== undefined) exclusions.add(uncounted, readAmount(total, currency));
    else return true;
    return false;
  }

  async function readCreditNotes(): Promise<void> {
    for await (const chunk of factsOfKind<PackedCreditNote>(input, "creditNote")) {
      for (const packed of chunk) {
        const note = overDays(readCreditNote(packed));
        if (note.currency !== currency) exclusions.add(`OtherCurrency:${note.currency}`);
        else if (note.invoiceIds.some((id) => voided.has(id)))
          exclusions.add("CreditOfVoidInvoice", readAmount(note.total, currency));
        else if (note.charges.length > 0) {
          sheetOf(accountOf(note)).creditNotes.push(note);
          seeCharges(note.charges.flat(), 0, note.charges.length, charging(note));
        }
      }
    }
  }

  function sheetOf(accountId: string): Sheet {
    const sheet = sheets.get(accountId) ?? { places: [], creditNotes: [] };
    sheets.set(accountId, sheet);
    return sheet;
  }

  function addUsage({ usage: amount, issued }: InvoiceCharges): void {
    if (amount === 0 || issued === undefined) return;
    const day = usage.get(issued) ?? newTally();
    usage.set(issued, day);
    day.add(readAmount(amount, currency));
  }

  /** Looks at charges that lie one after the other, all of a document. */
  function seeCharges(values: ChargeValues, from: number, count: number, document: ChargingDocument): void {
    const isDiscounted = document.discountKeys.length > 0;
    let unknown: FactAmount = 0;
    for (let at = from; at < from + count * chargeSize; at += chargeSize) {
      since = Math.min(since, values[at] as ChargeTuple[0]);
      if (isDiscounted) {
        unknown = addAmounts(unknown, discountOfUnknownDuration(values, at, document, context), currency);
      }
    }
    if (unknown !== 0) exclusions.add("DiscountDurationUnknown", readAmount(unknown, currency));
  }

  function chargesOf(accountId: string): Charge[] {
    const sheet = sheets.get(accountId);
    if (sheet === undefined) return [];
    const charges: Charge[] = [];
    for (const place of sheet.places) {
      const chunk = chunks[Math.floor(place / CHUNK_SPAN)] ?? [];
      readInvoiceCharges(chunk, place % CHUNK_SPAN, invoice);
      const end = invoice.from + invoice.charges * chargeSize;
      for (let at = invoice.from; at < end; at += chargeSize) charges.push(readCharge(chunk, at, invoice, context));
    }
    for (const note of sheet.creditNotes) {
      const document = charging(note);
      for (const charge of note.charges) charges.push(readCharge(charge, 0, document, context));
    }
    return charges;
  }
}

/** Without what it gives back of a single day's change: that changes no price. */
const overDays = (note: CreditNoteFact): CreditNoteFact => ({
  ...note,
  charges: note.charges.filter(([, days]) => days !== WITHIN_A_DAY),
});

/** A credit note always adjusts. */
const charging = ({ issued, discountKeys }: CreditNoteFact): ChargingDocument => ({
  issued,
  discountKeys,
  isAdjustment: true,
  isCreditNote: true,
});

/** How long each discount lasts, by the keys that documents refer to it by. */
async function discountDurations(input: MetricInput): Promise<Map<string, Discount["duration"]>> {
  const durations = new Map<string, Discount["duration"]>();
  for await (const chunk of factsOfKind<PackedDiscount>(input, "discount")) {
    for (const [id, duration, codes] of chunk) {
      for (const key of [id, ...codes.map((code) => `code:${code.toUpperCase()}`)]) durations.set(key, duration);
    }
  }
  return durations;
}
