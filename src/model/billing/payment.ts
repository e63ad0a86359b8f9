import { z } from "zod";
import { Currency } from "../currency.js";
import { Instant, LocalDate } from "../dates.js";
import { Amount, component, field } from "../field.js";
import { RecordRef, recordFields } from "./common.js";

export const PaymentMethodKind = z.enum([
  "CreditCard",
  "BankAccount",
  "PayPal",
  "ApplePay",
  "Check",
  "Cash",
  "MoneyOrder",
  "Ach",
  "External",
  "Other",
  "Unknown",
]);

/**
 * A payment applied to an invoice. One record per invoice it was applied to: a payment split over two invoices is two
 * records with one `transactionId`. Payments of a consolidated invoice are those of its segments.
 */
export const Payment = component(
  "BillingPayment",
  "A payment applied to an invoice. A payment split over several invoices is one record per invoice, sharing `transactionId`, so amounts can be summed; the payments of a consolidated invoice are those of its segments.",
  z.object({
    ...recordFields,
    transactionId: field(z.string(), "Maxio payments[].transaction_id", "The payment at the source.").optional(),
    customerRef: field(RecordRef, "Maxio invoice.customer_id", "The customer.").optional(),
    subscriptionRef: field(RecordRef, "Maxio invoice.subscription_id", "The subscription.").optional(),
    amount: field(Amount, "Maxio applied_amount", "Applied, major units.", 49),
    originalAmount: field(Amount, "Maxio original_amount", "The whole payment.").optional(),
    currency: field(Currency, "Maxio invoice.currency", "Currency of the amounts.", "USD"),
    date: field(Instant, "Maxio transaction_time", "When it was applied.").optional(),
    receivedDate: field(
      LocalDate,
      "Maxio received_on",
      "The day an external payment was received, site-local.",
    ).optional(),
    source: field(
      z.enum(["Payment", "ExternalPayment", "Prepayment", "ServiceCredit", "Unknown"]),
      "Maxio payment_method.type, payment_method.kind, prepayment",
      "Payment and ExternalPayment are money received now; Prepayment was received earlier; ServiceCredit is no money at all.",
      "Payment",
    ),
    isMoneyReceived: field(
      z.boolean(),
      "derived from source",
      "Whether the amount is money that came in with this payment.",
      true,
    ),
    method: field(PaymentMethodKind, "Maxio payment_method.type", "How it was paid.", "CreditCard"),
    methodDetails: field(
      z.string(),
      "Maxio payment_method.masked_card_number, masked_account_number, email, details",
      "Masked number or detail.",
    ).optional(),
    gateway: field(z.string(), "Maxio gateway_used", "Payment gateway.").optional(),
    gatewayTransactionId: field(z.string(), "Maxio gateway_transaction_id", "Identifier at the gateway.").optional(),
    status: field(
      z.enum(["Paid", "Failed", "Unknown"]),
      "Maxio transaction.success; invoice payments are applied payments",
      "Outcome.",
      "Paid",
    ),
    invoiceRef: field(RecordRef, "Maxio invoice.uid", "The invoice it was applied to.").optional(),
    note: field(z.string(), "Maxio memo", "Memo.").optional(),
  }),
);
export type Payment = z.infer<typeof Payment>;

/** Money paid back to a customer. */
export const Refund = component(
  "BillingRefund",
  "Money paid back to a customer for a payment; amounts are positive.",
  z.object({
    ...recordFields,
    customerRef: field(RecordRef, "Maxio invoice.customer_id", "The customer.").optional(),
    subscriptionRef: field(RecordRef, "Maxio invoice.subscription_id", "The subscription.").optional(),
    invoiceRef: field(RecordRef, "Maxio invoice.uid", "The invoice whose payment was refunded.").optional(),
    paymentRef: field(RecordRef, "Maxio refunds[].payment_id", "The payment record refunded.").optional(),
    transactionId: field(
      z.string(),
      "Maxio refunds[].transaction_id",
      "Identifier of the refund at the source; its Refund event names it in `after.refundId`.",
    ).optional(),
    amount: field(Amount, "Maxio applied_amount", "Refunded on this invoice, major units, positive.", 49),
    originalAmount: field(Amount, "Maxio original_amount", "The whole refund.").optional(),
    currency: field(Currency, "Maxio invoice.currency", "Currency of the amounts.", "USD"),
    date: field(
      Instant,
      "Maxio refund_invoice event transaction_time, else credits[].transaction_time of the credit that makes up for it; or transaction created_at",
      "When it was made; absent where the source does not say: an invoice itself dates no refund.",
    ).optional(),
    gateway: field(z.string(), "Maxio gateway_used", "Payment gateway.").optional(),
    gatewayTransactionId: field(z.string(), "Maxio gateway_transaction_id", "Identifier at the gateway.").optional(),
    isReturnedPayment: field(
      z.boolean(),
      "Maxio ach_late_reject",
      "Whether the bank returned the payment late.",
    ).optional(),
    status: field(
      z.enum(["Refunded", "Failed", "Unknown"]),
      "Maxio transaction.success; refunds on invoices were made",
      "Outcome.",
      "Refunded",
    ),
    note: field(z.string(), "Maxio memo", "Memo.").optional(),
  }),
);
export type Refund = z.infer<typeof Refund>;
