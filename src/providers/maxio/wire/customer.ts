import { z } from "zod";
import { flag, id, key, text, timestamp } from "./fields.js";

/** `/customers`. The address is the shipping address. */
export const Customer = z.object({
  id: key,
  first_name: text,
  last_name: text,
  organization: text,
  email: text,
  cc_emails: text,
  phone: text,
  reference: text,
  address: text,
  address_2: text,
  city: text,
  state: text,
  zip: text,
  country: text,
  tax_exempt: flag,
  tax_exempt_reason: text,
  vat_number: text,
  parent_id: id,
  locale: text,
  note: text,
  verified: flag,
  salesforce_id: text,
  maxioid: text,
  default_subscription_group_uid: text,
  created_at: timestamp,
  updated_at: timestamp,
});
export type Customer = z.infer<typeof Customer>;
