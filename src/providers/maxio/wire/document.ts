import { z } from "zod";
import { date, decimal, enumeration, flag, id, listOf, text, timestamp } from "./fields.js";

/** A line of an invoice or credit note. `subtotal_amount` is canonical, the other amounts are approximations. */
export const DocumentLine = z.object({
  uid: text,
  title: text,
  description: text,
  kind: enumeration,
  quantity: decimal,
  unit_price: decimal,
  subtotal_amount: decimal,
  discount_amount: decimal,
  tax_amount: decimal,
  total_amount: decimal,
  tax_included: flag,
  tiered_unit_price: flag,
  period_range_start: date,
  period_range_end: date,
  transaction_id: id,
  product_id: id,
  product_price_point_id: id,
  component_id: id,
  price_point_id: id,
  custom_item: flag,
});
export type DocumentLine = z.infer<typeof DocumentLine>;

export const DocumentDiscount = z.object({
  uid: text,
  title: text,
  code: text,
  source_type: enumeration,
  source_id: id,
  discount_type: enumeration,
  percentage: decimal,
  discount_amount: decimal,
  line_item_breakouts: listOf(z.object({ uid: text })),
});
export type DocumentDiscount = z.infer<typeof DocumentDiscount>;

export const DocumentTax = z.object({
  uid: text,
  title: text,
  percentage: decimal,
  taxable_amount: decimal,
  tax_amount: decimal,
  line_item_breakouts: listOf(z.object({ uid: text, tax_amount: decimal })),
});
export type DocumentTax = z.infer<typeof DocumentTax>;

/** A refund on an invoice or credit note. */
export const DocumentRefund = z.object({
  transaction_id: id,
  payment_id: id,
  memo: text,
  original_amount: decimal,
  applied_amount: decimal,
  gateway_transaction_id: text,
  gateway_used: text,
  ach_late_reject: flag,
});
export type DocumentRefund = z.infer<typeof DocumentRefund>;

/** A credit or debit note applied to an invoice. */
export const NoteApplication = z.object({
  uid: text,
  credit_note_uid: text,
  credit_note_number: text,
  debit_note_uid: text,
  debit_note_number: text,
  role: enumeration,
  invoice_uid: text,
  memo: text,
  transaction_time: timestamp,
  original_amount: decimal,
  applied_amount: decimal,
});
export type NoteApplication = z.infer<typeof NoteApplication>;
