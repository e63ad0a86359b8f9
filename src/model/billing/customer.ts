import { z } from "zod";
import { Currency } from "../currency.js";
import { component, field } from "../field.js";
import { Address, RecordRef, recordFields } from "./common.js";

/** A customer of the merchant: the party that owns subscriptions and is invoiced. */
export const Customer = component(
  "BillingCustomer",
  "A customer of the merchant: the party that owns subscriptions and is invoiced.",
  z.object({
    ...recordFields,
    customerName: field(
      z.string(),
      "Maxio organization, else first_name and last_name, else email, else reference, else id",
      "The name to show.",
      "Northwind Traders",
    ),
    firstName: field(z.string(), "Maxio first_name", "First name of the contact.", "Ada").optional(),
    lastName: field(z.string(), "Maxio last_name", "Last name of the contact.", "Okafor").optional(),
    companyName: field(
      z.string(),
      "Maxio organization, unless it merely repeats first and last name",
      "The company, when there is one: Maxio fills an empty organization with the person's name.",
      "Northwind Traders",
    ).optional(),
    emailAddress: field(z.string(), "Maxio email", "E-mail address of the contact.", "ada@example.com").optional(),
    phone: field(z.string(), "Maxio phone", "Phone number.").optional(),
    addresses: z.array(Address),
    defaultCurrency: field(
      Currency,
      "Maxio site.currency",
      "The currency new subscriptions are made in, when known.",
    ).optional(),
    taxExempt: field(z.boolean(), "Maxio tax_exempt", "Whether tax is not charged.").optional(),
    vatNumber: field(z.string(), "Maxio vat_number", "VAT number; the source does not validate it.").optional(),
    parentRef: field(RecordRef, "Maxio parent_id", "The parent in a customer hierarchy.").optional(),
    reference: field(z.string(), "Maxio reference", "The merchant's own identifier.").optional(),
    locale: field(z.string(), "Maxio locale", "Language and region.").optional(),
    note: field(z.string(), "Maxio note", "A note on the customer, where the source sends one.").optional(),
  }),
);
export type Customer = z.infer<typeof Customer>;
