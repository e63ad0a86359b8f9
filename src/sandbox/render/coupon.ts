import type { Coupon } from "../core/records/catalogue.js";
import type { Site } from "../core/site.js";
import type { WireCoupon } from "../wire/catalogue.js";
import { asNumber, related, siteClock } from "./shared.js";

export function renderCoupon(site: Site, coupon: Coupon, withCurrencyPrices: boolean): WireCoupon {
  const clock = siteClock(site.profile.zone);
  const { discount, recurrence } = coupon;
  const family = related(site.families.find(String(coupon.familyId)), `family ${coupon.familyId}`);
  const limited = typeof recurrence === "object" ? recurrence : undefined;
  const schemes = { once: "do_not_recur", forever: "recur_indefinitely" } as const;
  return {
    id: coupon.id,
    name: coupon.name,
    code: coupon.code,
    description: coupon.description,
    amount: "amountInCents" in discount ? discount.amountInCents / 100 : null,
    amount_in_cents: "amountInCents" in discount ? discount.amountInCents : null,
    product_family_id: family.id,
    product_family_name: family.name,
    created_at: clock.at(coupon.createdAt),
    updated_at: clock.at(coupon.updatedAt),
    start_date: clock.at(coupon.startAt),
    end_date: clock.maybe(coupon.endAt),
    percentage: "percentage" in discount ? discount.percentage : null,
    recurring: recurrence !== "once",
    recurring_scheme: typeof recurrence === "object" ? "recur_with_duration" : schemes[recurrence],
    duration_period_count: limited?.periods ?? null,
    duration_interval: limited ? limited.periods * limited.span.count : null,
    duration_interval_unit: limited?.span.unit ?? null,
    duration_interval_span: limited ? `${limited.periods * limited.span.count} ${limited.span.unit}s` : null,
    allow_negative_balance: false,
    archived_at: clock.maybe(coupon.archivedAt),
    conversion_limit: null,
    stackable: coupon.stackable,
    compounding_strategy: coupon.compounding,
    use_site_exchange_rate: coupon.currencyPrices.length === 0,
    discount_type: "amountInCents" in discount ? "amount" : "percent",
    exclude_mid_period_allocations: false,
    apply_on_cancel_at_end_of_period: false,
    apply_on_subscription_expiration: false,
    coupon_restrictions: coupon.restrictions.map(({ type, itemId }, index) => {
      const items = type === "Product" ? site.products : site.components;
      const item = related(items.find(String(itemId)), `restricted item ${itemId}`);
      return { id: coupon.id * 10 + index, item_type: type, item_id: itemId, name: item.name, handle: item.handle };
    }),
    ...(withCurrencyPrices && {
      currency_prices: coupon.currencyPrices.map(({ id, currency, price }) => ({
        id,
        currency,
        price: asNumber(price),
        coupon_id: coupon.id,
      })),
    }),
  };
}
