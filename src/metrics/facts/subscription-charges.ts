import type { DayNumber } from "../calendar.js";
import type { FactAmount } from "./amount.js";
import type { ChargeTuple } from "./charges.js";
import type { Uncounted } from "./invoice-charges.js";
import type { PackedCurrency, PackedId } from "./packing.js";

/** A part of what all invoices charge, put together by subscription. */
export type ChargesPart = { readonly totals: InvoiceTotals } | { readonly accounts: PackedAccounts };

/** What invoices tell besides the charges of those that count. */
export interface InvoiceTotals {
  readonly byCurrency: readonly CurrencyTotals[];
  /** Ids of the invoices that were voided, in all currencies. */
  readonly voided: readonly string[];
}

export interface CurrencyTotals {
  readonly currency: PackedCurrency;
  /** All of them, whether they count or not. */
  readonly invoices: number;
  /** Those that do not count, by reason, and what they are for in all. */
  readonly uncounted: readonly (readonly [reason: Uncounted, invoices: number, total: FactAmount])[];
  /** Recurring lines that carry no amount, of those that count. */
  readonly unpriced: number;
  /** Usage by the day of the invoice, after discounts and before tax. */
  readonly usage: readonly (readonly [day: DayNumber, amount: FactAmount])[];
  /** The first day that anything is charged for; null when nothing is. */
  readonly since: DayNumber | null;
}

/**
 * The values of many accounts, one after the other. An account is its head, then its runs. A run is made of invoices that
 * charge the same, each for the time that follows on the one before: its head, then what each of them charges, then the
 * days of every charge of every invoice.
 */
export type PackedAccounts = readonly unknown[];

export type AccountHead = [
  subscriptionId: PackedId,
  customerId: PackedId,
  currency: PackedCurrency,
  /** Where the invoice names neither: its own. */
  invoiceId: string | 0,
  /** How many values follow that are its. */
  values: number,
];
const accountHeadSize = 5;

/** What all invoices of a run have in common; the charges that each of them makes (`SharedCharge`) follow. */
export type RunShape = [
  isAdjustment: 0 | 1,
  /** The day of issue, counted from the first day of the first charge; null where it is not known. */
  issuedAfter: number | null,
  /** The discounts that its charges' discounts refer to. */
  discountKeys: readonly string[] | 0,
  charges: number,
];
export type RunHead = [invoices: number, start: DayNumber, ...RunShape];
const runHeadSize = 6;

/** A charge of each invoice of a run. */
export type SharedCharge = [
  /** Its first day, counted from that of the first charge. */
  after: number,
  plan: FactAmount,
  addOn: FactAmount,
  discounts: ChargeTuple[4],
  lines: number,
];
export const sharedChargeSize = 5;

/** A place to read accounts into, one after the other. */
export interface AccountSlot {
  subscriptionId: PackedId;
  customerId: PackedId;
  currency: PackedCurrency;
  invoiceId: string | undefined;
  /** Where its runs begin and end; the next account begins at the end. */
  from: number;
  to: number;
}

export const newAccountSlot = (): AccountSlot => ({
  subscriptionId: 0,
  customerId: 0,
  currency: 0,
  invoiceId: undefined,
  from: 0,
  to: 0,
});

/** Reads the account at a place; the first is at 0. */
export function readAccount(values: PackedAccounts, at: number, slot: AccountSlot): void {
  slot.subscriptionId = values[at] as AccountHead[0];
  slot.customerId = values[at + 1] as AccountHead[1];
  slot.currency = values[at + 2] as AccountHead[2];
  slot.invoiceId = (values[at + 3] as AccountHead[3]) || undefined;
  slot.from = at + accountHeadSize;
  slot.to = slot.from + (values[at + 4] as AccountHead[4]);
}

/** A place to read runs into, one after the other. */
export interface RunSlot {
  invoices: number;
  /** The first day of the first charge of the first invoice. */
  start: DayNumber;
  isAdjustment: boolean;
  issuedAfter: number | undefined;
  discountKeys: readonly string[];
  /** How many charges each invoice makes. */
  charges: number;
  /** Where the charges are, the days, and the next run. */
  shared: number;
  days: number;
  next: number;
}

const none: readonly never[] = [];

export const newRunSlot = (): RunSlot => ({
  invoices: 0,
  start: 0,
  isAdjustment: false,
  issuedAfter: undefined,
  discountKeys: none,
  charges: 0,
  shared: 0,
  days: 0,
  next: 0,
});

/** Reads the run at a place; an account's first is at its `from`. */
export function readRun(values: PackedAccounts, at: number, slot: RunSlot): void {
  slot.invoices = values[at] as RunHead[0];
  slot.start = values[at + 1] as RunHead[1];
  slot.isAdjustment = values[at + 2] === 1;
  slot.issuedAfter = (values[at + 3] as RunHead[3]) ?? undefined;
  slot.discountKeys = (values[at + 4] as RunHead[4]) || none;
  slot.charges = values[at + 5] as RunHead[5];
  slot.shared = at + runHeadSize;
  slot.days = slot.shared + slot.charges * sharedChargeSize;
  slot.next = slot.days + slot.invoices * slot.charges;
}
