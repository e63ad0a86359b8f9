import { z } from "zod";
import { cents, decimal, enumeration, flag, id, integer, key, listOf, text, timestamp } from "./fields.js";

/** `/coupons` */
export const Coupon = z.object({
  id: key,
  name: text,
  code: text,
  description: text,
  discount_type: enumeration,
  /** A string in documents, a number in recordings. */
  percentage: decimal,
  amount: decimal,
  amount_in_cents: cents,
  product_family_id: id,
  product_family_name: text,
  start_date: timestamp,
  end_date: timestamp,
  recurring: flag,
  recurring_scheme: enumeration,
  duration_period_count: integer,
  duration_interval: integer,
  duration_interval_unit: enumeration,
  allow_negative_balance: flag,
  stackable: flag,
  compounding_strategy: enumeration,
  conversion_limit: text,
  use_site_exchange_rate: flag,
  coupon_restrictions: listOf(z.object({ item_type: enumeration, item_id: id, name: text })),
  currency_prices: listOf(z.object({ currency: enumeration, price: decimal })),
  archived_at: timestamp,
  created_at: timestamp,
  updated_at: timestamp,
});
export type Coupon = z.infer<typeof Coupon>;
