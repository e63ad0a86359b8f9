import type { Mapped } from "../../../model/billing/common.js";
import type { CreditNote as CreditNoteRecord } from "../../../model/billing/credit-note.js";
import { noCurrency } from "../../../model/currency.js";
import { zero } from "../../../model/money.js";
import type { CreditNote } from "../wire/credit-note.js";
import type { CreditNoteStatus } from "../wire/enums.js";
import { documentDiscounts, documentLine, documentTaxes, headAmounts, partId, rest } from "./document.js";
import type { InvoiceContext } from "./invoice.js";
import { customerName, ref } from "./names.js";
import {
  choose,
  currency,
  decimal,
  elements,
  exact,
  id,
  instant,
  localDate,
  nonEmpty,
  spelling,
  text,
} from "./read.js";
import { facts, supplementalData } from "./supplemental.js";

const statuses = { open: "Open", applied: "Applied" } as const satisfies Record<
  CreditNoteStatus,
  CreditNoteRecord["status"]
>;

/** Maxio credit note → standardized credit note. Amounts keep their digits: real ones have eight decimals. */
export function mapCreditNote(note: CreditNote, context: InvoiceContext): Mapped<CreditNoteRecord> {
  const { customer } = note;
  const head = headAmounts(note);
  return {
    id: note.uid,
    createdDate: instant(note.created_at),
    sourceModifiedDate: instant(note.updated_at),
    creditNoteNumber: text(note.number),
    customerRef: ref(id(note.customer_id), customer ? customerName(customer) : undefined),
    subscriptionRefs: [ref(id(note.subscription_id))].filter((found) => found !== undefined),
    invoiceRefs: elements(note.origin_invoices).flatMap((origin) => ref(text(origin.uid), text(origin.number)) ?? []),
    status: choose(statuses, note.status, "Unknown"),
    sourceStatus: spelling(note.status),
    issueDate: localDate(note.issue_date),
    appliedDate: localDate(note.applied_date),
    currency: currency(note.currency) ?? context.siteCurrency ?? noCurrency,
    ...head,
    appliedAmount: decimal(note.applied_amount) ?? 0,
    remainingAmount: decimal(note.remaining_amount) ?? rest(head.totalAmount, [exact(note.applied_amount) ?? zero]),
    memo: text(note.memo),
    lineItems: elements(note.line_items).map((line, index) => documentLine(line, index, context.components)),
    discounts: documentDiscounts(elements(note.discounts)),
    taxes: documentTaxes(elements(note.taxes)),
    applications: applications(note),
    supplementalData: supplementalData({ refunds: refunds(note) }),
  };
}

function applications(note: CreditNote): CreditNoteRecord["applications"] {
  return elements(note.applications).flatMap((application, index) => {
    const amount = decimal(application.applied_amount);
    if (amount === undefined) return [];
    return {
      id: partId(application.uid, index),
      invoiceRef: ref(text(application.invoice_uid)),
      date: instant(application.transaction_time),
      amount,
    };
  });
}

/** Refunds that came with the note. They are records of their own by the invoice they refund. */
function refunds(note: CreditNote): unknown {
  const refunds = elements(note.refunds).flatMap((refund) => {
    const known = facts({
      transactionId: id(refund.transaction_id),
      paymentTransactionId: id(refund.payment_id),
      amount: decimal(refund.applied_amount),
    });
    return known === undefined ? [] : [known];
  });
  return nonEmpty(refunds);
}
