import { decimal, toCents } from "../core/money.js";
import type { PaymentProfile, Subscription } from "../core/records/accounts.js";
import type { Site } from "../core/site.js";
import type { WireAppliedCoupon, WireSubscription } from "../wire/subscription.js";
import { renderCustomer } from "./customer.js";
import { renderPaymentProfile } from "./payment-profile.js";
import { renderProduct } from "./product.js";
import { renewalEstimate } from "./renewal.js";
import { related, siteClock, tweaked } from "./shared.js";

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
    ...(subscription.signupRevenue > 0 && { signup_payment_id: subscription.id * 1_000 + 1 }),
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
