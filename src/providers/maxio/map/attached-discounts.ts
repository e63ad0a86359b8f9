import type { SubscriptionDiscount } from "../../../model/billing/subscription-line.js";
import { exactNumber, multiply, type Rational, rational } from "../../../model/money.js";
import type { Coupon } from "../wire/coupon.js";
import type { CompoundingStrategy, RestrictionType } from "../wire/enums.js";
import { couponKey } from "../wire/index.js";
import type { Subscription, SubscriptionCoupon } from "../wire/subscription.js";
import { couponDuration, couponType, type Duration } from "./coupon-terms.js";
import { type Denomination, exactAmountOf, foreignAmount } from "./currency.js";
import { ref } from "./names.js";
import { cents, choose, currency, elements, exact, flag, id, instant, integer, text, texts } from "./read.js";

/** A coupon on a subscription: what is served of it, and what it takes off. */
export interface AttachedDiscount {
  readonly record: Omit<SubscriptionDiscount, "monthlyAmount">;
  readonly terms: DiscountTerms;
}

/** What a discount takes off, of which lines. With neither percentage nor amount it takes off nothing we know of. */
export interface DiscountTerms {
  /** Of one: 20 % is 1/5. */
  readonly fraction: Rational | undefined;
  /** Per billing period, in major units. */
  readonly amount: Rational | undefined;
  readonly isRecurring: boolean;
  /** Whether a percentage is taken of what earlier discounts have left, or of the full price. */
  readonly isCompound: boolean;
  /** Whether it may take off more than there is. */
  readonly isUncapped: boolean;
  /** Plans and add-ons it is limited to; none means all. */
  readonly restrictions: readonly { isPlan: boolean; id: string }[];
}

/** What a subscription's coupons are read with. */
export interface CouponContext {
  /** Coupons of the catalogue found by the codes, perhaps of several product families. */
  readonly coupons: readonly Coupon[];
  readonly denomination: Denomination;
  readonly isForeign: boolean;
}

/** The codes on a subscription, in the order Maxio applies them; the deprecated single code comes last. */
export function couponCodes(subscription: Subscription): string[] {
  const single = text(subscription.coupon_code);
  const attached = elements(subscription.coupons);
  const listed = texts(subscription.coupon_codes);
  if (attached.length === 0 && listed.length === 0) return single === undefined ? [] : [single];
  const codes = new Map<string, string>();
  for (const code of [...attached.map((coupon) => text(coupon.code)), ...listed, single]) {
    if (code !== undefined && !codes.has(couponKey(code))) codes.set(couponKey(code), code);
  }
  return [...codes.values()];
}

/** Every coupon on the subscription. A code that nothing is known of is kept, with type Unknown. */
export function attachedDiscounts(subscription: Subscription, context: CouponContext): AttachedDiscount[] {
  const codes = couponCodes(subscription);
  if (codes.length === 0) return [];
  const attached = elements(subscription.coupons);
  return codes.map((code) => {
    const key = couponKey(code);
    const own = attached.find((coupon) => couponKey(text(coupon.code) ?? "") === key);
    const use = own ?? (codes.length === 1 ? singleUse(subscription) : undefined);
    return attachedDiscount(code, use, catalogCoupon(key, subscription, context.coupons), subscription, context);
  });
}

/** Uses of the only coupon, from the deprecated fields. */
function singleUse(subscription: Subscription): Partial<SubscriptionCoupon> {
  return { use_count: subscription.coupon_use_count, uses_allowed: subscription.coupon_uses_allowed };
}

/** The coupon of that code: the one of the plan's product family when several families use the code. */
function catalogCoupon(key: string, { product }: Subscription, coupons: readonly Coupon[]): Coupon | undefined {
  const sameCode = coupons.filter((coupon) => couponKey(text(coupon.code) ?? "") === key);
  const family = id(product?.product_family?.id);
  return sameCode.find((coupon) => family !== undefined && id(coupon.product_family_id) === family) ?? sameCode[0];
}

function attachedDiscount(
  code: string,
  use: Partial<SubscriptionCoupon> | undefined,
  coupon: Coupon | undefined,
  subscription: Subscription,
  context: CouponContext,
): AttachedDiscount {
  const type = discountType(use, coupon);
  const percentage = type === "Percentage" ? (exact(use?.percentage) ?? exact(coupon?.percentage)) : undefined;
  const amount = type === "Amount" ? discountAmount(use, coupon, context) : undefined;
  const value = percentage ?? amount;
  const duration = durationOf(use, coupon);
  const periodsUsed = integer(use?.use_count);
  const periodsAllowed =
    integer(use?.uses_allowed) ?? (duration === "Repeating" ? integer(coupon?.duration_period_count) : undefined);
  const endDate = instant(use?.expires_at);
  const isRecurring =
    value !== undefined &&
    duration !== "Once" &&
    (isOnRunningPeriod(endDate, periodsUsed, subscription) ||
      (!isUsedUp(periodsUsed, periodsAllowed) && !endsBeforeNextBilling(endDate, subscription)));
  return {
    record: {
      discountRef: ref(coupon && String(coupon.id), text(coupon?.name)),
      code,
      type: value === undefined ? "Unknown" : type,
      value: value && exactNumber(value),
      duration,
      periodsUsed,
      periodsAllowed,
      endDate,
      isRecurring,
    },
    terms: {
      fraction: percentage && multiply(percentage, percent),
      amount,
      isRecurring,
      isCompound: choose(compounding, coupon?.compounding_strategy, true),
      isUncapped: flag(coupon?.allow_negative_balance) === true,
      restrictions: restrictionsOf(coupon),
    },
  };
}

const percent = rational(1n, 100n);

/** A percentage that does not say how it stacks applies to what is left, which is Maxio's default. */
const compounding = { compound: true, "full-price": false } as const satisfies Record<CompoundingStrategy, boolean>;

/** What is on the subscription goes before the catalogue, which may have changed since. */
function discountType(use: Partial<SubscriptionCoupon> | undefined, coupon: Coupon | undefined) {
  const own = use === undefined ? "Unknown" : couponType(use);
  return own !== "Unknown" || coupon === undefined ? own : couponType(coupon);
}

function discountAmount(
  use: Partial<SubscriptionCoupon> | undefined,
  coupon: Coupon | undefined,
  { denomination, isForeign }: CouponContext,
): Rational | undefined {
  const minor = cents(use?.amount_in_cents) ?? cents(coupon?.amount_in_cents);
  if (!isForeign) return exactAmountOf(use?.amount_in_cents, denomination) ?? catalogAmount(coupon, denomination);
  const { currency: code } = denomination;
  const listed = elements(coupon?.currency_prices).find((price) => currency(price.currency) === code);
  const listedAmount = exact(listed?.price);
  if (minor === undefined) return listedAmount;
  return foreignAmount(minor, cents(coupon?.amount_in_cents), listedAmount, denomination).amount;
}

/** The amount in the site's currency. */
function catalogAmount(coupon: Coupon | undefined, denomination: Denomination): Rational | undefined {
  return exactAmountOf(coupon?.amount_in_cents, denomination) ?? exact(coupon?.amount);
}

function durationOf(use: Partial<SubscriptionCoupon> | undefined, coupon: Coupon | undefined): Duration {
  const recurring = flag(use?.recurring);
  const catalog = coupon === undefined ? "Unknown" : couponDuration(coupon);
  if (recurring === undefined) return catalog;
  if (!recurring) return "Once";
  const isLimited = integer(use?.uses_allowed) !== undefined || instant(use?.expires_at) !== undefined;
  return isLimited ? "Repeating" : catalog === "Unknown" || catalog === "Once" ? "Forever" : catalog;
}

const isUsedUp = (used: number | undefined, allowed: number | undefined) =>
  used !== undefined && allowed !== undefined && used >= allowed;

/**
 * Whether the running period was billed with it: then it is what is paid now, though it may not be on the next bill. An
 * invoice says the same of that period later. A coupon that was never used is on no bill yet.
 */
function isOnRunningPeriod(endDate: string | undefined, used: number | undefined, subscription: Subscription): boolean {
  const start = instant(subscription.current_period_started_at);
  return endDate !== undefined && start !== undefined && endDate > start && used !== 0;
}

/** Whether it is gone by the next billing; no clock is needed for that. */
function endsBeforeNextBilling(endDate: string | undefined, subscription: Subscription): boolean {
  const next =
    instant(subscription.current_period_ends_at) ??
    instant(subscription.next_assessment_at) ??
    instant(subscription.canceled_at);
  return endDate !== undefined && next !== undefined && endDate <= next;
}

const restrictionTypes = { Product: true, Component: false } as const satisfies Record<RestrictionType, boolean>;

function restrictionsOf(coupon: Coupon | undefined): { isPlan: boolean; id: string }[] {
  const restrictions: { isPlan: boolean; id: string }[] = [];
  for (const restriction of coupon?.coupon_restrictions ?? []) {
    const isPlan = choose(restrictionTypes, restriction?.item_type, undefined);
    const itemId = id(restriction?.item_id);
    // A restriction nobody can read still restricts: it matches no line.
    restrictions.push({ isPlan: isPlan === true, id: isPlan === undefined || itemId === undefined ? "" : itemId });
  }
  return restrictions;
}
