import { z } from "zod";
import { Currency } from "../currency.js";
import { component, field } from "../field.js";
import { CommerceAddress, commerceFields } from "./common.js";

/** The business as its billing platform knows it. `id` is ours: Codat's has none. */
export const CommerceCompanyInfo = component(
  "CommerceCompanyInfo",
  "The business as its billing platform knows it. Without legal name, registration number, web links and account balances, which the source does not tell.",
  z.object({
    ...commerceFields,
    companyName: field(z.string(), "from billing companyInfo.companyName", "Name of the business."),
    commercePlatformRef: field(
      z.string(),
      "from billing companyInfo.subdomain",
      "The account at the source.",
    ).optional(),
    addresses: field(z.array(CommerceAddress), "from billing companyInfo.addresses", "Addresses; may be empty."),
    phoneNumbers: field(
      z.array(z.object({ number: z.string(), type: z.enum(["Primary", "Landline", "Mobile", "Fax", "Unknown"]) })),
      "from billing companyInfo.phone",
      "Phone numbers; may be empty.",
    ),
    baseCurrency: field(
      Currency,
      "from billing companyInfo.baseCurrency",
      "Base currency; the currency of every commerce metric.",
      "USD",
    ),
  }),
);
export type CommerceCompanyInfo = z.infer<typeof CommerceCompanyInfo>;
