export interface WireSite {
  id: number;
  name: string;
  subdomain: string;
  currency: string;
  seller_id: number;
  non_primary_currencies: string[];
  relationship_invoicing_enabled: boolean;
  schedule_subscription_cancellation_enabled: boolean;
  customer_hierarchy_enabled: boolean;
  whopays_enabled: boolean;
  whopays_default_payer: string;
  allocation_settings: { upgrade_charge: string; downgrade_credit: string; accrue_charge: string };
  default_payment_collection_method: string;
  organization_address: Record<string, string | null>;
  tax_configuration: { kind: string; destination_address: string; fully_configured: boolean };
  net_terms: {
    default_net_terms: number;
    automatic_net_terms: number;
    remittance_net_terms: number;
    net_terms_on_remittance_signups_enabled: boolean;
    custom_net_terms_enabled: boolean;
  };
  /** Only on sites with Relationship Invoicing. */
  multi_frequency_enabled?: boolean;
  auto_renewals_enabled: boolean;
  portal_enabled: boolean;
  test: boolean;
}
