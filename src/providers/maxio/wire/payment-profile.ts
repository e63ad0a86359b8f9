import { z } from "zod";
import { enumeration, flag, id, integer, key, text, timestamp } from "./fields.js";

/** `/payment_profiles`: cards, bank accounts, PayPal and Apple Pay. Vault tokens are left out on purpose. */
export const PaymentProfile = z.object({
  id: key,
  payment_type: enumeration,
  customer_id: id,
  first_name: text,
  last_name: text,
  masked_card_number: text,
  card_type: text,
  expiration_month: integer,
  expiration_year: integer,
  bank_name: text,
  masked_bank_routing_number: text,
  masked_bank_account_number: text,
  bank_account_type: enumeration,
  bank_account_holder_type: enumeration,
  verified: flag,
  paypal_email: text,
  current_vault: text,
  gateway_handle: text,
  billing_address: text,
  billing_address_2: text,
  billing_city: text,
  billing_state: text,
  billing_zip: text,
  billing_country: text,
  disabled: flag,
  created_at: timestamp,
  updated_at: timestamp,
});
export type PaymentProfile = z.infer<typeof PaymentProfile>;
