import type { Site } from "../core/site.js";
import type { WireSite } from "../wire/site.js";

export function renderSite({ profile }: Site): WireSite {
  return {
    id: profile.id,
    name: profile.name,
    subdomain: profile.subdomain,
    currency: profile.currency,
    seller_id: profile.sellerId,
    non_primary_currencies: Object.keys(profile.rates),
    relationship_invoicing_enabled: profile.relationshipInvoicing,
    schedule_subscription_cancellation_enabled: true,
    customer_hierarchy_enabled: false,
    whopays_enabled: false,
    whopays_default_payer: "self",
    // Sent as a text although it is a boolean.
    allocation_settings: { upgrade_charge: "prorated", downgrade_credit: "none", accrue_charge: "true" },
    default_payment_collection_method: profile.relationshipInvoicing ? "automatic" : "invoice",
    organization_address: {
      name: profile.sellerName,
      phone: null,
      street: "1 Example Plaza",
      line2: null,
      city: "Albany",
      state: "NY",
      zip: "12207",
      country: "US",
    },
    tax_configuration: { kind: "custom", destination_address: "shipping_then_billing", fully_configured: true },
    net_terms: {
      default_net_terms: 0,
      automatic_net_terms: 0,
      remittance_net_terms: 30,
      net_terms_on_remittance_signups_enabled: true,
      custom_net_terms_enabled: true,
    },
    ...(profile.relationshipInvoicing && { multi_frequency_enabled: profile.multiFrequency }),
    auto_renewals_enabled: false,
    portal_enabled: true,
    test: false,
  };
}
