import { z } from "zod";
import { DocumentDiscount, DocumentLine, DocumentRefund, DocumentTax, NoteApplication } from "./document.js";
import { date, decimal, enumeration, id, listOf, nested, text, timestamp } from "./fields.js";

/** `/credit_notes` with every detail flag. Header amounts have been seen with 8 decimals. */
export const CreditNote = z.object({
  uid: z.string().min(1),
  number: text,
  customer_id: id,
  subscription_id: id,
  status: enumeration,
  currency: enumeration,
  memo: text,
  issue_date: date,
  applied_date: date,
  created_at: timestamp,
  updated_at: timestamp,
  subtotal_amount: decimal,
  discount_amount: decimal,
  tax_amount: decimal,
  total_amount: decimal,
  applied_amount: decimal,
  remaining_amount: decimal,
  customer: nested(z.object({ first_name: text, last_name: text, organization: text, email: text })),
  line_items: listOf(DocumentLine),
  discounts: listOf(DocumentDiscount),
  taxes: listOf(DocumentTax),
  applications: listOf(NoteApplication),
  refunds: listOf(DocumentRefund),
  origin_invoices: listOf(z.object({ uid: text, number: text })),
});
export type CreditNote = z.infer<typeof CreditNote>;
