import { z } from "zod";
import { Currency } from "../currency.js";
import { component, field } from "../field.js";
import { CommerceAddress, commerceFields } from "./common.js";

/** A customer in Codat's commerce shape. */
export const CommerceCustomer = component(
  "CommerceCustomer",
  "A customer of the business, in Codat's commerce shape.",
  z.object({
    ...commerceFields,
    customerName: field(z.string(), "from billing customer.customerName", "Name of the customer.", "Northwind Traders"),
    emailAddress: field(z.string(), "from billing customer.emailAddress", "E-mail address.").optional(),
    phone: field(z.string(), "from billing customer.phone", "Phone number.").optional(),
    defaultCurrency: field(Currency, "from billing customer.defaultCurrency", "Currency by default.").optional(),
    addresses: field(z.array(CommerceAddress), "from billing customer.addresses", "Addresses; may be empty."),
    note: field(z.string(), "from billing customer.note", "A note on the customer.").optional(),
  }),
);
export type CommerceCustomer = z.infer<typeof CommerceCustomer>;
