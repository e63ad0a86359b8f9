import { z } from "zod";
import { decimal, enumeration, flag, id, integer, key, listOf, text, timestamp } from "./fields.js";

/** A bracket of a price, in the site's currency; both ends belong to it. */
export const ComponentPrice = z.object({
  id,
  starting_quantity: decimal,
  ending_quantity: decimal,
  unit_price: decimal,
});
export type ComponentPrice = z.infer<typeof ComponentPrice>;

/** `/components` */
export const Component = z.object({
  id: key,
  name: text,
  handle: text,
  description: text,
  kind: enumeration,
  pricing_scheme: enumeration,
  unit_name: text,
  unit_price: decimal,
  prices: listOf(ComponentPrice),
  overage_prices: listOf(ComponentPrice),
  default_price_point_id: id,
  default_price_point_name: text,
  product_family_id: id,
  product_family_name: text,
  recurring: flag,
  allow_fractional_quantities: flag,
  taxable: flag,
  tax_code: text,
  item_category: text,
  accounting_code: text,
  interval: integer,
  interval_unit: enumeration,
  use_site_exchange_rate: flag,
  archived: flag,
  archived_at: timestamp,
  created_at: timestamp,
  updated_at: timestamp,
});
export type Component = z.infer<typeof Component>;

/** `/components_price_points?include=currency_prices`; custom ones name the subscription they were made for. */
export const ComponentPricePoint = z.object({
  id: key,
  component_id: key,
  name: text,
  handle: text,
  type: enumeration,
  default: flag,
  pricing_scheme: enumeration,
  unit_price: decimal,
  prices: listOf(ComponentPrice),
  overage_pricing_scheme: enumeration,
  overage_prices: listOf(ComponentPrice),
  interval: integer,
  interval_unit: enumeration,
  tax_included: flag,
  use_site_exchange_rate: flag,
  subscription_id: id,
  /** One row per currency and bracket; `price_id` is the bracket's id. */
  currency_prices: listOf(z.object({ currency: enumeration, price: decimal, price_id: id })),
  archived_at: timestamp,
  updated_at: timestamp,
});
export type ComponentPricePoint = z.infer<typeof ComponentPricePoint>;
