import type { DocumentLine, Invoice, InvoiceStatus } from "../../model/billing/invoice.js";
import { type DayNumber, dayOf } from "../calendar.js";
import { addAmounts, type FactAmount, negated, packAmount } from "./amount.js";
import { type ChargeTuple, chargesOf, packCharge } from "./charges.js";
import { type Fact, present } from "./fact.js";
import { type LineDiscounts, shareDiscounts } from "./line-discounts.js";

/** What of an invoice tells of recurring prices: read for every metric of recurring revenue, so as little as can be. */
export interface InvoiceCharges {
  /** Only where it is needed: credit notes name what was voided, and some invoices name neither buyer nor subscription. */
  readonly id: string | undefined;
  readonly subscriptionId: string | undefined;
  readonly customerId: string | undefined;
  readonly currency: string;
  /** Undefined when it counts. */
  readonly uncounted: Uncounted | undefined;
  /** Whether it changes what is running already (proration, migration). */
  readonly isAdjustment: boolean;
  readonly issued: DayNumber | undefined;
  readonly total: FactAmount;
  readonly charges: readonly ChargeTuple[];
  /** Recurring lines that carry no amount. */
  readonly unpriced: number;
  /** Usage, after discounts, before tax. */
  readonly usage: FactAmount;
  /** The discounts that `charges[].discounts` refer to. */
  readonly discountKeys: readonly string[];
}

/** Why an invoice's charges do not count. */
export type Uncounted = "VoidInvoice" | "InvoiceNotIssued" | "ConsolidatedParent";

const uncountedStatus: Partial<Record<InvoiceStatus, Uncounted>> = {
  Void: "VoidInvoice",
  Draft: "InvoiceNotIssued",
  Pending: "InvoiceNotIssued",
};

/** What is left out at the end is 0 or nothing. */
type Packed = [
  subscriptionId: string | 0,
  customerId: string | 0,
  currency: string,
  issued: DayNumber | 0,
  charges: ChargeTuple[],
  discountKeys?: string[] | 0,
  isAdjustment?: 0 | 1,
  usage?: FactAmount,
  unpriced?: number,
  uncounted?: Uncounted | 0,
  total?: FactAmount,
  id?: string | 0,
];
export type PackedInvoiceCharges = Packed;

export function invoiceChargesFact(record: Invoice): Fact {
  const { currency, status, consolidation, type } = record;
  const issued = record.issueDate === undefined ? undefined : dayOf(record.issueDate);
  const discounts = shareDiscounts(record);
  const { charges, unpriced } = chargesOf(record.lineItems, discounts, currency, issued);
  const uncounted = uncountedStatus[status] ?? (consolidation === "Parent" ? "ConsolidatedParent" : 0);
  const packed: Packed = [
    record.subscriptionRefs[0]?.id ?? 0,
    record.customerRef?.id ?? 0,
    currency,
    issued ?? 0,
    charges.map(packCharge),
    discounts.keys.length === 0 ? 0 : [...discounts.keys],
    type === "Proration" || type === "Migration" ? 1 : 0,
    usageOf(record, discounts),
    unpriced,
    uncounted,
    uncounted === 0 ? 0 : packAmount(record.totalAmount, currency),
    status === "Void" || (record.subscriptionRefs.length === 0 && record.customerRef === undefined) ? record.id : 0,
  ];
  while (packed.length > 5 && packed.at(-1) === 0) packed.pop();
  return { kind: "invoiceCharges", id: record.id, body: JSON.stringify(packed) };
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

export function readInvoiceCharges(packed: Packed): InvoiceCharges {
  return {
    subscriptionId: present(packed[0]),
    customerId: present(packed[1]),
    currency: packed[2],
    issued: present(packed[3]),
    charges: packed[4],
    discountKeys: packed[5] || none,
    isAdjustment: packed[6] === 1,
    usage: packed[7] ?? 0,
    unpriced: packed[8] ?? 0,
    uncounted: packed[9] || undefined,
    total: packed[10] ?? 0,
    id: packed[11] || undefined,
  };
}
