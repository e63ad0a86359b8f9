import type { DocumentLine, Invoice, InvoiceStatus } from "../../model/billing/invoice.js";
import { type DayNumber, dayOf } from "../calendar.js";
import { addAmounts, type FactAmount, negated, packAmount } from "./amount.js";
import { chargeSize, chargesOf, isAdjusting, packCharge, WITHIN_A_DAY } from "./charges.js";
import { type Fact, present } from "./fact.js";
import { type LineDiscounts, proratedDiscounts, shareDiscounts } from "./line-discounts.js";
import { flatBody, type PackedCurrency, type PackedId, packCurrency, packId } from "./packing.js";

/** What of an invoice tells of recurring prices: read for every metric of recurring revenue, so as little as can be. */
export type InvoiceCharges = Readonly<InvoiceChargesSlot>;

/** A place to read invoices into, one after the other: an object for each would be a hundred thousand at once. */
export interface InvoiceChargesSlot {
  /** Only where it is needed: credit notes name what was voided, and some invoices name neither buyer nor subscription. */
  id: string | undefined;
  subscriptionId: PackedId;
  customerId: PackedId;
  currency: PackedCurrency;
  /** Undefined when it counts. */
  uncounted: Uncounted | undefined;
  /** Whether it changes what is running already (proration, migration). */
  isAdjustment: boolean;
  isCreditNote: false;
  issued: DayNumber | undefined;
  total: FactAmount;
  /** How many charges there are, one after the other. */
  charges: number;
  /** Recurring lines that carry no amount. */
  unpriced: number;
  /** Usage, after discounts, before tax. */
  usage: FactAmount;
  /** The discounts that its charges' discounts refer to. */
  discountKeys: readonly string[];
  /** Where in the chunk its first charge is. */
  from: number;
  /** Where the next invoice is. */
  next: number;
}

/** Why an invoice's charges do not count. */
export type Uncounted = "VoidInvoice" | "InvoiceNotIssued" | "ConsolidatedParent";

const uncountedStatus: Partial<Record<InvoiceStatus, Uncounted>> = {
  Void: "VoidInvoice",
  Draft: "InvoiceNotIssued",
  Pending: "InvoiceNotIssued",
};

const uncountedReasons: readonly (Uncounted | undefined)[] = [
  undefined,
  "VoidInvoice",
  "InvoiceNotIssued",
  "ConsolidatedParent",
];

/**
 * The values of many invoices, one after the other: a list without lists in it is parsed in a third of the time. An invoice
 * is its head, then six values a charge, then as many of its rarer values as the head says; what is left out is 0.
 */
export type PackedInvoiceCharges = readonly unknown[];

type Head = [
  subscriptionId: PackedId,
  customerId: PackedId,
  currency: PackedCurrency,
  issued: DayNumber | 0,
  charges: number,
  rarer: number,
];
type Rarer = [
  discountKeys: string[] | 0,
  isAdjustment: 0 | 1,
  usage: FactAmount,
  unpriced: number,
  uncounted: number,
  total: FactAmount,
  id: string | 0,
];
const headSize = 6;

export function invoiceChargesFact(record: Invoice): Fact {
  const { currency, status, consolidation, type } = record;
  const issued = record.issueDate === undefined ? undefined : dayOf(record.issueDate);
  const discounts = shareDiscounts(record);
  const isAdjustment = isAdjusting(type);
  const ofPrices = type === "Proration" ? proratedDiscounts(discounts) : discounts;
  const { charges: all, unpriced } = chargesOf(record.lineItems, ofPrices, currency, issued, isAdjustment);
  // What is for no whole day is no day's price.
  const charges = all.filter(({ days }) => days !== WITHIN_A_DAY);
  const uncounted = uncountedStatus[status] ?? (consolidation === "Parent" ? "ConsolidatedParent" : undefined);
  const rarer: Rarer = [
    discounts.keys.length === 0 ? 0 : [...discounts.keys],
    isAdjustment ? 1 : 0,
    usageOf(record, discounts),
    unpriced,
    uncountedReasons.indexOf(uncounted),
    uncounted === undefined ? 0 : packAmount(record.totalAmount, currency),
    status === "Void" || (record.subscriptionRefs.length === 0 && record.customerRef === undefined) ? record.id : 0,
  ];
  const used = rarer.findLastIndex((value) => value !== 0) + 1;
  const head: Head = [
    packId(record.subscriptionRefs[0]?.id),
    packId(record.customerRef?.id),
    packCurrency(currency),
    issued ?? 0,
    charges.length,
    used,
  ];
  const values = [...head, ...charges.flatMap(packCharge), ...rarer.slice(0, used)];
  return { kind: "invoiceCharges", id: record.id, body: flatBody(values) };
}

function usageOf(record: Invoice, discounts: LineDiscounts): FactAmount {
  const { currency } = record;
  let usage: FactAmount = 0;
  for (const [index, line] of record.lineItems.entries()) {
    if (line.isRecurring || line.subTotal === undefined || !isUsage(line)) continue;
    usage = addAmounts(usage, packAmount(line.subTotal, currency), currency);
    for (const share of discounts.sharesOf(index)) usage = addAmounts(usage, negated(share), currency);
  }
  return usage;
}

/**
 * Kinds of line that bill use. A source that names no kind bills use by the period, and nothing else that does not
 * recur.
 */
const usageKinds = /usage|metered|event/i;

function isUsage({ type, lineKind, servicePeriod }: DocumentLine): boolean {
  return type === "AddOn" && (lineKind === undefined ? servicePeriod !== undefined : usageKinds.test(lineKind));
}

const none: readonly never[] = [];

/** An invoice of nothing. */
export const newInvoiceChargesSlot = (): InvoiceChargesSlot => ({
  subscriptionId: 0,
  customerId: 0,
  currency: 0,
  issued: undefined,
  charges: 0,
  discountKeys: none,
  isAdjustment: false,
  isCreditNote: false,
  usage: 0,
  unpriced: 0,
  uncounted: undefined,
  total: 0,
  id: undefined,
  from: 0,
  next: 0,
});

/** Reads the invoice at a place of a chunk into a slot; the first is at 0. */
export function readInvoiceCharges(values: PackedInvoiceCharges, at: number, slot: InvoiceChargesSlot): void {
  const charges = values[at + 4] as Head[4];
  const used = values[at + 5] as Head[5];
  const from = at + headSize;
  const rarer = from + charges * chargeSize;
  slot.subscriptionId = values[at] as Head[0];
  slot.customerId = values[at + 1] as Head[1];
  slot.currency = values[at + 2] as Head[2];
  slot.issued = present(values[at + 3] as Head[3]);
  slot.charges = charges;
  slot.from = from;
  slot.next = rarer + used;
  slot.discountKeys = used > 0 ? (values[rarer] as Rarer[0]) || none : none;
  slot.isAdjustment = used > 1 && values[rarer + 1] === 1;
  slot.usage = used > 2 ? (values[rarer + 2] as Rarer[2]) : 0;
  slot.unpriced = used > 3 ? (values[rarer + 3] as Rarer[3]) : 0;
  slot.uncounted = used > 4 ? uncountedReasons[values[rarer + 4] as Rarer[4]] : undefined;
  slot.total = used > 5 ? (values[rarer + 5] as Rarer[5]) : 0;
  slot.id = used > 6 ? (values[rarer + 6] as string) : undefined;
}
