import { type Invoice, InvoiceConsolidation, InvoiceStatus, InvoiceType } from "../../model/billing/invoice.js";
import { type DayNumber, dayOf } from "../calendar.js";
import { type FactAmount, packAmount } from "./amount.js";
import { type ChargeTuple, chargeSize, chargesOf, isAdjusting, packCharge } from "./charges.js";
import { type Fact, packInstant, present } from "./fact.js";
import { shareDiscounts } from "./line-discounts.js";
import {
  flatBody,
  type PackedCurrency,
  type PackedId,
  packCurrency,
  packId,
  tuplesIn,
  unpackCurrency,
} from "./packing.js";

/** An invoice as a claim: what it charges for when, and how it was settled; days are the site's. */
export interface InvoiceFact {
  readonly id: string;
  /** Packed: few of them are ever shown. */
  readonly subscriptionId: PackedId;
  readonly customerId: PackedId;
  readonly currency: string;
  readonly status: InvoiceStatus;
  readonly consolidation: Invoice["consolidation"];
  readonly type: Invoice["type"];
  readonly parentId: string | undefined;
  readonly issued: DayNumber | undefined;
  readonly due: DayNumber | undefined;
  readonly paid: DayNumber | undefined;
  readonly total: FactAmount;
  readonly paidAmount: FactAmount;
  readonly creditAmount: FactAmount;
  readonly amountDue: FactAmount;
  readonly charges: readonly ChargeTuple[];
  readonly payments: readonly AppliedAmount[];
  readonly credits: readonly AppliedAmount[];
  readonly refunds: readonly RefundedAmount[];
}

/** Money paid back: at an instant (seconds since 1970), if the invoice tells, else when its Refund event says. */
export interface RefundedAmount {
  readonly id: string;
  readonly at: number | undefined;
  readonly amount: FactAmount;
}

/** Something that lowered what is owed: at an instant (seconds since 1970), or on the day the invoice was paid. */
export interface AppliedAmount {
  readonly at: number | undefined;
  readonly amount: FactAmount;
  /** Whether it is money, and not service credit. */
  readonly isMoney: boolean;
  /** The credit note it comes from. */
  readonly creditNoteId: string | undefined;
}

/**
 * The values of many invoices, one after the other: see `PackedInvoiceCharges`. An invoice is its head, then its charges,
 * payments, credits and refunds, as many as the head says; what is left out is 0.
 */
export type PackedInvoices = readonly unknown[];

type Head = [
  id: string,
  subscriptionId: PackedId,
  customerId: PackedId,
  currency: PackedCurrency,
  /** Places in the lists of statuses, consolidations and types: another order there is another layout. */
  status: number,
  consolidation: number,
  type: number,
  parentId: string | 0,
  issued: DayNumber | 0,
  due: DayNumber | 0,
  paid: DayNumber | 0,
  total: FactAmount,
  paidAmount: FactAmount,
  creditAmount: FactAmount,
  amountDue: FactAmount,
  charges: number,
  /** -1 when all was paid in money on the paid day. */
  payments: number,
  credits: number,
  refunds: number,
];
const headSize = 19;

type Payment = [at: number, amount: FactAmount, isMoney: 0 | 1];
type Credit = [at: number, amount: FactAmount, creditNoteId: string | 0];
type Refund = [id: string, at: number, amount: FactAmount];
/** Values of each payment, credit and refund. */
const partSize = 3;

const consolidations = InvoiceConsolidation.options;
const statuses = InvoiceStatus.options;
const types = InvoiceType.options;

export function invoiceFact(record: Invoice): Fact {
  const { currency } = record;
  const amount = (major: number) => packAmount(major, currency);
  const issued = day(record.issueDate);
  const { charges } = chargesOf(
    record.lineItems,
    shareDiscounts(record),
    currency,
    issued || undefined,
    isAdjusting(record.type),
  );
  const payments = record.payments.map(
    ({ date, amount: paid, source }): Payment => [packInstant(date), amount(paid), source === "ServiceCredit" ? 0 : 1],
  );
  const credits = record.credits.map((c): Credit => [packInstant(c.date), amount(c.amount), c.creditNoteRef?.id ?? 0]);
  const refunds = record.refunds.map((r): Refund => [r.id, packInstant(r.date), amount(r.amount)]);
  const isAtOnce = isPaidAtOnce(record);
  const head: Head = [
    record.id,
    packId(record.subscriptionRefs[0]?.id),
    packId(record.customerRef?.id),
    packCurrency(currency),
    statuses.indexOf(record.status),
    consolidations.indexOf(record.consolidation),
    types.indexOf(record.type),
    record.parentRef?.id ?? 0,
    issued,
    day(record.dueDate),
    day(record.paidDate),
    amount(record.totalAmount),
    amount(record.paidAmount),
    amount(record.creditAmount),
    amount(record.amountDue),
    charges.length,
    isAtOnce ? -1 : payments.length,
    credits.length,
    refunds.length,
  ];
  const rest = [...charges.map(packCharge), ...(isAtOnce ? [] : payments), ...credits, ...refunds];
  return { kind: "invoice", id: record.id, body: flatBody([...head, ...rest.flat()]) };
}

const day = (date: string | undefined): DayNumber | 0 => (date === undefined ? 0 : (dayOf(date) ?? 0));

function isPaidAtOnce({ payments, paidAmount, paidDate }: Invoice): boolean {
  if (payments.length === 0) return paidAmount === 0;
  const [only] = payments;
  return (
    payments.length === 1 && only?.amount === paidAmount && only.source !== "ServiceCredit" && paidDate !== undefined
  );
}

const none: readonly never[] = [];

/** The invoice at a place of a chunk, and the place of the next one; the first is at 0. */
export function readInvoice(values: PackedInvoices, at: number): { invoice: InvoiceFact; next: number } {
  const charges = at + headSize;
  const payments = charges + (values[at + 15] as Head[15]) * chargeSize;
  const paidParts = values[at + 16] as Head[16];
  const credits = payments + Math.max(paidParts, 0) * partSize;
  const refunds = credits + (values[at + 17] as Head[17]) * partSize;
  const next = refunds + (values[at + 18] as Head[18]) * partSize;
  const paidAmount = values[at + 12] as Head[12];
  const invoice: InvoiceFact = {
    id: values[at] as Head[0],
    subscriptionId: values[at + 1] as Head[1],
    customerId: values[at + 2] as Head[2],
    currency: unpackCurrency(values[at + 3] as Head[3]),
    status: statuses[values[at + 4] as Head[4]] ?? "Unknown",
    consolidation: consolidations[values[at + 5] as Head[5]] ?? "None",
    type: types[values[at + 6] as Head[6]] ?? "Unknown",
    parentId: present(values[at + 7] as Head[7]),
    issued: present(values[at + 8] as Head[8]),
    due: present(values[at + 9] as Head[9]),
    paid: present(values[at + 10] as Head[10]),
    total: values[at + 11] as Head[11],
    paidAmount,
    creditAmount: values[at + 13] as Head[13],
    amountDue: values[at + 14] as Head[14],
    charges: tuplesIn<ChargeTuple>(values, charges, payments, chargeSize),
    payments:
      paidParts < 0 ? paidAtOnce(paidAmount) : tuplesIn<Payment>(values, payments, credits, partSize).map(readPayment),
    credits: tuplesIn<Credit>(values, credits, refunds, partSize).map(readCredit),
    refunds: tuplesIn<Refund>(values, refunds, next, partSize).map(readRefund),
  };
  return { invoice, next };
}

function paidAtOnce(amount: FactAmount): readonly AppliedAmount[] {
  return amount === 0 ? none : [{ at: undefined, amount, isMoney: true, creditNoteId: undefined }];
}

function readPayment([at, amount, isMoney]: Payment): AppliedAmount {
  return { at: present(at), amount, isMoney: isMoney === 1, creditNoteId: undefined };
}

function readCredit([at, amount, creditNoteId]: Credit): AppliedAmount {
  return { at: present(at), amount, isMoney: false, creditNoteId: present(creditNoteId) };
}

function readRefund([id, at, amount]: Refund): RefundedAmount {
  return { id, at: present(at), amount };
}
