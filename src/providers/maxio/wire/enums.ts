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
export type DebitNoteRole = "chargeback" | "refund";
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

/** Keys of `/events`: those of the official SDK, and the names Enhanced Catalog sites use instead of three of them. */
export type EventKey =
  | "account_transaction_changed"
  | "allocation_change"
  | "billing_date_change"
  | "chargeback_accepted"
  | "chargeback_closed"
  | "chargeback_lost"
  | "chargeback_opened"
  | "chargeback_won"
  | "chjs_tokenization_failure"
  | "chjs_tokenization_success"
  | "component_allocation_change"
  | "component_billing_date_changed"
  | "custom_field_value_change"
  | "customer_create"
  | "customer_delete"
  | "customer_update"
  | "delayed_signup_creation_failure"
  | "delayed_signup_creation_success"
  | "direct_debit_payment_paid_out"
  | "direct_debit_payment_pending"
  | "direct_debit_payment_rejected"
  | "dunning_step_reached"
  | "expiration_date_change"
  | "expiring_card"
  | "go_cardless_payment_paid_out"
  | "go_cardless_payment_pending"
  | "go_cardless_payment_rejected"
  | "invoice_in_collections_canceled"
  | "invoice_issued"
  | "invoice_pending"
  | "item_price_point_changed"
  | "maxio_payments_direct_debit_payment_paid_out"
  | "maxio_payments_direct_debit_payment_pending"
  | "maxio_payments_direct_debit_payment_rejected"
  | "metered_usage"
  | "payment_collection_method_changed"
  | "payment_failure"
  | "payment_failure_recreated"
  | "payment_success"
  | "payment_success_recreated"
  | "pending_cancellation_change"
  | "pending_payment_completed"
  | "pending_payment_created"
  | "pending_payment_failed"
  | "prepaid_subscription_balance_changed"
  | "prepaid_usage"
  | "product_billing_date_change"
  | "proforma_invoice_issued"
  | "refund_failure"
  | "refund_success"
  | "renewal_failure"
  | "renewal_failure_recreated"
  | "renewal_success"
  | "renewal_success_recreated"
  | "signup_failure"
  | "signup_success"
  | "statement_closed"
  | "statement_settled"
  | "stripe_direct_debit_payment_paid_out"
  | "stripe_direct_debit_payment_pending"
  | "stripe_direct_debit_payment_rejected"
  | "subscription_added_to_group"
  | "subscription_bank_account_update"
  | "subscription_card_update"
  | "subscription_customer_change"
  | "subscription_deletion"
  | "subscription_group_bank_account_update"
  | "subscription_group_card_update"
  | "subscription_group_paypal_account_update"
  | "subscription_group_signup_failure"
  | "subscription_group_signup_success"
  | "subscription_paypal_account_update"
  | "subscription_plan_change"
  | "subscription_prepayment_account_balance_changed"
  | "subscription_product_change"
  | "subscription_product_change_scheduled"
  | "subscription_removed_from_group"
  | "subscription_service_credit_account_balance_changed"
  | "subscription_state_change"
  | "subscription_term_renewal_activated"
  | "subscription_term_renewal_pending"
  | "subscription_term_renewal_removed"
  | "subscription_term_renewal_scheduled"
  | "trial_end_notice"
  | "upcoming_renewal_notice"
  | "upgrade_downgrade_failure"
  | "upgrade_downgrade_success";
