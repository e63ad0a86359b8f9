import { decimal, toCents } from "../core/money.js";
import type { Customer, PaymentProfile, Subscription, SubscriptionComponent } from "../core/records.js";
import type { Site } from "../core/site.js";
import type {
  WireAppliedCoupon,
  WireCustomer,
  WirePaymentProfile,
  WireSubscription,
  WireSubscriptionComponent,
} from "../wire/subscription.js";
import { renderProduct } from "./catalogue.js";
import { renewalEstimate } from "./renewal.js";
import { related, siteClock, tweaked } from "./shared.js";

export function renderCustomer(site: Site, customer: Customer): WireCustomer {
  const clock = siteClock(site.profile.zone);
  const { address } = customer;
  return {
    id: customer.id,
    first_name: customer.firstName,
    last_name: customer.lastName,
    // Maxio fills an empty organization with the person's name.
    organization: customer.organization ?? `${customer.firstName} ${customer.lastName}`,
    email: customer.email,
    cc_emails: null,
    reference: customer.reference,
    created_at: clock.at(customer.createdAt),
    updated_at: clock.at(customer.updatedAt),
    address: address.street,
    address_2: address.line2,
    city: address.city,
    state: address.state,
    state_name: null,
    zip: address.zip,
    country: address.country,
    country_name: null,
    phone: customer.phone,
    verified: false,
    portal_customer_created_at: null,
    portal_invite_last_sent_at: null,
    portal_invite_last_accepted_at: null,
    tax_exempt: customer.taxExempt,
    vat_number: customer.vatNumber,
    parent_id: customer.parentId,
    locale: customer.locale,
    default_subscription_group_uid: null,
    salesforce_id: null,
    tax_exempt_reason: null,
    default_auto_renewal_profile_id: null,
  };
}

export function renderPaymentProfile(site: Site, profile: PaymentProfile): WirePaymentProfile {
  const clock = siteClock(site.profile.zone);
  const { address, lastFour } = profile;
  const common = {
    id: profile.id,
    first_name: profile.firstName,
    last_name: profile.lastName,
    created_at: clock.at(profile.createdAt),
    updated_at: clock.at(profile.updatedAt),
    customer_id: profile.customerId,
    payment_type: profile.kind,
    vault_token: `vault-${profile.id}`,
    customer_vault_token: null,
    billing_address: address.street,
    billing_address_2: address.line2,
    billing_city: address.city,
    billing_state: address.state,
    billing_zip: address.zip,
    billing_country: address.country,
    site_gateway_setting_id: 1,
    gateway_handle: null,
  };
  switch (profile.kind) {
    case "credit_card":
      return {
        ...common,
        current_vault: "bogus",
        masked_card_number: `XXXX-XXXX-XXXX-${lastFour}`,
        card_type: profile.brand,
        expiration_month: profile.expires.month,
        expiration_year: profile.expires.year,
        disabled: profile.disabled,
      };
    case "bank_account":
      return {
        ...common,
        current_vault: "bogus",
        bank_name: "First Invented Bank",
        masked_bank_routing_number: "XXXX0021",
        masked_bank_account_number: `XXXX${lastFour}`,
        bank_account_type: "checking",
        bank_account_holder_type: "business",
        verified: true,
      };
    case "paypal_account":
      return {
        ...common,
        current_vault: "braintree_blue",
        paypal_email: `${profile.firstName}@paypal.example`.toLowerCase(),
      };
    case "apple_pay":
      return { ...common, current_vault: "braintree_blue" };
  }
}

/** What a list item, or with more parts a single read, shows of a subscription. */
export interface SubscriptionParts {
  coupons: boolean;
  billingAmount: boolean;
  selfServiceToken: boolean;
}

export function renderSubscription(site: Site, subscription: Subscription, parts: SubscriptionParts): WireSubscription {
  const clock = siteClock(site.profile.zone);
  const { currency } = subscription;
  const isCanceled = subscription.state === "canceled";
  const customer = related(site.customers.find(String(subscription.customerId)), `customer of ${subscription.id}`);
  const profile = site.paymentProfiles.find(String(subscription.paymentProfileId));
  const first = subscription.coupons[0];
  const next = site.productPricePoints.find(String(subscription.nextPricePointId));
  const nextProduct = next && site.products.find(String(next.productId));
  return {
    id: subscription.id,
    state: subscription.state,
    balance_in_cents: toCents(subscription.balance, currency),
    total_revenue_in_cents: toCents(subscription.revenue, currency),
    product_price_in_cents: subscription.productPriceInCents,
    product_version_number: 1,
    current_period_ends_at: clock.maybe(subscription.periodEndsAt),
    next_assessment_at: clock.maybe(subscription.nextAssessmentAt),
    trial_started_at: clock.maybe(subscription.trialStartedAt),
    trial_ended_at: clock.maybe(subscription.trialEndedAt),
    activated_at: clock.maybe(subscription.activatedAt),
    expires_at: clock.maybe(subscription.expiresAt),
    created_at: clock.at(subscription.createdAt),
    updated_at: clock.at(subscription.updatedAt),
    cancellation_message: subscription.cancellationMessage,
    // Nil unless the subscription is canceled, even when it is about to be.
    cancellation_method: isCanceled ? subscription.cancellationMethod : null,
    cancel_at_end_of_period: subscription.cancelAtEndOfPeriod,
    canceled_at: clock.maybe(subscription.canceledAt),
    current_period_started_at: clock.maybe(subscription.periodStartedAt),
    previous_state: subscription.state,
    signup_payment_id: subscription.id * 1_000 + 1,
    signup_revenue: decimal(subscription.signupRevenue).replace(/\.(\d)$/, ".$10"),
    delayed_cancel_at: clock.maybe(subscription.delayedCancelAt),
    coupon_code: first?.code ?? null,
    snap_day: null,
    payment_collection_method: subscription.collectionMethod,
    customer: tweaked(customer, renderCustomer(site, customer)),
    ...renderPlan(site, subscription),
    ...(profile &&
      paymentKey(profile) && { [paymentKey(profile)]: tweaked(profile, renderPaymentProfile(site, profile)) }),
    ...(!profile && { credit_card: null }),
    ...renderGroup(site, subscription),
    payment_type: profile?.kind ?? null,
    referral_code: null,
    next_product_id: next?.productId ?? null,
    next_product_handle: nextProduct?.handle ?? null,
    next_product_price_point_id: next?.id ?? null,
    coupon_use_count: first?.useCount ?? null,
    coupon_uses_allowed: first?.usesAllowed ?? null,
    reason_code: isCanceled ? subscription.reasonCode : null,
    automatically_resume_at: clock.maybe(subscription.resumesAt),
    coupon_codes: subscription.coupons.map((coupon) => coupon.code),
    offer_id: null,
    payer_id: customer.id,
    net_terms: subscription.netTerms,
    stored_credential_transaction_id: null,
    reference: subscription.reference,
    on_hold_at: clock.maybe(subscription.onHoldAt),
    prepaid_dunning: false,
    dunning_communication_delay_enabled: false,
    dunning_communication_delay_time_zone: null,
    receives_invoice_emails: null,
    locale: null,
    currency,
    scheduled_cancellation_at: clock.maybe(subscription.scheduledCancellationAt),
    credit_balance_in_cents: toCents(subscription.serviceCredit, currency),
    prepayment_balance_in_cents: toCents(subscription.prepayment, currency),
    ...(parts.billingAmount && {
      current_billing_amount_in_cents: toCents(subscription.balance + renewalEstimate(site, subscription), currency),
    }),
    ...(parts.coupons && { coupons: renderAppliedCoupons(site, subscription) }),
    ...(parts.selfServiceToken && { self_service_page_token: `ssp-${subscription.id}` }),
  };
}

function paymentKey(profile: PaymentProfile): string {
  return { credit_card: "credit_card", bank_account: "bank_account", paypal_account: "", apple_pay: "" }[profile.kind];
}

function renderPlan(site: Site, { pricePointId }: Subscription) {
  const price = pricePointId === null ? undefined : site.productPricePoints.find(String(pricePointId));
  const product = price && site.products.find(String(price.productId));
  return {
    product: product && price ? tweaked(product, renderProduct(site, product, price)) : null,
    product_price_point_id: price?.id ?? null,
    product_price_point_type: price?.type ?? null,
  };
}

function renderGroup(site: Site, { id, groupUid }: Subscription): Pick<WireSubscription, "group"> {
  const group = groupUid === null ? undefined : site.groups.find(groupUid);
  if (!group) return {};
  const { uid, primaryId } = group;
  return { group: { uid, scheme: 1, primary_subscription_id: primaryId, primary: primaryId === id } };
}

function renderAppliedCoupons(site: Site, subscription: Subscription): WireAppliedCoupon[] {
  const clock = siteClock(site.profile.zone);
  return subscription.coupons.map((applied) => {
    const coupon = related(site.coupons.find(String(applied.couponId)), `coupon ${applied.couponId}`);
    return {
      code: applied.code,
      use_count: applied.useCount,
      uses_allowed: applied.usesAllowed,
      expires_at: clock.maybe(applied.expiresAt),
      recurring: coupon.recurrence !== "once",
      amount_in_cents: "amountInCents" in coupon.discount ? coupon.discount.amountInCents : null,
      percentage: "percentage" in coupon.discount ? coupon.discount.percentage : null,
    };
  });
}

export function renderSubscriptionComponent(
  site: Site,
  row: SubscriptionComponent,
  withSubscription: boolean,
): WireSubscriptionComponent {
  const clock = siteClock(site.profile.zone);
  const component = related(site.components.find(String(row.componentId)), `component ${row.componentId}`);
  const point = related(site.componentPricePoints.find(String(row.pricePointId)), `price point ${row.pricePointId}`);
  const family = related(site.families.find(String(component.familyId)), `family ${component.familyId}`);
  const subscription = related(
    site.subscriptions.find(String(row.subscriptionId)),
    `subscription ${row.subscriptionId}`,
  );
  const units = (quantity: number) => (component.fractional ? quantity.toFixed(4) : quantity);
  const quantities = {
    quantity_based_component: { allocated_quantity: units(row.allocated) },
    on_off_component: { allocated_quantity: row.allocated, enabled: row.allocated > 0 },
    metered_component: { unit_balance: units(row.unitBalance) },
    event_based_component: { unit_balance: units(row.unitBalance) },
    prepaid_usage_component: { allocated_quantity: units(row.allocated), unit_balance: units(row.unitBalance) },
  };
  return {
    id: row.id,
    component_id: component.id,
    subscription_id: row.subscriptionId,
    name: component.name,
    kind: component.kind,
    unit_name: component.unitName,
    component_handle: component.handle,
    description: component.description,
    pricing_scheme: point.scheme,
    currency: subscription.currency,
    recurring: component.recurring,
    upgrade_charge: null,
    downgrade_credit: null,
    archived_at: clock.maybe(component.archivedAt),
    price_point_id: point.id,
    price_point_handle: point.handle,
    price_point_type: point.type,
    price_point_name: point.name,
    product_family_id: family.id,
    product_family_handle: family.handle,
    created_at: clock.at(row.createdAt),
    updated_at: clock.at(row.updatedAt),
    use_site_exchange_rate: point.currencyPrices.length === 0,
    allow_fractional_quantities: component.fractional,
    display_on_hosted_page: false,
    ...quantities[component.kind],
    ...(site.profile.multiFrequency && {
      interval: point.interval?.count ?? null,
      interval_unit: point.interval?.unit ?? null,
    }),
    ...(withSubscription && {
      subscription: { state: subscription.state, updated_at: clock.at(subscription.updatedAt) },
    }),
  };
}
