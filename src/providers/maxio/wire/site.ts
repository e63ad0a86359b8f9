import { z } from "zod";
import { enumeration, flag, key, nested, scalars, text } from "./fields.js";

/** `/site`: the merchant's account. */
export const Site = z.object({
  id: key,
  name: text,
  subdomain: text,
  currency: enumeration,
  non_primary_currencies: scalars,
  relationship_invoicing_enabled: flag,
  multi_frequency_enabled: flag,
  customer_hierarchy_enabled: flag,
  whopays_enabled: flag,
  default_payment_collection_method: enumeration,
  test: flag,
  organization_address: nested(
    z.object({
      name: text,
      phone: text,
      street: text,
      line2: text,
      city: text,
      state: text,
      zip: text,
      country: text,
    }),
  ),
});
export type Site = z.infer<typeof Site>;
