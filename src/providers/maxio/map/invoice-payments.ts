import type { z } from "zod";
import type { Mapped } from "../../../model/billing/common.js";
import type { Invoice as InvoiceRecord } from "../../../model/billing/invoice.js";
import type { Payment, PaymentMethodKind, Refund } from "../../../model/billing/payment.js";
import { noCurrency } from "../../../model/currency.js";
import type { DocumentRefund } from "../wire/document.js";
import type { ExternalPaymentKind, InvoicePaymentMethod } from "../wire/enums.js";
import type { Invoice, InvoicePayment } from "../wire/invoice.js";
import type { RefundEvent } from "../wire/refund-event.js";
import { partId } from "./document.js";
import { customerName, masked, ref } from "./names.js";
import { choose, currency, decimal, elements, flag, id, instant, localDate, spelling, text } from "./read.js";
import { supplementalData } from "./supplemental.js";

type Source = Payment["source"];
type Kind = z.infer<typeof PaymentMethodKind>;

const methods = {
  credit_card: "CreditCard",
  bank_account: "BankAccount",
  paypal_account: "PayPal",
  apple_pay: "ApplePay",
  external: "External",
} as const satisfies Record<InvoicePaymentMethod, Kind>;

const externalKinds = {
  credit_card: "CreditCard",
  check: "Check",
  cash: "Cash",
  money_order: "MoneyOrder",
  ach: "Ach",
  paypal_account: "PayPal",
  other: "Other",
} as const satisfies Record<ExternalPaymentKind, Kind>;

/** An external payment says by its kind how the money came. */
function methodOf({ payment_method }: InvoicePayment): Kind {
  const byType = choose(methods, payment_method?.type, "Unknown");
  return byType === "External" || byType === "Unknown" ? choose(externalKinds, payment_method?.kind, byType) : byType;
}

/**
 * Where the money of a payment comes from. A prepayment came in earlier, and a service credit is no money at all: both settle
 * invoices like payments do (Maxio invoice payment types).
 */
function sourceOf(payment: InvoicePayment): Source {
  const type = spelling(payment.payment_method?.type);
  const kind = spelling(payment.payment_method?.kind);
  if (type === "service_credit" || kind === "service_credit") return "ServiceCredit";
  if (flag(payment.prepayment) === true || type === "prepayment" || kind === "prepayment") return "Prepayment";
  if (type === "external") return "ExternalPayment";
  return choose(methods, payment.payment_method?.type, undefined) === undefined ? "Unknown" : "Payment";
}

/** A payment, its amount and what it is called on its invoice. */
interface Applied<T> {
  readonly id: string;
  readonly amount: number;
  readonly part: T;
}

/** The parts whose amount is known, each under an id of its own within the invoice. */
function applied<T extends InvoicePayment | DocumentRefund>(parts: readonly T[]): Applied<T>[] {
  const seen = new Set<string>();
  return parts.flatMap((part, index) => {
    const amount = decimal(part.applied_amount) ?? decimal(part.original_amount);
    if (amount === undefined) return [];
    const own = ("uid" in part ? text(part.uid) : undefined) ?? id(part.transaction_id) ?? partId(undefined, index);
    const unique = seen.has(own) ? `${own}-${index + 1}` : own;
    seen.add(unique);
    return { id: unique, amount, part };
  });
}

/** The payments as the invoice lists them. Those a consolidated invoice repeats have records of its segments. */
export function invoicePayments(
  invoice: Invoice,
  consolidation: InvoiceRecord["consolidation"],
): InvoiceRecord["payments"] {
  return applied(elements(invoice.payments)).map(({ id: paymentId, amount, part }) => ({
    id: paymentId,
    paymentRef: consolidation === "Parent" ? undefined : { id: recordId(invoice, paymentId) },
    date: instant(part.transaction_time),
    amount,
    originalAmount: decimal(part.original_amount),
    source: sourceOf(part),
    method: methodOf(part),
  }));
}

/** The refunds as the invoice lists them. */
export function invoiceRefunds(invoice: Invoice, events: readonly RefundEvent[]): InvoiceRecord["refunds"] {
  return datedRefunds(invoice, events).map(({ id: refundId, amount, part, date }) => ({
    id: refundId,
    paymentId: id(part.payment_id),
    date,
    amount,
  }));
}

/**
 * Refunds with their dates. The invoice does not date a refund; its event does. Where there is none, the invoice dates the
 * credit that makes up for it when the merchant asked for one (Maxio refund_invoice apply_credit), which has the same
 * amount and memo.
 */
function datedRefunds(
  invoice: Invoice,
  events: readonly RefundEvent[],
): (Applied<DocumentRefund> & { date: string | undefined })[] {
  const credits = [...elements(invoice.credits)];
  return applied(elements(invoice.refunds)).map((refund) => {
    const index = credits.findIndex(
      ({ applied_amount, memo }) => decimal(applied_amount) === refund.amount && text(memo) === text(refund.part.memo),
    );
    const [credit] = index < 0 ? [] : credits.splice(index, 1);
    const refundId = id(refund.part.transaction_id);
    const event = events.find(({ event_data }) => String(event_data.refund_id) === refundId);
    const eventDate = instant(event?.event_data.transaction_time) ?? instant(event?.timestamp);
    return { ...refund, date: eventDate ?? instant(credit?.transaction_time) };
  });
}

/** Ids of payments and refunds are unique within an invoice only. */
const recordId = (invoice: Invoice, partOfIt: string) => `${invoice.uid}:${partOfIt}`;

/** What payments and refunds take from their invoice. */
function fromInvoice(invoice: Invoice, siteCurrency: string | undefined) {
  const { customer } = invoice;
  return {
    customerRef: ref(id(invoice.customer_id), customer ? customerName(customer) : undefined),
    subscriptionRef: ref(id(invoice.subscription_id)),
    currency: currency(invoice.currency) ?? siteCurrency ?? noCurrency,
    invoiceRef: ref(invoice.uid, text(invoice.number)),
  };
}

/** Payments applied to an invoice → one standardized payment each. */
export function mapInvoicePayments(invoice: Invoice, siteCurrency: string | undefined): Mapped<Payment>[] {
  const common = fromInvoice(invoice, siteCurrency);
  return applied(elements(invoice.payments)).map(({ id: paymentId, amount, part }) => {
    const source = sourceOf(part);
    return {
      id: recordId(invoice, paymentId),
      ...common,
      transactionId: id(part.transaction_id),
      amount,
      originalAmount: decimal(part.original_amount),
      date: instant(part.transaction_time),
      receivedDate: localDate(part.received_on),
      source,
      isMoneyReceived: source === "Payment" || source === "ExternalPayment",
      method: methodOf(part),
      methodDetails: methodDetails(part),
      gateway: text(part.gateway_used),
      gatewayTransactionId: text(part.gateway_transaction_id),
      status: "Paid",
      note: text(part.memo),
      supplementalData: supplementalData({
        paymentMethodType: spelling(part.payment_method?.type),
        cardBrand: text(part.payment_method?.card_brand),
      }),
    };
  });
}

function methodDetails({ payment_method }: InvoicePayment): string | undefined {
  return (
    masked(payment_method?.masked_card_number) ??
    masked(payment_method?.masked_account_number) ??
    text(payment_method?.email) ??
    text(payment_method?.details)
  );
}

/** Refunds of an invoice's payments → one standardized refund each. */
export function mapInvoiceRefunds(
  invoice: Invoice,
  siteCurrency: string | undefined,
  events: readonly RefundEvent[],
): Mapped<Refund>[] {
  const common = fromInvoice(invoice, siteCurrency);
  const payments = applied(elements(invoice.payments));
  return datedRefunds(invoice, events).map(({ id: refundId, amount, part, date }) => {
    const paymentId = id(part.payment_id);
    const payment = payments.find((candidate) => id(candidate.part.transaction_id) === paymentId);
    return {
      id: recordId(invoice, refundId),
      ...common,
      transactionId: id(part.transaction_id),
      date,
      paymentRef: payment && paymentId !== undefined ? ref(recordId(invoice, payment.id)) : undefined,
      amount,
      originalAmount: decimal(part.original_amount),
      gateway: text(part.gateway_used),
      gatewayTransactionId: text(part.gateway_transaction_id),
      isReturnedPayment: flag(part.ach_late_reject),
      status: "Refunded",
      note: text(part.memo),
      supplementalData: supplementalData({ paymentTransactionId: paymentId }),
    };
  });
}

/** Lists of which something could not be read: an element that is no object, a payment or refund of no known amount. */
export function unreadableParts(invoice: Invoice): string[] {
  const { line_items, discounts, taxes, credits, payments, refunds } = invoice;
  const lists = { line_items, discounts, taxes, credits, payments, refunds };
  return Object.entries(lists).flatMap(([name, list]) => {
    const parts = elements<object>(list);
    const isMoney = list === payments || list === refunds;
    const read = isMoney ? applied<InvoicePayment | DocumentRefund>(parts) : parts;
    return read.length < (list?.length ?? 0) ? [name] : [];
  });
}
