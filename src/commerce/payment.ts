import type { z } from "zod";
import type { Mapped } from "../model/billing/common.js";
import type { Payment, PaymentMethodKind, Refund } from "../model/billing/payment.js";
import type { PaymentMethod } from "../model/billing/payment-method.js";
import type { Projection } from "../model/commerce/index.js";
import type { CommercePaymentType } from "../model/commerce/payment.js";
import { common, supplement } from "./common.js";
import { compact } from "./compact.js";

type Kind = z.infer<typeof PaymentMethodKind>;

/** Codat's payment type and the words for each kind of payment method. */
const kinds = {
  CreditCard: { type: "OnlineCard", name: "Credit card" },
  BankAccount: { type: "Custom", name: "Bank account" },
  PayPal: { type: "Paypal", name: "PayPal" },
  ApplePay: { type: "Mobile", name: "Apple Pay" },
  Check: { type: "Custom", name: "Check" },
  Cash: { type: "Cash", name: "Cash" },
  MoneyOrder: { type: "Custom", name: "Money order" },
  Ach: { type: "Custom", name: "ACH" },
  External: { type: "Invoice", name: "Outside the platform" },
  Other: { type: "Custom", name: "Other" },
  Unknown: { type: "Unknown", name: "Unknown" },
} as const satisfies Record<Kind, { type: CommercePaymentType; name: string }>;

/** Codat's type of a payment that was made by such a method. */
export const paymentTypeOf = (method: Kind | undefined): CommercePaymentType => kinds[method ?? "Unknown"].type;

/**
 * A payment becomes a payment and a transaction when it is money received. A service credit is no money, a prepayment used
 * up came in earlier, a failed attempt never came in: none of these is in either list. What they settled still shows in the
 * order's `payments`.
 */
export function projectPayment(payment: Mapped<Payment>): Projection[] {
  const method = projectKind(payment.method);
  if (!payment.isMoneyReceived || payment.status === "Failed") return [method];
  return [
    ...projectMoney(payment, {
      id: payment.id,
      amount: payment.amount,
      type: kinds[payment.method].type,
      method: { id: payment.method, name: kinds[payment.method].name },
      status: payment.status,
      transactionType: "Payment",
      subType: payment.method,
      date: payment.date ?? payment.receivedDate,
      facts: { source: payment.source, methodDetails: payment.methodDetails, transactionId: payment.transactionId },
    }),
    method,
  ];
}

/**
 * A refund becomes a payment with a negative amount, status Paid, as Codat has it, and a Refund transaction. Its id is
 * marked, since payments and refunds are numbered apart.
 */
export function projectRefund(refund: Mapped<Refund>): Projection[] {
  return projectMoney(refund, {
    id: `${refund.id}:refund`,
    amount: -refund.amount || 0,
    type: "Unknown",
    status: refund.status === "Refunded" ? "Paid" : "Unknown",
    transactionType: "Refund",
    subType: refund.isReturnedPayment ? "ReturnedPayment" : "Refund",
    date: refund.date,
    facts: {
      paymentRef: refund.paymentRef,
      transactionId: refund.transactionId,
      isReturnedPayment: refund.isReturnedPayment,
    },
  });
}

/** A stored payment method: Codat lists kinds of them, not the customers' own. */
export function projectPaymentMethod(method: Mapped<PaymentMethod>): Projection[] {
  return [projectKind(method.type)];
}

interface Money {
  id: string;
  amount: number;
  type: CommercePaymentType;
  method?: { id: string; name: string };
  status: "Paid" | "Unknown";
  transactionType: "Payment" | "Refund";
  subType: string;
  date: string | undefined;
  facts: Record<string, unknown>;
}

function projectMoney(record: Mapped<Payment> | Mapped<Refund>, money: Money): Projection[] {
  const { id, amount, status, type, subType, transactionType } = money;
  const dates = compact({ ...common(record), id, createdDate: money.date ?? record.createdDate });
  const supplementalData = supplement(record, {
    subscription: { subscriptionRef: record.subscriptionRef },
    invoice: { invoiceRef: record.invoiceRef },
    payment: { ...money.facts, customerRef: record.customerRef, gatewayTransactionId: record.gatewayTransactionId },
  });
  return [
    {
      dataType: "commerce-payments",
      body: {
        ...dates,
        amount,
        currency: record.currency,
        type,
        status,
        ...compact({ paymentMethodRef: money.method, paymentProvider: record.gateway, supplementalData }),
      },
    },
    {
      dataType: "commerce-transactions",
      body: {
        ...dates,
        totalAmount: amount,
        currency: record.currency,
        type: transactionType,
        subType,
        transactionSourceRef: { id, type: "Payment" },
        ...compact({ sourceCreatedDate: money.date, supplementalData }),
      },
    },
  ];
}

/** A kind of payment method; every payment and stored method of that kind makes the same record. */
function projectKind(kind: Kind): Projection {
  return { dataType: "commerce-paymentMethods", body: { id: kind, name: kinds[kind].name, status: "Unknown" } };
}
