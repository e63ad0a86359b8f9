import { z } from "zod";
import { DocumentDiscount, DocumentLine, DocumentRefund, DocumentTax, NoteApplication } from "./document.js";
import { date, decimal, enumeration, flag, id, integer, listOf, nested, text, timestamp } from "./fields.js";

export const InvoicePayment = z.object({
  uid: text,
  transaction_id: id,
  transaction_time: timestamp,
  memo: text,
  original_amount: decimal,
  applied_amount: decimal,
  prepayment: flag,
  received_on: date,
  gateway_used: text,
  gateway_transaction_id: text,
  payment_method: nested(
    z.object({
      type: enumeration,
      kind: enumeration,
      details: text,
      memo: text,
      masked_card_number: text,
      card_brand: text,
      masked_account_number: text,
      email: text,
    }),
  ),
});
export type InvoicePayment = z.infer<typeof InvoicePayment>;

/** `/invoices` with every detail flag. Amounts are decimal strings in major units; `id` is missing from real answers. */
export const Invoice = z.object({
  uid: z.string().min(1),
  number: text,
  customer_id: id,
  subscription_id: id,
  status: enumeration,
  role: enumeration,
  consolidation_level: enumeration,
  parent_invoice_uid: text,
  parent_invoice_number: text,
  group_primary_subscription_id: id,
  collection_method: enumeration,
  currency: enumeration,
  net_terms: integer,
  memo: text,
  product_name: text,
  issue_date: date,
  due_date: date,
  paid_date: date,
  transaction_time: timestamp,
  created_at: timestamp,
  updated_at: timestamp,
  subtotal_amount: decimal,
  discount_amount: decimal,
  tax_amount: decimal,
  total_amount: decimal,
  credit_amount: decimal,
  debit_amount: decimal,
  paid_amount: decimal,
  refund_amount: decimal,
  due_amount: decimal,
  customer: nested(z.object({ first_name: text, last_name: text, organization: text, email: text })),
  payer: nested(z.object({ chargify_id: id, first_name: text, last_name: text, organization: text })),
  line_items: listOf(DocumentLine),
  discounts: listOf(DocumentDiscount),
  taxes: listOf(DocumentTax),
  credits: listOf(NoteApplication),
  debits: listOf(NoteApplication),
  refunds: listOf(DocumentRefund),
  payments: listOf(InvoicePayment),
  custom_fields: listOf(z.object({ name: text, value: text })),
});
export type Invoice = z.infer<typeof Invoice>;
