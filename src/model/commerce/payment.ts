import { z } from "zod";
import { Currency } from "../currency.js";
import { Amount, component, field, Id } from "../field.js";
import { CommerceDate, CommerceRef, CommerceSourceRef, commerceFields, supplementalData } from "./common.js";

export const CommercePaymentStatus = z.enum(["Pending", "Authorized", "Paid", "Failed", "Cancelled", "Unknown"]);

export const CommercePaymentType = z.enum([
  "Cash",
  "Card",
  "Invoice",
  "OnlineCard",
  "Swish",
  "Vipps",
  "Mobile",
  "StoreCredit",
  "Paypal",
  "Custom",
  "Prepaid",
  "Unknown",
]);
export type CommercePaymentType = z.infer<typeof CommercePaymentType>;

/** Money received from, or with a negative amount paid back to, a customer. `type` is in Codat's samples, not its schema. */
export const CommercePayment = component(
  "CommercePayment",
  "Money received from a customer or, negative, paid back. Credits, prepayments used up and failed attempts are no money received and are not here.",
  z.object({
    ...commerceFields,
    amount: field(
      Amount,
      "from billing payment.amount, refund.amount",
      "Major units; negative for a refund, whose id is `{refund}:refund`.",
      49,
    ),
    currency: field(Currency, "from billing payment.currency, refund.currency", "Currency of the amount.", "USD"),
    paymentMethodRef: field(CommerceRef, "from billing payment.method", "The kind of payment method.").optional(),
    type: field(CommercePaymentType, "from billing payment.method, source", "Kind of payment.", "OnlineCard"),
    status: field(
      CommercePaymentStatus,
      "from billing payment.status, refund.status",
      "Paid → Paid, Refunded → Paid (as Codat has it for refunds).",
      "Paid",
    ),
    paymentProvider: field(z.string(), "from billing gateway", "Payment gateway.").optional(),
    supplementalData,
  }),
);
export type CommercePayment = z.infer<typeof CommercePayment>;

/** A kind of payment method in use, not one customer's card. */
export const CommercePaymentMethod = component(
  "CommercePaymentMethod",
  "A kind of payment method in use (cards, bank accounts, …), not one customer's card.",
  z.object({
    ...commerceFields,
    id: field(Id, "from billing payment.method, paymentMethod.type", "The kind.", "CreditCard"),
    name: field(z.string(), "from billing payment.method, paymentMethod.type", "The kind in words.", "Credit card"),
    status: field(
      z.enum(["Unknown", "Active", "Archived"]),
      "constant",
      "Always Unknown: customers used it, which does not tell whether the business still takes it.",
      "Unknown",
    ),
  }),
);
export type CommercePaymentMethod = z.infer<typeof CommercePaymentMethod>;

/** A movement of money: every payment received and every refund. The source knows neither fees nor payouts. */
export const CommerceTransaction = component(
  "CommerceTransaction",
  "A movement of money: a payment received or, negative, a refund. The source reports neither fees nor payouts.",
  z.object({
    ...commerceFields,
    totalAmount: field(Amount, "from billing payment.amount, refund.amount", "Major units; refunds negative.", 49),
    currency: field(Currency, "from billing payment.currency, refund.currency", "Currency of the amount.", "USD"),
    type: field(
      z.enum(["Payment", "Refund", "Payout", "FailedPayout", "Transfer", "PaymentFee", "PaymentFeeRefund", "Unknown"]),
      "derived",
      "Payment or Refund.",
      "Payment",
    ),
    subType: field(
      z.string(),
      "from billing payment.method, refund.isReturnedPayment",
      "Method of the payment; `Refund`, or `ReturnedPayment` when the bank took the payment back.",
      "CreditCard",
    ),
    transactionSourceRef: field(CommerceSourceRef, "from billing id", "The commerce-payments record of it."),
    sourceCreatedDate: field(CommerceDate, "from billing date", "When the money moved.").optional(),
    supplementalData,
  }),
);
export type CommerceTransaction = z.infer<typeof CommerceTransaction>;
