/** What happened: to the site, and to its invoices. */
import type { Amount } from "../money.js";
import type { Millis } from "../zone.js";
import type { InvoiceStatus } from "./documents.js";
import type { Tweak } from "./row.js";

export interface SiteEvent {
  id: number;
  key: string;
  message: string;
  subscriptionId: number | null;
  customerId: number | null;
  at: Millis;
  data: Readonly<Record<string, unknown>> | null;
  /** For `invoice_issued`, whose data are made from the invoice when the event is shown. */
  invoiceUid?: string;
  tweak?: Tweak;
}

/**
 * What happened to an invoice, with enough to show the invoice as it was just after: its status and how many payments,
 * credits and refunds it had. The one the event is about is the last of them.
 */
export interface InvoiceEvent {
  id: number | bigint;
  type: InvoiceEventType;
  at: Millis;
  invoiceUid: string;
  status: InvoiceStatus;
  payments: number;
  credits: number;
  refunds: number;
  /** For `change_invoice_status`: the status before. */
  from?: InvoiceStatus;
  /** For `failed_payment`: what could not be charged. */
  failed?: { amount: Amount; transactionId: number; memo: string };
  /** For `create_credit_note` and `refund_invoice`. */
  creditNoteUid?: string;
}

export type InvoiceEventType =
  | "issue_invoice"
  | "apply_credit_note"
  | "create_credit_note"
  | "apply_payment"
  | "refund_invoice"
  | "void_invoice"
  | "change_invoice_status"
  | "remove_payment"
  | "failed_payment";
