import type { CreditNote } from "../../model/billing/credit-note.js";
import { type DayNumber, dayOf } from "../calendar.js";
import { addAmounts, type FactAmount, negated, packAmount } from "./amount.js";
import { type ChargeTuple, chargesOf, packCharge } from "./charges.js";
import { type Fact, present } from "./fact.js";
import { shareDiscounts } from "./line-discounts.js";

/** A credit note with what it gives back of recurring charges; amounts are positive. */
export interface CreditNoteFact {
  readonly id: string;
  readonly subscriptionId: string | undefined;
  readonly customerId: string | undefined;
  readonly currency: string;
  readonly issued: DayNumber | undefined;
  readonly total: FactAmount;
  /** Before tax, after discounts: what all its lines give back, the charges among them. */
  readonly net: FactAmount;
  /** Without them nothing tells what it is for but the invoices it comes from. */
  readonly hasLines: boolean;
  /** The invoices it comes from. */
  readonly invoiceIds: readonly string[];
  readonly charges: readonly ChargeTuple[];
  readonly discountKeys: readonly string[];
}

type Packed = [
  id: string,
  subscriptionId: string | 0,
  customerId: string | 0,
  currency: string,
  issued: DayNumber | 0,
  total: FactAmount,
  invoiceIds: string[],
  charges: ChargeTuple[],
  discountKeys: string[],
  net: FactAmount,
  hasLines: 0 | 1,
];
export type PackedCreditNote = Packed;

export function creditNoteFact(record: CreditNote): Fact {
  const { currency } = record;
  const issued = record.issueDate === undefined ? undefined : dayOf(record.issueDate);
  const discounts = shareDiscounts(record);
  const packed: Packed = [
    record.id,
    record.subscriptionRefs[0]?.id ?? 0,
    record.customerRef?.id ?? 0,
    currency,
    issued ?? 0,
    packAmount(record.totalAmount, currency),
    record.invoiceRefs.map(({ id }) => id),
    chargesOf(record.lineItems, discounts, currency, issued, true).charges.map(packCharge),
    [...discounts.keys],
    addAmounts(packAmount(record.subTotal, currency), negated(packAmount(record.discountAmount, currency)), currency),
    record.lineItems.length === 0 ? 0 : 1,
  ];
  return { kind: "creditNote", id: record.id, body: JSON.stringify(packed) };
}

export function readCreditNote(packed: Packed): CreditNoteFact {
  const [id, subscriptionId, customerId, currency, issued, total, invoiceIds, charges, discountKeys, net, hasLines] =
    packed;
  return {
    id,
    subscriptionId: present(subscriptionId),
    customerId: present(customerId),
    currency,
    issued: present(issued),
    total,
    invoiceIds,
    charges,
    discountKeys,
    net,
    hasLines: hasLines === 1,
  };
}
