import { z } from "zod";
import { cents, enumeration, flag, id, key, text, timestamp } from "./fields.js";

/** Kinds of transaction that are money: without a whole number of minor units nobody knows how much, and it is refused. */
const isMoney = (kind: unknown) => typeof kind === "string" && /^(payment|refund)$/i.test(kind);
const minorUnits = z.union([z.int(), z.string().regex(/^-?\d{1,15}$/)]);

/** `/transactions`, the books of sites without relationship invoicing. Failed attempts are listed too. */
export const Transaction = z
  .object({
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
  })
  .refine(
    ({ transaction_type, type, amount_in_cents: amount }) => {
      return !isMoney(transaction_type ?? type) || minorUnits.safeParse(amount).success;
    },
    { path: ["amount_in_cents"], error: "must be a whole number" },
  );
export type Transaction = z.infer<typeof Transaction>;
