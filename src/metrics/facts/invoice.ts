import type { Invoice, InvoiceStatus } from "../../model/billing/invoice.js";
import { type DayNumber, dayOf } from "../calendar.js";
import { type FactAmount, packAmount } from "./amount.js";
import { type ChargeTuple, chargesOf, isAdjusting, packCharge } from "./charges.js";
import { type Fact, packInstant, present } from "./fact.js";
import { shareDiscounts } from "./line-discounts.js";

/** An invoice as a claim: what it charges for when, and how it was settled; days are the site's. */
export interface InvoiceFact {
  readonly id: string;
  readonly subscriptionId: string | undefined;
  readonly customerId: string | undefined;
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

type Packed = [
  id: string,
  subscriptionId: string | 0,
  customerId: string | 0,
  currency: string,
  status: InvoiceStatus,
  consolidation: Invoice["consolidation"],
  type: Invoice["type"],
  parentId: string | 0,
  issued: DayNumber | 0,
  due: DayNumber | 0,
  paid: DayNumber | 0,
  total: FactAmount,
  paidAmount: FactAmount,
  creditAmount: FactAmount,
  amountDue: FactAmount,
  charges: ChargeTuple[],
  /** 0 when all was paid in money on the paid day. */
  payments: [at: number, amount: FactAmount, isMoney: 0 | 1][] | 0,
  credits: [at: number, amount: FactAmount, creditNoteId: string | 0][] | 0,
  refunds: [id: string, at: number, amount: FactAmount][] | 0,
];
export type PackedInvoice = Packed;

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
  const packed: Packed = [
    record.id,
    record.subscriptionRefs[0]?.id ?? 0,
    record.customerRef?.id ?? 0,
    currency,
    record.status,
    record.consolidation,
    record.type,
    record.parentRef?.id ?? 0,
    issued,
    day(record.dueDate),
    day(record.paidDate),
    amount(record.totalAmount),
    amount(record.paidAmount),
    amount(record.creditAmount),
    amount(record.amountDue),
    charges.map(packCharge),
    isPaidAtOnce(record)
      ? 0
      : record.payments.map(({ date, amount: paid, source }) => [
          packInstant(date),
          amount(paid),
          source === "ServiceCredit" ? 0 : 1,
        ]),
    record.credits.length === 0
      ? 0
      : record.credits.map((c) => [packInstant(c.date), amount(c.amount), c.creditNoteRef?.id ?? 0]),
    record.refunds.length === 0 ? 0 : record.refunds.map((r) => [r.id, packInstant(r.date), amount(r.amount)]),
  ];
  return { kind: "invoice", id: record.id, body: JSON.stringify(packed) };
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

export function readInvoice(packed: Packed): InvoiceFact {
  const [payments, credits, refunds] = [packed[16], packed[17], packed[18]];
  return {
    id: packed[0],
    subscriptionId: present(packed[1]),
    customerId: present(packed[2]),
    currency: packed[3],
    status: packed[4],
    consolidation: packed[5],
    type: packed[6],
    parentId: present(packed[7]),
    issued: present(packed[8]),
    due: present(packed[9]),
    paid: present(packed[10]),
    total: packed[11],
    paidAmount: packed[12],
    creditAmount: packed[13],
    amountDue: packed[14],
    charges: packed[15],
    payments: payments === 0 ? paidAtOnce(packed[12]) : payments.map(readPayment),
    credits: credits === 0 ? none : credits.map(readCredit),
    refunds: refunds === 0 ? none : refunds.map(([id, at, amount]) => ({ id, at: present(at), amount })),
  };
}

function paidAtOnce(amount: FactAmount): readonly AppliedAmount[] {
  return amount === 0 ? none : [{ at: undefined, amount, isMoney: true, creditNoteId: undefined }];
}

function readPayment([at, amount, isMoney]: [number, FactAmount, 0 | 1]): AppliedAmount {
  return { at: present(at), amount, isMoney: isMoney === 1, creditNoteId: undefined };
}

function readCredit([at, amount, creditNoteId]: [number, FactAmount, string | 0]): AppliedAmount {
  return { at: present(at), amount, isMoney: false, creditNoteId: present(creditNoteId) };
}
