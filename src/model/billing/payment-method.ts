import { z } from "zod";
import { component, field } from "../field.js";
import { Address, RecordRef, recordFields } from "./common.js";

/** A payment method on file. Only masked numbers; never a vault token. */
export const PaymentMethod = component(
  "BillingPaymentMethod",
  "A payment method on file: masked data only.",
  z.object({
    ...recordFields,
    customerRef: field(RecordRef, "Maxio customer_id", "The customer.").optional(),
    type: field(
      z.enum(["CreditCard", "BankAccount", "PayPal", "ApplePay", "Unknown"]),
      "Maxio payment_type",
      "Kind of payment method.",
      "CreditCard",
    ),
    holderName: field(z.string(), "Maxio first_name, last_name", "Name of the holder.").optional(),
    maskedNumber: field(
      z.string(),
      "Maxio masked_card_number or masked_bank_account_number",
      "All but the last digits masked.",
      "XXXX-XXXX-XXXX-4242",
    ).optional(),
    maskedRoutingNumber: field(
      z.string(),
      "Maxio masked_bank_routing_number",
      "Bank routing number, masked.",
    ).optional(),
    brand: field(z.string(), "Maxio card_type", "Card brand as the source spells it.", "visa").optional(),
    expiryMonth: field(z.int().min(1).max(12), "Maxio expiration_month", "Month the card expires.").optional(),
    expiryYear: field(z.int(), "Maxio expiration_year", "Year the card expires.").optional(),
    bankName: field(z.string(), "Maxio bank_name", "Bank.").optional(),
    accountType: field(
      z.enum(["Checking", "Savings", "Unknown"]),
      "Maxio bank_account_type",
      "Kind of bank account.",
    ).optional(),
    holderType: field(
      z.enum(["Personal", "Business", "Unknown"]),
      "Maxio bank_account_holder_type",
      "Whose bank account.",
    ).optional(),
    isVerified: field(z.boolean(), "Maxio verified", "Whether the bank account was verified.").optional(),
    emailAddress: field(z.string(), "Maxio paypal_email", "PayPal account.").optional(),
    vault: field(z.string(), "Maxio current_vault", "Where it is stored.").optional(),
    billingAddress: Address.optional(),
    status: field(z.enum(["Active", "Disabled"]), "Maxio disabled", "Whether it can be used.", "Active"),
  }),
);
export type PaymentMethod = z.infer<typeof PaymentMethod>;
