/** Credits, refunds and mid-period charges: what corrects an invoice after it was issued. */

import { sum } from "../core/discounts.js";
import { type Amount, roundTo } from "../core/money.js";
import { bracketsIn, priceOf } from "../core/price.js";
import { uid } from "../core/random.js";
import type { CreditNote, Invoice, InvoiceLine } from "../core/records/documents.js";
import { applyCreditNote, collect, recordCredit } from "./collect.js";
import { issueInvoice, openInvoices, setStatus, settle } from "./invoice.js";
import { line, unusedShare } from "./lines.js";
import { type ComponentItem, emit, emitInvoiceEvent, nextTransactionId, type Run, title, touch } from "./run.js";

function newCreditNote(run: Run, origin: Invoice, lines: InvoiceLine[], memo: string): CreditNote {
  const subtotal = sum(lines.map((entry) => entry.subtotal));
  const discount = sum(lines.map((entry) => entry.discount));
  const tax = sum(lines.map((entry) => entry.tax));
  const note: CreditNote = {
    uid: uid("cn", run.subscription.id, run.creditNotes.length),
    number: 0,
    createdAt: run.clock,
    subscriptionId: run.subscription.id,
    customerId: run.customer.id,
    currency: run.subscription.currency,
    issuedAt: run.clock,
    appliedAt: null,
    memo,
    lines,
    originInvoiceUid: origin.uid,
    applications: [],
    refunds: [],
    subtotal,
    discount,
    tax,
    total: roundTo(subtotal - discount + tax, run.subscription.currency),
    applied: 0,
  };
  run.creditNotes.push(note);
  emitInvoiceEvent(run, origin, "create_credit_note", { creditNoteUid: note.uid });
  return note;
}

/** A credit note for the time that the running period's charges still cover; undefined when there is none. */
export function creditUnusedTime(run: Run): CreditNote | undefined {
  const { clock, billedAnewAt } = run;
  const covering = run.invoices.filter(
    ({ status, createdAt }) => (status === "paid" || status === "open") && createdAt >= billedAnewAt,
  );
  const unused = covering.flatMap((invoice) =>
    invoice.lines.filter((paid) => paid.from < clock && paid.to > clock && paid.kind !== "initial"),
  );
  const origin = covering.findLast((invoice) => invoice.lines.some((paid) => unused.includes(paid)));
  if (!origin) return undefined;
  return newCreditNote(
    run,
    origin,
    unused.map((paid) => unusedShare(paid, clock)),
    "Plan change: unused time",
  );
}

/** An allocation now. More units are charged for the rest of the period; fewer are simply fewer from the next one on. */
export function setQuantity(run: Run, item: ComponentItem, quantity: number): void {
  const previous = item.row.allocated;
  if (quantity === previous) return;
  item.row.allocated = quantity;
  item.row.updatedAt = run.clock;
  run.allocations += 1;
  emit(run, "component_allocation_change", `${item.component.name} changed from ${previous} to ${quantity}`, {
    previous_allocation: previous,
    new_allocation: quantity,
    component_id: item.component.id,
    component_handle: item.component.handle ?? "",
    memo: "",
    allocation_id: item.row.id * 1_000 + run.allocations,
    allocated_quantity: quantity,
  });
  if (run.subscription.state === "trialing") return;
  const brackets = bracketsIn(run.site, item.pricePoint, run.subscription.currency);
  const price = (units: number) => priceOf(item.pricePoint.scheme, brackets, units);
  const more = price(quantity) - price(previous);
  if (more <= 0 || item.to <= run.clock) return;
  const period = { from: item.from, to: item.to };
  const full = line(run, {
    title: `${item.component.name}: ${previous} to ${quantity} ${item.component.unitName}s`,
    kind: item.component.kind,
    ...period,
    quantity: Math.max(0, quantity - previous) || 1,
    subtotal: more,
    unitPrice: more,
    item,
  });
  const charged = prorated(run, full);
  const invoice = issueInvoice(run, "proration", [charged]);
  collect(run, invoice, `${title(run)}: component proration payment`);
}

function prorated(run: Run, full: InvoiceLine): InvoiceLine {
  const share = unusedShare(full, run.clock);
  const subtotal = roundTo(share.subtotal, run.subscription.currency);
  return { ...share, quantity: 1, unitPrice: subtotal, subtotal };
}

/**
 * Gives a payment back. The refund lowers what was paid; with `applyCredit` a credit note covers the difference, else
 * the amount is due again (Maxio, "Refund invoice": `apply_credit`).
 */
export function refund(run: Run, wanted: Amount | null, memo: string, applyCredit: boolean): void {
  const invoice = run.invoices.findLast((candidate) => candidate.payments.some((paid) => paid.source === "payment"));
  const payment = invoice?.payments.findLast((paid) => paid.source === "payment");
  if (!invoice || !payment) return;
  const refundable = payment.applied - sum(invoice.refunds.map((entry) => entry.applied));
  const value = Math.min(wanted ?? refundable, refundable);
  if (value <= 0) return;
  const id = nextTransactionId(run);
  const entry = {
    transactionId: id,
    paymentId: payment.transactionId,
    at: run.clock,
    memo,
    original: value,
    applied: value,
  };
  invoice.refunds.push(entry);
  invoice.refunded += value;
  invoice.paid -= value;
  run.subscription.revenue -= value;
  if (applyCredit) {
    const note = newCreditNote(run, invoice, [creditLine(run, invoice, value, memo)], memo);
    note.refunds.push(entry);
    recordCredit(run, note, invoice, value);
    emitInvoiceEvent(run, invoice, "refund_invoice", { creditNoteUid: note.uid });
  } else {
    settle(run, invoice);
    emitInvoiceEvent(run, invoice, "refund_invoice");
  }
  emit(run, "refund_success", `Refund issued for ${title(run)}`, {
    refund_id: id,
    gateway_transaction_id: id,
    product_id: run.plan?.product.id ?? 0,
  });
}

function creditLine(run: Run, invoice: Invoice, value: Amount, memo: string): InvoiceLine {
  const [first] = invoice.lines;
  const period = { from: first?.from ?? run.clock, to: first?.to ?? run.clock };
  return line(run, { title: memo, kind: "baseline", ...period, quantity: 1, subtotal: value, unitPrice: value });
}

/** Goodwill: a credit note against the latest invoice; it pays whatever is open now or is issued next. */
export function grantCredit(run: Run, value: Amount, memo: string): void {
  const origin = run.invoices.at(-1);
  if (!origin) return;
  const note = newCreditNote(run, origin, [creditLine(run, origin, value, memo)], memo);
  for (const invoice of openInvoices(run)) applyCreditNote(run, note, invoice);
  touch(run);
}

/** Takes back an invoice issued in error: a credit note covers all of it that is still due. */
export function voidInvoice(run: Run, memo: string): void {
  const invoice = openInvoices(run).at(-1);
  if (!invoice) return;
  const note = newCreditNote(run, invoice, [creditLine(run, invoice, invoice.due, memo)], memo);
  setStatus(run, invoice, "voided");
  recordCredit(run, note, invoice, invoice.due);
  run.expectedPayments = run.expectedPayments.filter((expected) => expected.invoice !== invoice);
  emitInvoiceEvent(run, invoice, "void_invoice", { creditNoteUid: note.uid });
}

/** An invoice for something outside the plan. */
export function chargeOnce(run: Run, item: string, value: Amount): void {
  const { clock } = run;
  const only = line(run, {
    title: item,
    kind: "baseline",
    from: clock,
    to: clock,
    quantity: 1,
    subtotal: value,
    unitPrice: value,
  });
  const invoice = issueInvoice(run, "adhoc", [{ ...only, productId: null, productPricePointId: null, kind: "custom" }]);
  collect(run, invoice, `${title(run)}: ${item}`);
}
