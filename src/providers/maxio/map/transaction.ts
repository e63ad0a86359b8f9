import type { Mapped } from "../../../model/billing/common.js";
import type { Payment, Refund } from "../../../model/billing/payment.js";
import type { Site } from "../wire/site.js";
import type { Transaction } from "../wire/transaction.js";
import { amountOf, assumedMinorUnits, denomination, type MapSettings } from "./currency.js";
import { masked, ref } from "./names.js";
import { currency, flag, id, instant, spelling, text } from "./read.js";
import { supplementalData } from "./supplemental.js";

/** What a transaction is of interest for. Charges, credits and adjustments only move the balance. */
export function transactionKind(transaction: Transaction): "payment" | "refund" | undefined {
  const kind = (spelling(transaction.transaction_type) ?? spelling(transaction.type))?.toLowerCase();
  return kind === "payment" || kind === "refund" ? kind : undefined;
}

/**
 * Whether transactions are the site's books: sites with relationship invoicing have invoices, whose payments these would
 * repeat. Of a site that does not say what it has, transactions are only read when it has no invoices.
 */
export function keepsTransactions(site: Site | undefined): boolean {
  return site !== undefined && flag(site.relationship_invoicing_enabled) !== true;
}

/** What payments and refunds have in common; undefined for a part of a split, which the whole already holds. */
function common(transaction: Transaction, site: Site | undefined, settings: MapSettings) {
  const money = denomination(currency(transaction.currency) ?? currency(site?.currency), settings);
  const amount = amountOf(transaction.amount_in_cents, money);
  if (amount === undefined || id(transaction.parent_id) !== undefined) return undefined;
  return {
    id: String(transaction.id),
    createdDate: instant(transaction.created_at),
    customerRef: ref(id(transaction.customer_id)),
    subscriptionRef: ref(id(transaction.subscription_id)),
    amount: Math.abs(amount),
    originalAmount: amountOf(transaction.original_amount_in_cents, money),
    currency: money.currency,
    date: instant(transaction.created_at),
    gateway: text(transaction.gateway_used),
    gatewayTransactionId: text(transaction.gateway_transaction_id),
    note: text(transaction.memo),
    supplementalData: supplementalData({
      kind: spelling(transaction.kind),
      role: spelling(transaction.role),
      statementId: id(transaction.statement_id),
      productId: id(transaction.product_id),
      refundedAmount: amountOf(transaction.refunded_amount_in_cents, money),
      cardType: text(transaction.card_type),
      minorUnits: assumedMinorUnits(money, settings),
    }),
  };
}

/** Legacy payment transaction → standardized payment. Failed attempts are listed, and are no money. */
export function mapTransactionPayment(
  transaction: Transaction,
  site: Site | undefined,
  settings: MapSettings,
): Mapped<Payment> | undefined {
  const shared = common(transaction, site, settings);
  if (shared === undefined) return undefined;
  const success = flag(transaction.success);
  const isManual = spelling(transaction.kind) === "manual";
  const card = masked(transaction.card_number);
  return {
    ...shared,
    transactionId: shared.id,
    source: isManual ? "ExternalPayment" : "Payment",
    isMoneyReceived: success === true,
    method: isManual ? "External" : card === undefined ? "Unknown" : "CreditCard",
    methodDetails: card,
    status: success === undefined ? "Unknown" : success ? "Paid" : "Failed",
  };
}

/** Legacy refund transaction → standardized refund, positive. */
export function mapTransactionRefund(
  transaction: Transaction,
  site: Site | undefined,
  settings: MapSettings,
): Mapped<Refund> | undefined {
  const shared = common(transaction, site, settings);
  if (shared === undefined) return undefined;
  const success = flag(transaction.success);
  return {
    ...shared,
    paymentRef: ref(id(transaction.payment_id)),
    status: success === undefined ? "Unknown" : success ? "Refunded" : "Failed",
  };
}
