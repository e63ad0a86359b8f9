import { z } from "zod";
import { cents, decimal, enumeration, flag, id, integer, key, listOf, nested, text, timestamp } from "./fields.js";

/** `/product_families` */
export const ProductFamily = z.object({
  id: key,
  name: text,
  handle: text,
  updated_at: timestamp,
});
export type ProductFamily = z.infer<typeof ProductFamily>;

/** `/products`. Prices are in the site's currency and those of the default price point. */
export const Product = z.object({
  id: key,
  name: text,
  handle: text,
  description: text,
  accounting_code: text,
  created_at: timestamp,
  updated_at: timestamp,
  archived_at: timestamp,
  price_in_cents: cents,
  interval: integer,
  interval_unit: enumeration,
  initial_charge_in_cents: cents,
  initial_charge_after_trial: flag,
  trial_price_in_cents: cents,
  trial_interval: integer,
  trial_interval_unit: enumeration,
  expiration_interval: integer,
  expiration_interval_unit: enumeration,
  taxable: flag,
  tax_code: text,
  item_category: text,
  version_number: integer,
  default_product_price_point_id: id,
  product_price_point_id: id,
  product_price_point_name: text,
  use_site_exchange_rate: flag,
  product_family: nested(z.object({ id, name: text, handle: text })),
});
export type Product = z.infer<typeof Product>;

/** `/products_price_points?include=currency_prices` */
export const ProductPricePoint = z.object({
  id: key,
  product_id: key,
  name: text,
  handle: text,
  type: enumeration,
  price_in_cents: cents,
  interval: integer,
  interval_unit: enumeration,
  trial_price_in_cents: cents,
  trial_interval: integer,
  trial_interval_unit: enumeration,
  trial_type: enumeration,
  initial_charge_in_cents: cents,
  initial_charge_after_trial: flag,
  expiration_interval: integer,
  expiration_interval_unit: enumeration,
  archived_at: timestamp,
  updated_at: timestamp,
  use_site_exchange_rate: flag,
  tax_included: flag,
  subscription_id: id,
  currency_prices: listOf(z.object({ currency: enumeration, price: decimal, role: enumeration })),
});
export type ProductPricePoint = z.infer<typeof ProductPricePoint>;
