import type { Mapped } from "../../../model/billing/common.js";
import type { InvoiceDebit as Debit, Invoice as InvoiceRecord, InvoiceStatus } from "../../../model/billing/invoice.js";
import { noCurrency } from "../../../model/currency.js";
import { sign, zero } from "../../../model/money.js";
import type { Component } from "../wire/component.js";
import type { NoteApplication } from "../wire/document.js";
import type { ConsolidationLevel, DebitNoteRole, InvoiceRole, InvoiceStatus as WireStatus } from "../wire/enums.js";
import type { Invoice } from "../wire/invoice.js";
import type { RefundEvent } from "../wire/refund-event.js";
import { documentDiscounts, documentLine, documentTaxes, headAmounts, partId, rest } from "./document.js";
import { invoicePayments, invoiceRefunds, unreadableParts } from "./invoice-payments.js";
import { customerName, ref } from "./names.js";
import {
  choose,
  chooseIfGiven,
  currency,
  decimal,
  elements,
  exact,
  id,
  instant,
  integer,
  localDate,
  nonEmpty,
  spelling,
  text,
} from "./read.js";
import { collectionMethods } from "./status.js";
import { supplementalData } from "./supplemental.js";

export interface InvoiceContext {
  readonly siteCurrency: string | undefined;
  /** Components of the invoice's lines, by id. */
  readonly components: ReadonlyMap<string, Component>;
  /** What dates the invoice's refunds. */
  readonly refundEvents: readonly RefundEvent[];
}

/**
 * Maxio's status. `canceled` is what was open when its subscription was cancelled: no longer due, and open again when the
 * subscription is reactivated. There is no status for part-paid invoices: they are open.
 */
const statuses = {
  draft: "Draft",
  pending: "Pending",
  open: "Open",
  paid: "Paid",
  voided: "Void",
  canceled: "Uncollectible",
  processing: "Processing",
} as const satisfies Record<WireStatus, InvoiceStatus>;

const roles = {
  unset: "Unset",
  signup: "Signup",
  renewal: "Renewal",
  usage: "Usage",
  reactivation: "Reactivation",
  proration: "Proration",
  migration: "Migration",
  adhoc: "AdHoc",
  backport: "Backport",
  "backport-balance-reconciliation": "BackportBalanceReconciliation",
} as const satisfies Record<InvoiceRole, InvoiceRecord["type"]>;

const consolidations = { none: "None", parent: "Parent", child: "Child" } as const satisfies Record<
  ConsolidationLevel,
  InvoiceRecord["consolidation"]
>;

/** Maxio invoice → standardized invoice. The amounts of the head are the source's own, decimals in major units. */
export function mapInvoice(invoice: Invoice, context: InvoiceContext): Mapped<InvoiceRecord> {
  const { customer } = invoice;
  const head = headAmounts(invoice);
  const paid = exact(invoice.paid_amount) ?? zero;
  const credited = exact(invoice.credit_amount) ?? zero;
  return {
    id: invoice.uid,
    createdDate: instant(invoice.created_at),
    sourceModifiedDate: instant(invoice.updated_at),
    invoiceNumber: text(invoice.number),
    customerRef: ref(id(invoice.customer_id), customer ? customerName(customer) : undefined),
    payerRef: payer(invoice),
    subscriptionRefs: subscriptions(invoice),
    status: status(invoice),
    sourceStatus: spelling(invoice.status),
    type: choose(roles, invoice.role, "Unknown"),
    consolidation: consolidation(invoice),
    parentRef: ref(text(invoice.parent_invoice_uid), text(invoice.parent_invoice_number)),
    issueDate: localDate(invoice.issue_date),
    dueDate: localDate(invoice.due_date),
    paidDate: localDate(invoice.paid_date),
    billingCountry: text(invoice.billing_address?.country),
    currency: currency(invoice.currency) ?? context.siteCurrency ?? noCurrency,
    ...head,
    creditAmount: decimal(invoice.credit_amount) ?? 0,
    paidAmount: decimal(invoice.paid_amount) ?? 0,
    refundAmount: decimal(invoice.refund_amount) ?? 0,
    amountDue: decimal(invoice.due_amount) ?? rest(head.totalAmount, [credited, paid]),
    collectionMethod: chooseIfGiven(collectionMethods, invoice.collection_method),
    memo: text(invoice.memo),
    lineItems: elements(invoice.line_items).map((line, index) => documentLine(line, index, context.components)),
    discounts: documentDiscounts(elements(invoice.discounts)),
    taxes: documentTaxes(elements(invoice.taxes)),
    payments: invoicePayments(invoice, consolidation(invoice)),
    credits: credits(elements(invoice.credits)),
    debits: nonEmpty(debits(elements(invoice.debits))),
    refunds: invoiceRefunds(invoice, context.refundEvents),
    supplementalData: supplementalData(
      {
        productName: text(invoice.product_name),
        netTerms: integer(invoice.net_terms),
        transactionDate: instant(invoice.transaction_time),
        debitAmount: decimal(invoice.debit_amount) || undefined,
        missingDetails: missingDetails(invoice),
        unreadableDetails: nonEmpty(unreadableParts(invoice)),
      },
      elements(invoice.custom_fields),
    ),
  };
}

function status(invoice: Invoice): InvoiceStatus {
  const own = choose(statuses, invoice.status, "Unknown");
  return own === "Open" && sign(exact(invoice.paid_amount) ?? zero) > 0 ? "PartiallyPaid" : own;
}

/** Sites without consolidated invoices do not say that an invoice is none. */
export function consolidation(invoice: Invoice): InvoiceRecord["consolidation"] {
  const level = spelling(invoice.consolidation_level);
  return level === undefined ? "None" : choose(consolidations, invoice.consolidation_level, "Unknown");
}

/** Who pays, when that is not the customer. */
function payer({ payer: own, customer_id }: Invoice): InvoiceRecord["payerRef"] {
  const payerId = id(own?.chargify_id);
  return own == null || payerId === id(customer_id) ? undefined : ref(payerId, customerName(own));
}

/** A consolidated invoice is for a group and names its primary subscription. */
function subscriptions(invoice: Invoice): InvoiceRecord["subscriptionRefs"] {
  const subscription = ref(id(invoice.subscription_id) ?? id(invoice.group_primary_subscription_id));
  return subscription === undefined ? [] : [subscription];
}

function credits(applications: readonly NoteApplication[]): InvoiceRecord["credits"] {
  return applications.flatMap((application, index) => {
    const amount = decimal(application.applied_amount) ?? decimal(application.original_amount);
    if (amount === undefined) return [];
    return {
      id: partId(application.uid, index),
      creditNoteRef: ref(text(application.credit_note_uid), text(application.credit_note_number)),
      date: instant(application.transaction_time),
      amount,
    };
  });
}

const debitRoles = { chargeback: "Chargeback", refund: "Refund" } as const satisfies Record<
  DebitNoteRole,
  Debit["role"]
>;

/** Debit notes raise what is owed, e.g. after a chargeback; Maxio does not say how they enter the amount due. */
function debits(applications: readonly NoteApplication[]): Debit[] {
  return applications.flatMap((application, index) => {
    const amount = decimal(application.applied_amount) ?? decimal(application.original_amount);
    if (amount === undefined) return [];
    return {
      id: partId(application.uid, index),
      debitNoteRef: ref(text(application.debit_note_uid), text(application.debit_note_number)),
      role: choose(debitRoles, application.role, "Unknown"),
      date: instant(application.transaction_time),
      amount,
      memo: text(application.memo),
    };
  });
}

/** Lists and amounts the source did not send: nothing is known of them, which is not the same as there being none. */
function missingDetails(invoice: Invoice): readonly string[] | undefined {
  const lists = ["line_items", "discounts", "taxes", "payments", "credits", "refunds"] as const;
  const amounts = ["credit_amount", "paid_amount"] as const;
  return nonEmpty([
    ...lists.filter((list) => invoice[list] == null),
    ...amounts.filter((amount) => exact(invoice[amount]) === undefined),
  ]);
}
