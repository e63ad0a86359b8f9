import type { Discount } from "../../model/billing/discount.js";
import { fraction, multiply, type Rational } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import type { Convention } from "../convention.js";
import type { Exclusions } from "../exclusions.js";
import { type FactAmount, readAmount } from "../facts/amount.js";
import type { PackedDiscount } from "../facts/catalog.js";
import { WITHIN_A_DAY } from "../facts/charges.js";
import { subscriptionCharges } from "../facts/condense-charges.js";
import { type CreditNoteFact, type PackedCreditNote, readCreditNote } from "../facts/credit-note.js";
import { namesOf, type PackedCurrency, packCurrency, unpackCurrency } from "../facts/packing.js";
import {
  type ChargesPart,
  type InvoiceTotals,
  newAccountSlot,
  newRunSlot,
  type PackedAccounts,
  readAccount,
  readRun,
} from "../facts/subscription-charges.js";
import { condensedFacts, factsOfKind, type MetricInput } from "../input.js";
import { addCharges, type Charge, type ChargeContext, creditsOf, unknownCredit, unknownDiscount } from "./charge.js";

/** What was charged and given back in one currency. */
export interface Documents {
  /** The charges of an account, by its id: its invoices', then its credit notes', in no order to rely on. */
  chargesOf(accountId: string): Charge[];
  /** The first day anything is charged for; undefined without invoices. */
  readonly chargedSince: DayNumber | undefined;
  /** Usage charged, by the day of the invoice, after discounts and before tax. */
  readonly usage: ReadonlyMap<DayNumber, Rational>;
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

/** What an account was charged and given back. */
interface Sheet {
  /** Where its runs of invoices are. */
  readonly runs: { readonly part: PackedAccounts; readonly from: number; readonly to: number }[];
  readonly creditNotes: CreditNoteFact[];
}

/** Reads invoices and credit notes; charges are made of them when an account's history is, and not kept. */
export async function readDocuments(
  input: MetricInput,
  { currency, convention, exclusions, accountOf }: Reading,
): Promise<Documents> {
  const context: ChargeContext = { currency, convention, durations: await discountDurations(input) };
  const sheets = new Map<string, Sheet>();
  const usage = new Map<DayNumber, Rational>();
  const voided = new Set<string>();
  /** The run that is being looked at. */
  const run = newRunSlot();
  let since = Number.POSITIVE_INFINITY;
  await readInvoices();
  await readCreditNotes();
  return { chargesOf, usage, chargedSince: since === Number.POSITIVE_INFINITY ? undefined : since };

  async function readInvoices(): Promise<void> {
    const ours = packCurrency(currency);
    for await (const part of condensedFacts<ChargesPart>(input, subscriptionCharges)) {
      if ("totals" in part) readTotals(part.totals, ours);
      else readAccounts(part.accounts, ours);
    }
  }

  function readTotals(totals: InvoiceTotals, ours: PackedCurrency): void {
    for (const id of totals.voided) voided.add(id);
    for (const { currency: theirs, invoices, uncounted, unpriced, usage: used, since: first } of totals.byCurrency) {
      if (theirs !== ours) {
        exclusions.add(`OtherCurrency:${unpackCurrency(theirs)}`, undefined, invoices);
        continue;
      }
      for (const [reason, count, total] of uncounted) {
        exclusions.add(reason, reason === "ConsolidatedParent" ? undefined : readAmount(total, currency), count);
      }
      if (unpriced > 0) exclusions.add("LineWithoutAmount", undefined, unpriced);
      for (const [day, amount] of used) usage.set(day, readAmount(amount, currency));
      since = first ?? since;
    }
  }

  function readAccounts(part: PackedAccounts, ours: PackedCurrency): void {
    const account = newAccountSlot();
    for (let at = 0; at < part.length; at = account.to) {
      readAccount(part, at, account);
      if (account.currency !== ours) continue;
      const { from, to } = account;
      sheetOf(accountOf({ id: account.invoiceId, ...namesOf(account) })).runs.push({ part, from, to });
      for (let next = from; next < to; next = run.next) {
        readRun(part, next, run);
        addUnknown(unknownDiscount(part, run, context), run.invoices);
      }
    }
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
          for (const [start] of note.charges) since = Math.min(since, start);
          addUnknown(unknownCredit(note, context));
        }
      }
    }
  }

  function sheetOf(accountId: string): Sheet {
    const sheet = sheets.get(accountId) ?? { runs: [], creditNotes: [] };
    sheets.set(accountId, sheet);
    return sheet;
  }

  /** Notes discounts of unknown duration, of so many documents each. */
  function addUnknown(amount: FactAmount, documents = 1): void {
    if (amount === 0) return;
    exclusions.add("DiscountDurationUnknown", multiply(readAmount(amount, currency), fraction(documents)), documents);
  }

  function chargesOf(accountId: string): Charge[] {
    const charges: Charge[] = [];
    const sheet = sheets.get(accountId);
    for (const { part, from, to } of sheet?.runs ?? []) {
      for (let next = from; next < to; next = run.next) {
        readRun(part, next, run);
        addCharges(charges, part, run, context);
      }
    }
    for (const note of sheet?.creditNotes ?? []) charges.push(...creditsOf(note, context));
    return charges;
  }
}

/** Without what it gives back of a single day's change: that changes no price. */
const overDays = (note: CreditNoteFact): CreditNoteFact => ({
  ...note,
  charges: note.charges.filter(([, days]) => days !== WITHIN_A_DAY),
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
