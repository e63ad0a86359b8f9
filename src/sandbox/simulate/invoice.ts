/** Issuing an invoice: lines, then discounts, then tax, then totals. */

import { sum } from "../core/discounts.js";
import { roundTo } from "../core/money.js";
import { uid } from "../core/random.js";
import type { Invoice, InvoiceLine } from "../core/records/documents.js";
import { applyDiscounts, applyTax } from "./discounts.js";
import { addBalance, days, emit, emitInvoiceEvent, type Run, title } from "./run.js";

/** Issues an invoice for the given lines now and adds it to what is owed; it is not collected yet. */
export function issueInvoice(run: Run, role: string, lines: InvoiceLine[]): Invoice {
  const { subscription, clock } = run;
  const { currency } = subscription;
  const invoiceUid = uid("inv", subscription.id, run.invoices.length);
  const discounts = applyDiscounts(run, role, lines);
  const taxes = applyTax(run, lines);
  const subtotal = roundTo(sum(lines.map((line) => line.subtotal)), currency);
  const discount = sum(discounts.map((entry) => entry.amount));
  const tax = sum(taxes.map((entry) => entry.amount));
  const total = subtotal - discount + tax;
  const netTerms = subscription.collectionMethod === "remittance" ? (subscription.netTerms ?? 0) : 0;
  const invoice: Invoice = {
    uid: invoiceUid,
    number: 0,
    createdAt: clock,
    updatedAt: clock,
    subscriptionId: subscription.id,
    customerId: run.customer.id,
    status: "open",
    role,
    issuedAt: clock,
    dueAt: clock + days(netTerms),
    paidAt: null,
    collectionMethod: subscription.collectionMethod,
    currency,
    consolidation: "none",
    parentUid: null,
    groupUid: null,
    productName: run.plan?.product.name ?? lines[0]?.title ?? "",
    lines,
    discounts,
    taxes,
    payments: [],
    credits: [],
    refunds: [],
    subtotal,
    discount,
    tax,
    total,
    paid: 0,
    credited: 0,
    refunded: 0,
    due: total,
  };
  run.invoices.push(invoice);
  addBalance(run, total);
  emit(run, "invoice_issued", `Invoice issued for ${title(run)}`, null, { invoiceUid });
  emitInvoiceEvent(run, invoice, "issue_invoice");
  if (total === 0) setStatus(run, invoice, "paid");
  return invoice;
}

/** Changes an invoice's status and tells the invoice event feed. */
export function setStatus(run: Run, invoice: Invoice, status: Invoice["status"]): void {
  const previous = invoice.status;
  invoice.status = status;
  invoice.updatedAt = run.clock;
  invoice.paidAt = status === "paid" ? run.clock : null;
  emitInvoiceEvent(run, invoice, "change_invoice_status", { from: previous });
}

/** After a payment, credit or refund: what is due, and whether the invoice is paid. */
export function settle(run: Run, invoice: Invoice): void {
  const before = invoice.due;
  invoice.due = invoice.total - invoice.credited - invoice.paid;
  invoice.updatedAt = run.clock;
  addBalance(run, invoice.due - before);
  if (invoice.due === 0 && invoice.status === "open") setStatus(run, invoice, "paid");
  if (invoice.due > 0 && invoice.status === "paid") setStatus(run, invoice, "open");
}

/** The subscription is cancelled: its open invoices are no longer due. */
export function cancelOpenInvoices(run: Run): void {
  for (const invoice of run.invoices) {
    if (invoice.status !== "open") continue;
    setStatus(run, invoice, "canceled");
    addBalance(run, -invoice.due);
  }
  run.expectedPayments = [];
}

/** A canceled invoice is due again (the subscription was reactivated). */
export function reopenInvoice(run: Run, invoice: Invoice): void {
  setStatus(run, invoice, "open");
  addBalance(run, invoice.due);
}

export function openInvoices(run: Run): Invoice[] {
  return run.invoices.filter((invoice) => invoice.status === "open");
}
