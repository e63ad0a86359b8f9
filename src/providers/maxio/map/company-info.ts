import type { Mapped } from "../../../model/billing/common.js";
import type { CompanyInfo } from "../../../model/billing/company-info.js";
import { noCurrency } from "../../../model/currency.js";
import type { Site } from "../wire/site.js";
import { address } from "./address.js";
import { currency, flag, spelling, text } from "./read.js";
import { supplementalData } from "./supplemental.js";

/** Maxio site → standardized company info. */
export function mapCompanyInfo(site: Site): Mapped<CompanyInfo> {
  const organization = site.organization_address ?? undefined;
  const office = address("Unknown", {
    line1: text(organization?.street),
    line2: text(organization?.line2),
    city: text(organization?.city),
    region: text(organization?.state),
    country: text(organization?.country),
    postalCode: text(organization?.zip),
  });
  return {
    id: String(site.id),
    companyName: text(organization?.name) ?? text(site.name) ?? text(site.subdomain) ?? String(site.id),
    siteName: text(site.name),
    subdomain: text(site.subdomain),
    baseCurrency: currency(site.currency) ?? noCurrency,
    otherCurrencies: otherCurrencies(site),
    addresses: office === undefined ? [] : [office],
    phone: text(organization?.phone),
    isTest: flag(site.test),
    invoicing: invoicing(flag(site.relationship_invoicing_enabled)),
    isMultiFrequency: flag(site.multi_frequency_enabled),
    supplementalData: supplementalData({
      hasCustomerHierarchy: flag(site.customer_hierarchy_enabled),
      hasWhoPays: flag(site.whopays_enabled),
      defaultCollectionMethod: spelling(site.default_payment_collection_method),
    }),
  };
}

function otherCurrencies(site: Site): string[] {
  return (site.non_primary_currencies ?? []).flatMap((code) => currency(code as typeof site.currency) ?? []);
}

function invoicing(isRelationshipInvoicing: boolean | undefined): CompanyInfo["invoicing"] {
  if (isRelationshipInvoicing === undefined) return "Unknown";
  return isRelationshipInvoicing ? "Invoices" : "Statements";
}
