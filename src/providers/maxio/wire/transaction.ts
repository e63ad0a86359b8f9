import { z } from "zod";
import { cents, enumeration, flag, id, key, text, timestamp } from "./fields.js";

/** `/transactions`, the books of sites without relationship invoicing. Failed attempts are listed too. */
export const Transaction = z.object({
  id: key,
  subscription_id: id,
  customer_id: id,
  product_id: id,
  statement_id: id,
  type: enumeration,
  transaction_type: enumeration,
  kind: enumeration,
  role: enumeration,
  parent_id: id,
  success: flag,
  amount_in_cents: cents,
  original_amount_in_cents: cents,
  refunded_amount_in_cents: cents,
  currency: enumeration,
  memo: text,
  payment_id: id,
  card_number: text,
  card_type: text,
  gateway_used: text,
  gateway_transaction_id: text,
  created_at: timestamp,
});
export type Transaction = z.infer<typeof Transaction>;
