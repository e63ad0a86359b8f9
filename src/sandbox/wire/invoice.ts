/** Maxio's JSON for invoices and credit notes. Amounts are decimal texts in major units. */

export interface WireAddress {
  street: string | null;
  line2: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  country: string | null;
}

export interface WireInvoiceLine {
  uid: string;
  title: string;
  description: string;
  quantity: string;
  unit_price: string;
  subtotal_amount: string;
  discount_amount: string;
  tax_amount: string;
  total_amount: string;
  tiered_unit_price: boolean;
  period_range_start: string;
  period_range_end: string;
  product_id: number | null;
  product_version: number | null;
  component_id: number | null;
  price_point_id: number | null;
  billing_schedule_item_id: number | null;
  custom_item: boolean;
}

export interface WireIssuedLine extends WireInvoiceLine {
  tax_included: boolean;
  transaction_id: number;
  hide: boolean;
  component_cost_data: { rates: WireRate[] } | null;
  product_price_point_id: number | null;
  kind: string;
}

interface WireRate {
  component_code_id: null;
  price_point_id: number;
  product_id: number;
  quantity: string;
  amount: string;
  pricing_scheme: string | null;
  tiers: {
    starting_quantity: number;
    ending_quantity: number | null;
    quantity: string;
    unit_price: string;
    amount: string;
  }[];
}

export interface WireDiscount {
  uid: string;
  title: string;
  description: string | null;
  code: string;
  source_type: string;
  source_id: number;
  discount_type: string;
  /** Null for flat amounts. */
  percentage: string | null;
  eligible_amount: string;
  discount_amount: string;
  transaction_id: number;
  line_item_breakouts: { uid: string; eligible_amount: string; discount_amount: string }[];
}

export interface WireTax {
  uid: string;
  title: string;
  description: string | null;
  source_type: string;
  source_id: number;
  percentage: string;
  taxable_amount: string;
  tax_amount: string;
  transaction_id: number;
  line_item_breakouts: { uid: string; taxable_amount: string; tax_amount: string }[];
}

export interface WireCredit {
  uid: string;
  credit_note_number: string;
  credit_note_uid: string;
  transaction_time: string;
  memo: string;
  original_amount: string;
  applied_amount: string;
}

export interface WireRefund {
  transaction_id: number;
  payment_id: number;
  memo: string;
  original_amount: string;
  applied_amount: string;
  gateway_transaction_id: string;
  gateway_used: string;
  gateway_handle: string | null;
  ach_late_reject: boolean | null;
}

export interface WirePayment {
  uid: string;
  transaction_time: string;
  memo: string;
  original_amount: string;
  applied_amount: string;
  payment_method: WirePaymentMethod;
  transaction_id: number;
  prepayment: boolean;
  gateway_handle: string | null;
  gateway_used: string | null;
  gateway_transaction_id: string | null;
  received_on: string | null;
}

export type WirePaymentMethod =
  | {
      type: "credit_card";
      card_brand: string;
      card_expiration: string;
      last_four: string | null;
      masked_card_number: string;
    }
  | { type: "bank_account"; masked_account_number: string; masked_routing_number: string }
  | { type: "paypal_account"; email: string }
  | { type: "apple_pay" }
  | { type: "external"; details: string | null; kind: string; memo: string | null };

interface WireParty {
  chargify_id: number;
  first_name: string;
  last_name: string;
  organization: string | null;
  email: string;
  vat_number: string | null;
  reference: string | null;
}

interface WireSeller {
  name: string;
  address: WireAddress;
  phone: string | null;
  logo_url: string | null;
}

export interface WireInvoice {
  /** Only in the snapshots of invoice events; may be beyond 2^53. */
  id?: number | string;
  uid: string;
  site_id: number;
  customer_id: number;
  subscription_id: number;
  number: string;
  sequence_number: number;
  transaction_time: string | null;
  created_at: string;
  updated_at: string;
  issue_date: string;
  due_date: string;
  paid_date: string | null;
  status: string;
  role: string;
  parent_invoice_id: null;
  collection_method: string;
  payment_instructions: string;
  currency: string;
  consolidation_level: string;
  parent_invoice_uid: string | null;
  subscription_group_id: number | null;
  parent_invoice_number: number | null;
  group_primary_subscription_id: number | null;
  product_name: string;
  product_family_name: string;
  seller: WireSeller;
  customer: WireParty;
  payer: WireParty | null;
  recipient_emails: string[] | null;
  net_terms: number | null;
  memo: string;
  billing_address: WireAddress;
  shipping_address: WireAddress;
  subtotal_amount: string;
  discount_amount: string;
  tax_amount: string;
  total_amount: string;
  credit_amount: string;
  debit_amount: string;
  refund_amount: string;
  paid_amount: string;
  due_amount: string;
  display_settings: null;
  public_url: string;
  public_url_expires_on: string;
  // Only when asked for in lists; always in single reads and snapshots
  line_items?: WireIssuedLine[];
  discounts?: WireDiscount[];
  taxes?: WireTax[];
  credits?: WireCredit[];
  debits?: never[];
  refunds?: WireRefund[];
  payments?: WirePayment[];
  custom_fields?: never[];
}

export interface WireCreditNote {
  uid: string;
  site_id: number;
  customer_id: number;
  subscription_id: number;
  number: string;
  sequence_number: number;
  issue_date: string;
  applied_date: string | null;
  status: string;
  currency: string;
  memo: string;
  seller: WireSeller;
  customer: WireParty;
  billing_address: WireAddress;
  shipping_address: WireAddress;
  subtotal_amount: string;
  discount_amount: string;
  tax_amount: string;
  total_amount: string;
  applied_amount: string;
  remaining_amount: string;
  origin_invoices: { uid: string; number: string }[];
  // Only when asked for in lists; always in single reads
  line_items?: WireInvoiceLine[];
  discounts?: WireDiscount[];
  taxes?: WireTax[];
  refunds?: WireRefund[];
  applications?: {
    uid: string;
    transaction_time: string;
    invoice_uid: string;
    memo: string;
    applied_amount: string;
  }[];
}
