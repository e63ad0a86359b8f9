import { z } from "zod";
import { Currency } from "../currency.js";
import { component, field } from "../field.js";
import { Address, recordFields } from "./common.js";

/** The merchant's account at the source (a Maxio site). */
export const CompanyInfo = component(
  "BillingCompanyInfo",
  "The merchant's account at the source (a site).",
  z.object({
    ...recordFields,
    companyName: field(z.string(), "Maxio site.organization_address.name, else site.name", "Name of the business."),
    siteName: field(z.string(), "Maxio site.name", "Name of the site.").optional(),
    subdomain: field(z.string(), "Maxio site.subdomain", "Subdomain of the site.").optional(),
    baseCurrency: field(Currency, "Maxio site.currency", "Currency of the catalogue."),
    otherCurrencies: field(z.array(Currency), "Maxio site.non_primary_currencies", "Other currencies in use."),
    addresses: z.array(Address),
    phone: field(z.string(), "Maxio site.organization_address.phone", "Phone number.").optional(),
    isTest: field(
      z.boolean(),
      "Maxio site.test",
      "Whether this is a test site: its figures are not real money.",
    ).optional(),
    invoicing: field(
      z.enum(["Invoices", "Statements", "Unknown"]),
      "Maxio site.relationship_invoicing_enabled",
      "Invoices (relationship invoicing) or legacy statements, which have no invoice data.",
    ),
    isMultiFrequency: field(
      z.boolean(),
      "Maxio site.multi_frequency_enabled",
      "Whether components may have their own billing frequency.",
    ).optional(),
  }),
);
export type CompanyInfo = z.infer<typeof CompanyInfo>;
