/** Maxio's JSON for customers, subscriptions and what is on them. */
export interface WireCustomer {
  id: number;
  first_name: string;
  last_name: string;
  organization: string | null;
  email: string;
  cc_emails: string | null;
  reference: string | null;
  created_at: string;
  updated_at: string;
  address: string | null;
  address_2: string | null;
  city: string | null;
  state: string | null;
  state_name: string | null;
  zip: string | null;
  country: string | null;
  country_name: string | null;
  phone: string | null;
  verified: boolean | null;
  portal_customer_created_at: string | null;
  portal_invite_last_sent_at: string | null;
  portal_invite_last_accepted_at: string | null;
  tax_exempt: boolean;
  vat_number: string | null;
  parent_id: number | null;
  locale: string | null;
  default_subscription_group_uid: string | null;
  salesforce_id: string | null;
  tax_exempt_reason: string | null;
  default_auto_renewal_profile_id: number | null;
}

export interface WirePaymentProfile {
  id: number;
  first_name: string;
  last_name: string;
  created_at: string;
  updated_at: string;
  customer_id: number;
  payment_type: string;
  current_vault: string;
  vault_token: string | null;
  customer_vault_token: string | null;
  billing_address: string | null;
  billing_address_2: string | null;
  billing_city: string | null;
  billing_state: string | null;
  billing_zip: string | null;
  billing_country: string | null;
  site_gateway_setting_id: number | null;
  gateway_handle: string | null;
  // Cards
  masked_card_number?: string | null;
  card_type?: string | null;
  expiration_month?: number | null;
  expiration_year?: number | null;
  disabled?: boolean;
  // Bank accounts
  bank_name?: string;
  masked_bank_routing_number?: string | null;
  masked_bank_account_number?: string | null;
  bank_account_type?: string;
  bank_account_holder_type?: string;
  verified?: boolean;
  // PayPal
  paypal_email?: string;
}

export interface WireSubscription {
  id: number;
  state: string;
  balance_in_cents: number;
  total_revenue_in_cents: number;
  product_price_in_cents: number;
  product_version_number: number;
  current_period_ends_at: string | null;
  next_assessment_at: string | null;
  trial_started_at: string | null;
  trial_ended_at: string | null;
  activated_at: string | null;
  expires_at: string | null;
  created_at: string;
  updated_at: string;
  cancellation_message: string | null;
  cancellation_method: string | null;
  cancel_at_end_of_period: boolean | null;
  canceled_at: string | null;
  current_period_started_at: string | null;
  previous_state: string;
  signup_payment_id?: number;
  signup_revenue: string;
  delayed_cancel_at: string | null;
  coupon_code: string | null;
  snap_day: string | null;
  payment_collection_method: string;
  /** A customer, as far as edge cases let it be one. */
  customer: unknown;
  /** A product, as far as edge cases let it be one; null for subscriptions of components only. */
  product: unknown;
  /** Missing when the subscription pays otherwise; null for subscriptions without any payment method. */
  credit_card?: unknown;
  bank_account?: unknown;
  group?: { uid: string; scheme: number; primary_subscription_id: number; primary: boolean };
  payment_type: string | null;
  referral_code: string | null;
  next_product_id: number | null;
  next_product_handle: string | null;
  next_product_price_point_id: number | null;
  coupon_use_count: number | null;
  coupon_uses_allowed: number | null;
  reason_code: string | null;
  automatically_resume_at: string | null;
  coupon_codes: string[];
  offer_id: number | null;
  payer_id: number | null;
  product_price_point_id: number | null;
  product_price_point_type: string | null;
  net_terms: number | null;
  stored_credential_transaction_id: number | null;
  reference: string | null;
  on_hold_at: string | null;
  prepaid_dunning: boolean;
  dunning_communication_delay_enabled: boolean;
  dunning_communication_delay_time_zone: string | null;
  receives_invoice_emails: boolean | null;
  locale: string | null;
  currency: string;
  scheduled_cancellation_at: string | null;
  credit_balance_in_cents: number;
  prepayment_balance_in_cents: number;
  // Only when asked for
  current_billing_amount_in_cents?: number;
  coupons?: WireAppliedCoupon[];
  self_service_page_token?: string;
}

export interface WireAppliedCoupon {
  code: string;
  use_count: number;
  uses_allowed: number | null;
  expires_at: string | null;
  recurring: boolean;
  amount_in_cents: number | null;
  percentage: string | null;
}

export interface WireSubscriptionComponent {
  id: number;
  component_id: number;
  subscription_id: number;
  name: string;
  kind: string;
  unit_name: string;
  component_handle: string | null;
  description: string | null;
  pricing_scheme: string | null;
  currency: string;
  recurring: boolean;
  upgrade_charge: string | null;
  downgrade_credit: string | null;
  archived_at: string | null;
  price_point_id: number | null;
  price_point_handle: string | null;
  price_point_type: string | null;
  price_point_name: string | null;
  product_family_id: number;
  product_family_handle: string;
  created_at: string;
  updated_at: string;
  use_site_exchange_rate: boolean | null;
  allow_fractional_quantities: boolean;
  display_on_hosted_page: boolean;
  /** Units bought; a text for components with fractional quantities. Missing for usage components. */
  allocated_quantity?: number | string;
  /** Units used, for usage components. */
  unit_balance?: number | string;
  /** On/off components only. */
  enabled?: boolean;
  interval?: number | null;
  interval_unit?: string | null;
  subscription?: { state: string; updated_at: string };
}
