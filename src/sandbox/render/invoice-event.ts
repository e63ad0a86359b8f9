import { decimal, toCents } from "../core/money.js";
import type { Invoice } from "../core/records/documents.js";
import type { InvoiceEvent } from "../core/records/events.js";
import type { Site } from "../core/site.js";
import { bigNumber } from "../http/answer.js";
import { renderCreditNote } from "./credit-note.js";
import { utc } from "./documents.js";
import { invoiceDetails, renderCredit, renderInvoice, renderPayment } from "./invoice.js";
import { related, tweaked } from "./shared.js";

/** An invoice as it was just after an event: with the payments, credits and refunds it had by then. */
export function invoiceAfter(invoice: Invoice, event: InvoiceEvent): Invoice {
  const payments = invoice.payments.slice(0, event.payments);
  const credits = invoice.credits.slice(0, event.credits);
  const refunds = invoice.refunds.slice(0, event.refunds);
  const total = (rows: readonly { applied: number }[]) => rows.reduce((sum, row) => sum + row.applied, 0);
  const paid = total(payments) - total(refunds);
  const credited = total(credits);
  return {
    ...invoice,
    payments,
    credits,
    refunds,
    paid,
    credited,
    refunded: total(refunds),
    due: invoice.total - credited - paid,
    status: event.status,
    paidAt: event.status === "paid" ? event.at : null,
    updatedAt: event.at,
  };
}

export function renderInvoiceEvent(site: Site, event: InvoiceEvent) {
  const now = related(site.invoices.find(event.invoiceUid), `invoice ${event.invoiceUid}`);
  const invoice = invoiceAfter(now, event);
  const snapshot = renderInvoice(site, invoice, new Set(invoiceDetails));
  const id =
    site.profile.invoiceIdBase === undefined ? invoice.number : site.profile.invoiceIdBase + BigInt(invoice.number);
  return {
    id: bigNumber(event.id),
    event_type: event.type,
    event_data: eventData(site, invoice, event),
    timestamp: utc(event.at),
    invoice: tweaked({}, { id: bigNumber(id), ...snapshot }),
  };
}

function eventData(site: Site, invoice: Invoice, event: InvoiceEvent): unknown {
  const { consolidation: consolidation_level } = invoice;
  switch (event.type) {
    case "issue_invoice":
      return {
        consolidation_level,
        from_status: "draft",
        to_status: event.status,
        due_amount: decimal(invoice.due),
        total_amount: decimal(invoice.total),
      };
    case "change_invoice_status":
      return { consolidation_level, from_status: event.from, to_status: event.status };
    case "apply_payment":
    case "remove_payment":
      return paymentData(site, invoice);
    case "apply_credit_note":
      return creditData(site, invoice);
    case "failed_payment":
      return {
        amount_in_cents: toCents(event.failed?.amount ?? 0, invoice.currency),
        // Whole units although the amount is not: documented as an integer.
        applied_amount: Math.trunc(Number(decimal(event.failed?.amount ?? 0))),
        memo: event.failed?.memo ?? null,
        payment_method: "credit_card",
        transaction_id: event.failed?.transactionId,
      };
    case "create_credit_note":
      return creditNote(site, event);
    case "refund_invoice": {
      const refund = invoice.refunds.at(-1);
      return {
        apply_credit: event.creditNoteUid !== undefined,
        consolidation_level,
        credit_note_attributes: event.creditNoteUid === undefined ? null : creditNote(site, event),
        memo: refund?.memo,
        original_amount: decimal(refund?.original ?? 0),
        payment_id: refund?.paymentId,
        refund_amount: decimal(refund?.applied ?? 0),
        refund_id: refund?.transactionId,
        transaction_time: utc(event.at),
      };
    }
    case "void_invoice":
      return {
        credit_note_attributes: event.creditNoteUid === undefined ? null : creditNote(site, event),
        memo: "Voided",
        applied_amount: decimal(invoice.total),
        transaction_time: utc(event.at),
        is_advance_invoice: false,
        reason: "Issued in error",
      };
  }
}

function creditNote(site: Site, event: InvoiceEvent) {
  return renderCreditNote(site, related(site.creditNotes.find(event.creditNoteUid ?? ""), "credit note of the event"));
}

function paymentData(site: Site, invoice: Invoice) {
  const position = invoice.payments.length - 1;
  const payment = related(invoice.payments[position], `payment of ${invoice.uid}`);
  const { memo, original_amount, applied_amount, transaction_time, payment_method, transaction_id, prepayment } =
    renderPayment(site, invoice, payment, position);
  return {
    consolidation_level: invoice.consolidation,
    memo,
    original_amount,
    applied_amount,
    transaction_time,
    payment_method,
    transaction_id,
    prepayment,
    external: payment.source === "external",
  };
}

function creditData(site: Site, invoice: Invoice) {
  const position = invoice.credits.length - 1;
  const credit = related(invoice.credits[position], `credit of ${invoice.uid}`);
  return {
    ...renderCredit(site, invoice, credit, position),
    role: "general",
    consolidated_invoice: invoice.consolidation === "parent",
    applied_credit_notes: [],
  };
}
