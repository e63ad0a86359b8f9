/** Maxio's JSON for a site's catalogue. */

export interface WireFamily {
  id: number;
  name: string;
  handle: string;
  accounting_code: string | null;
  description: string | null;
  created_at: string;
  updated_at: string;
  archived_at: string | null;
}

export interface WireProduct {
  id: number;
  name: string;
  handle: string | null;
  description: string | null;
  accounting_code: string | null;
  request_credit_card: boolean;
  expiration_interval: number | null;
  expiration_interval_unit: string | null;
  created_at: string;
  updated_at: string;
  price_in_cents: number;
  interval: number;
  interval_unit: string;
  initial_charge_in_cents: number | null;
  trial_price_in_cents: number | null;
  trial_interval: number | null;
  trial_interval_unit: string | null;
  archived_at: string | null;
  require_credit_card: boolean;
  return_params: string | null;
  taxable: boolean;
  update_return_url: string | null;
  initial_charge_after_trial: boolean | null;
  version_number: number;
  update_return_params: string | null;
  product_family: Pick<WireFamily, "id" | "name" | "handle" | "accounting_code" | "description">;
  public_signup_pages: { id: number; return_url: string | null; return_params: string | null; url: string }[];
  product_price_point_name: string;
  request_billing_address: boolean;
  require_billing_address: boolean;
  require_shipping_address: boolean;
  tax_code: string | null;
  default_product_price_point_id: number;
  use_site_exchange_rate: boolean;
  item_category: string | null;
  product_price_point_id: number;
  product_price_point_handle: string | null;
}

interface WireCurrencyPrice {
  id: number;
  currency: string;
  price: number;
  formatted_price: string;
  product_price_point_id: number;
  role: string;
}

export interface WireProductPricePoint {
  id: number;
  name: string;
  handle: string | null;
  price_in_cents: number;
  interval: number;
  interval_unit: string;
  trial_price_in_cents: number | null;
  trial_interval: number | null;
  trial_interval_unit: string | null;
  trial_type: string | null;
  introductory_offer: boolean | null;
  initial_charge_in_cents: number | null;
  initial_charge_after_trial: boolean | null;
  expiration_interval: number | null;
  expiration_interval_unit: string | null;
  product_id: number;
  archived_at: string | null;
  created_at: string;
  updated_at: string;
  use_site_exchange_rate: boolean;
  type: string;
  tax_included: boolean;
  subscription_id: number | null;
  currency_prices?: WireCurrencyPrice[];
}

export interface WirePrice {
  id: number;
  component_id: number;
  starting_quantity: number;
  ending_quantity: number | null;
  unit_price: string;
  price_point_id: number;
  formatted_unit_price: string;
  segment_id: number | null;
}

export interface WireComponent {
  id: number;
  name: string;
  handle: string | null;
  pricing_scheme: string | null;
  unit_name: string;
  unit_price: string | null;
  product_family_id: number;
  product_family_name: string;
  product_family_handle: string;
  price_per_unit_in_cents: null;
  kind: string;
  archived: boolean;
  taxable: boolean;
  description: string | null;
  default_price_point_id: number | null;
  default_price_point_name: string;
  overage_prices: WirePrice[] | null;
  /** Missing for on/off components. */
  prices?: WirePrice[];
  price_point_count: number;
  price_points_url: string | null;
  tax_code: string | null;
  recurring: boolean;
  upgrade_charge: string | null;
  downgrade_credit: string | null;
  created_at: string;
  updated_at: string;
  archived_at: string | null;
  hide_date_range_on_invoice: boolean;
  allow_fractional_quantities: boolean;
  item_category: string | null;
  use_site_exchange_rate: boolean;
  accounting_code: string | null;
  event_based_billing_metric_id?: number;
  interval?: number | null;
  interval_unit?: string | null;
}

interface WireComponentCurrencyPrice {
  id: number;
  currency: string;
  price: string;
  formatted_price: string;
  price_id: number;
  price_point_id: number;
}

export interface WireComponentPricePoint {
  id: number;
  type: string;
  default: boolean;
  name: string;
  pricing_scheme: string | null;
  component_id: number;
  handle: string | null;
  archived_at: string | null;
  created_at: string;
  updated_at: string;
  prices: WirePrice[];
  use_site_exchange_rate: boolean;
  subscription_id?: number;
  tax_included: boolean;
  interval?: number | null;
  interval_unit?: string | null;
  currency_prices?: WireComponentCurrencyPrice[];
  overage_prices?: WirePrice[];
  overage_pricing_scheme?: string;
  renew_prepaid_allocation?: boolean;
  rollover_prepaid_remainder?: boolean;
}

export interface WireCoupon {
  id: number;
  name: string;
  code: string;
  description: string;
  amount: number | null;
  amount_in_cents: number | null;
  product_family_id: number;
  product_family_name: string;
  created_at: string;
  updated_at: string;
  start_date: string;
  end_date: string | null;
  percentage: string | null;
  recurring: boolean;
  recurring_scheme: string;
  duration_period_count: number | null;
  duration_interval: number | null;
  duration_interval_unit: string | null;
  duration_interval_span: string | null;
  allow_negative_balance: boolean;
  archived_at: string | null;
  conversion_limit: string | null;
  stackable: boolean;
  compounding_strategy: string | null;
  use_site_exchange_rate: boolean;
  discount_type: string;
  exclude_mid_period_allocations: boolean;
  apply_on_cancel_at_end_of_period: boolean;
  apply_on_subscription_expiration: boolean;
  coupon_restrictions: { id: number; item_type: string; item_id: number; name: string; handle: string | null }[];
  currency_prices?: { id: number; currency: string; price: number; coupon_id: number }[];
}
