import { type Amount, fromCents } from "../../core/money.js";
import type { ComponentPricePoint } from "../../core/records/catalogue.js";
import type { Invoice, InvoiceLine, InvoicePayment } from "../../core/records/documents.js";
import type { InvoiceEvent, SiteEvent } from "../../core/records/events.js";
import { FIRST, PLAN_CENTS, SEAT_PRICE, type Story } from "./story.js";

const FIRST_TRANSACTION = FIRST * 10;

/** Invoices are in order of time: first everybody's first month, then everybody's second. */
export function invoiceAt(story: Story, position: number): Invoice {
  const index = position % story.count;
  const month = Math.floor(position / story.count);
  const at = story.issued(index, month);
  const total = story.priceOf(index);
  const isOpen = story.owes(index) && month === story.months - 1;
  const payment: InvoicePayment = {
    transactionId: FIRST_TRANSACTION + position,
    at,
    memo: "Renewal payment",
    source: "payment",
    original: total,
    applied: total,
    paymentProfileId: FIRST + index,
  };
  return {
    uid: invoiceUid(position),
    number: position + 1,
    createdAt: at,
    updatedAt: at,
    subscriptionId: FIRST + index,
    customerId: FIRST + index,
    status: isOpen ? "open" : "paid",
    role: month === 0 ? "signup" : "renewal",
    issuedAt: at,
    dueAt: at,
    paidAt: isOpen ? null : at,
    collectionMethod: "automatic",
    currency: story.currency,
    consolidation: "none",
    parentUid: null,
    groupUid: null,
    productName: "Standard",
    lines: linesAt(story, index, month),
    discounts: [],
    taxes: [],
    payments: isOpen ? [] : [payment],
    credits: [],
    refunds: [],
    subtotal: total,
    discount: 0,
    tax: 0,
    total,
    paid: isOpen ? 0 : total,
    credited: 0,
    refunded: 0,
    due: isOpen ? total : 0,
  };
}

function linesAt(story: Story, index: number, month: number): InvoiceLine[] {
  const { plan, seats } = story;
  const line = (title: string, quantity: number, unitPrice: Amount, part?: ComponentPricePoint): InvoiceLine => ({
    title,
    kind: part ? "quantity_based_component" : "baseline",
    quantity,
    unitPrice,
    subtotal: unitPrice * quantity,
    discount: 0,
    tax: 0,
    tiered: false,
    from: story.issued(index, month),
    to: story.issued(index, month + 1),
    productId: plan.productId,
    productPricePointId: plan.id,
    componentId: part?.componentId ?? null,
    pricePointId: part?.id ?? null,
  });
  return [
    line("Standard", 1, fromCents(PLAN_CENTS, story.currency)),
    line("Seats", story.seatsOf(index), SEAT_PRICE, seats),
  ];
}

const invoiceUid = (position: number) => `inv_g${String(position).padStart(12, "0")}`;

export function invoicePosition(uid: string): number | undefined {
  return /^inv_g\d{12}$/.test(uid) ? Number(uid.slice("inv_g".length)) : undefined;
}

/** One for each invoice: its payment, or the failure of it. */
export function eventAt(story: Story, position: number): SiteEvent {
  const { subscriptionId, customerId, issuedAt, status } = invoiceAt(story, position);
  const key = status === "paid" ? "payment_success" : "payment_failure";
  return {
    id: FIRST_TRANSACTION + position,
    key,
    message: key,
    subscriptionId,
    customerId,
    at: issuedAt,
    data: { product_id: story.plan.productId, account_transaction_id: FIRST_TRANSACTION + position },
  };
}

/** Two for each invoice: issued, then paid or not. */
export function invoiceEventAt(story: Story, position: number): InvoiceEvent {
  const { issuedAt: at, uid: invoiceUid, status, due } = invoiceAt(story, Math.floor(position / 2));
  const common = { id: position + 1, at, invoiceUid, credits: 0, refunds: 0 };
  if (position % 2 === 0) return { ...common, type: "issue_invoice", status: "open", payments: 0 };
  if (status === "paid") return { ...common, type: "apply_payment", status, payments: 1 };
  const failed = { amount: due, transactionId: FIRST_TRANSACTION + position, memo: "Declined" };
  return { ...common, type: "failed_payment", status, payments: 0, failed };
}

export const firstEventId = FIRST_TRANSACTION;
