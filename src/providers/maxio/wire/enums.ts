/**
 * Values Maxio documents (official Go SDK 0.10 `models/enums.go`, help centre). All of its enums are open in practice:
 * mappers have a table entry for each of these and a fallback for any other.
 */
export type SubscriptionState =
  | "pending"
  | "failed_to_create"
  | "trialing"
  | "assessing"
  | "active"
  | "soft_failure"
  | "past_due"
  | "suspended"
  | "canceled"
  | "expired"
  | "paused"
  | "unpaid"
  | "trial_ended"
  | "on_hold"
  | "awaiting_signup"
  | "awaiting_signup_date";

export type IntervalUnit = "day" | "month";
export type CollectionMethod = "automatic" | "remittance" | "prepaid" | "invoice";
export type CancellationMethod = "merchant_ui" | "merchant_api" | "dunning" | "billing_portal" | "unknown" | "imported";
export type ComponentKind =
  | "metered_component"
  | "quantity_based_component"
  | "on_off_component"
  | "prepaid_usage_component"
  | "event_based_component";
export type PricingScheme = "stairstep" | "volume" | "per_unit" | "tiered";
export type PricePointType = "catalog" | "default" | "custom";
export type TrialType = "no_obligation" | "payment_expected";
export type DiscountType = "amount" | "percent";
export type RecurringScheme = "do_not_recur" | "recur_indefinitely" | "recur_with_duration";
export type CompoundingStrategy = "compound" | "full-price";
export type RestrictionType = "Component" | "Product";
export type CurrencyPriceRole = "baseline" | "trial" | "initial";
export type InvoiceStatus = "draft" | "open" | "paid" | "pending" | "voided" | "canceled" | "processing";
export type InvoiceRole =
  | "unset"
  | "signup"
  | "renewal"
  | "usage"
  | "reactivation"
  | "proration"
  | "migration"
  | "adhoc"
  | "backport"
  | "backport-balance-reconciliation";
export type ConsolidationLevel = "none" | "child" | "parent";
export type InvoiceDiscountType = "percentage" | "flat_amount" | "rollover";
export type LineItemKind =
  | "baseline"
  | "initial"
  | "trial"
  | "quantity_based_component"
  | "prepaid_usage_component"
  | "on_off_component"
  | "metered_component"
  | "event_based_component"
  | "coupon"
  | "tax";
/** `payment_method.type` of a payment on an invoice. */
export type InvoicePaymentMethod = "apple_pay" | "bank_account" | "credit_card" | "external" | "paypal_account";
/** `payment_method.kind` of an external payment. */
export type ExternalPaymentKind = "credit_card" | "check" | "cash" | "money_order" | "ach" | "other" | "paypal_account";
export type CreditNoteStatus = "open" | "applied";
export type PaymentProfileType = "credit_card" | "bank_account" | "paypal_account" | "apple_pay";
export type BankAccountType = "checking" | "savings";
export type BankAccountHolderType = "personal" | "business";
