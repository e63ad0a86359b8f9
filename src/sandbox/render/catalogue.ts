import { type Amount, decimal, formatted } from "../core/money.js";
import type {
  Bracket,
  Component,
  ComponentPricePoint,
  Coupon,
  Family,
  Product,
  ProductPricePoint,
} from "../core/records.js";
import type { Site } from "../core/site.js";
import { rowsOf } from "../core/table.js";
import type {
  WireComponent,
  WireComponentPricePoint,
  WireCoupon,
  WireFamily,
  WirePrice,
  WireProduct,
  WireProductPricePoint,
} from "../wire/catalogue.js";
import { related, siteClock } from "./shared.js";

/** `coupon.amount` and `currency_prices[].price` are JSON numbers in major units. */
const asNumber = (value: Amount) => Number(decimal(value));

export function renderFamily(site: Site, family: Family): WireFamily {
  const clock = siteClock(site.profile.zone);
  return {
    id: family.id,
    name: family.name,
    handle: family.handle,
    accounting_code: null,
    description: family.description,
    created_at: clock.at(family.createdAt),
    updated_at: clock.at(family.updatedAt),
    archived_at: null,
  };
}

/** A product as seen through one of its price points: the default one in lists, the subscribed one in subscriptions. */
export function renderProduct(site: Site, product: Product, pricePoint?: ProductPricePoint): WireProduct {
  const clock = siteClock(site.profile.zone);
  const family = related(site.families.find(String(product.familyId)), `family ${product.familyId}`);
  const price =
    pricePoint ??
    related(site.productPricePoints.find(String(product.defaultPricePointId)), `price point of ${product.id}`);
  const { id, name, handle, accounting_code, description } = renderFamily(site, family);
  return {
    id: product.id,
    name: product.name,
    handle: product.handle,
    description: product.description,
    accounting_code: "",
    request_credit_card: true,
    expiration_interval: price.expiration?.count ?? null,
    expiration_interval_unit: price.expiration?.unit ?? "never",
    created_at: clock.at(product.createdAt),
    updated_at: clock.at(product.updatedAt),
    price_in_cents: price.priceInCents,
    interval: price.interval.count,
    interval_unit: price.interval.unit,
    initial_charge_in_cents: price.setupFeeInCents,
    trial_price_in_cents: price.trial?.priceInCents ?? null,
    trial_interval: price.trial?.count ?? null,
    trial_interval_unit: price.trial?.unit ?? null,
    archived_at: clock.maybe(product.archivedAt),
    require_credit_card: false,
    return_params: null,
    taxable: product.taxable,
    update_return_url: null,
    initial_charge_after_trial: false,
    version_number: 1,
    update_return_params: null,
    product_family: { id, name, handle, accounting_code, description },
    public_signup_pages: [],
    product_price_point_name: price.name,
    request_billing_address: false,
    require_billing_address: false,
    require_shipping_address: false,
    tax_code: "",
    default_product_price_point_id: product.defaultPricePointId,
    use_site_exchange_rate: price.currencyPrices.length === 0,
    item_category: null,
    product_price_point_id: price.id,
    product_price_point_handle: price.handle,
  };
}

export function renderProductPricePoint(
  site: Site,
  point: ProductPricePoint,
  withCurrencyPrices: boolean,
): WireProductPricePoint {
  const clock = siteClock(site.profile.zone);
  return {
    id: point.id,
    name: point.name,
    handle: point.handle,
    price_in_cents: point.priceInCents,
    interval: point.interval.count,
    interval_unit: point.interval.unit,
    trial_price_in_cents: point.trial?.priceInCents ?? null,
    trial_interval: point.trial?.count ?? null,
    trial_interval_unit: point.trial?.unit ?? null,
    trial_type: point.trial?.kind ?? null,
    introductory_offer: false,
    initial_charge_in_cents: point.setupFeeInCents,
    initial_charge_after_trial: false,
    expiration_interval: point.expiration?.count ?? null,
    expiration_interval_unit: point.expiration?.unit ?? "never",
    product_id: point.productId,
    archived_at: clock.maybe(point.archivedAt),
    created_at: clock.at(point.createdAt),
    updated_at: clock.at(point.updatedAt),
    use_site_exchange_rate: point.currencyPrices.length === 0,
    type: point.type,
    tax_included: false,
    subscription_id: point.subscriptionId,
    ...(withCurrencyPrices && {
      currency_prices: point.currencyPrices.map((price) => ({
        id: price.id,
        currency: price.currency,
        price: asNumber(price.price),
        formatted_price: formatted(price.price, price.currency),
        product_price_point_id: point.id,
        role: price.role,
      })),
    }),
  };
}

function renderBracket(site: Site, point: ComponentPricePoint, bracket: Bracket): WirePrice {
  return {
    id: bracket.id,
    component_id: point.componentId,
    starting_quantity: bracket.from,
    ending_quantity: bracket.to,
    unit_price: decimal(bracket.unitPrice),
    price_point_id: point.id,
    formatted_unit_price: formatted(bracket.unitPrice, site.profile.currency),
    segment_id: null,
  };
}

export function renderComponent(site: Site, component: Component): WireComponent {
  const clock = siteClock(site.profile.zone);
  const family = related(site.families.find(String(component.familyId)), `family ${component.familyId}`);
  const pointId = component.defaultPricePointId;
  const point = related(site.componentPricePoints.find(String(pointId)), `price point ${pointId}`);
  const isOnOff = component.kind === "on_off_component";
  const unitPrice = point.scheme === "per_unit" || isOnOff ? point.brackets[0]?.unitPrice : undefined;
  let pricePointCount = 0;
  for (const other of rowsOf(site.componentPricePoints)) {
    if (other.componentId === component.id && other.type !== "custom") pricePointCount += 1;
  }
  return {
    id: component.id,
    name: component.name,
    handle: component.handle,
    pricing_scheme: point.scheme,
    unit_name: component.unitName,
    unit_price: unitPrice === undefined ? null : decimal(unitPrice),
    product_family_id: family.id,
    product_family_name: family.name,
    product_family_handle: family.handle,
    price_per_unit_in_cents: null,
    kind: component.kind,
    archived: component.archivedAt !== null,
    taxable: component.taxable,
    description: component.description,
    default_price_point_id: pointId,
    default_price_point_name: point.name,
    overage_prices: point.overage?.brackets.map((bracket) => renderBracket(site, point, bracket)) ?? null,
    ...(!isOnOff && { prices: point.brackets.map((bracket) => renderBracket(site, point, bracket)) }),
    price_point_count: pricePointCount,
    price_points_url: `https://${site.profile.subdomain}.chargify.com/components/${component.id}/price_points`,
    tax_code: "",
    recurring: component.recurring,
    upgrade_charge: null,
    downgrade_credit: null,
    created_at: clock.at(component.createdAt),
    updated_at: clock.at(component.updatedAt),
    archived_at: clock.maybe(component.archivedAt),
    hide_date_range_on_invoice: false,
    allow_fractional_quantities: component.fractional,
    item_category: null,
    use_site_exchange_rate: point.currencyPrices.length === 0,
    accounting_code: null,
    ...(component.kind === "event_based_component" && { event_based_billing_metric_id: component.id + 1 }),
    ...(site.profile.multiFrequency && {
      interval: point.interval?.count ?? null,
      interval_unit: point.interval?.unit ?? null,
    }),
  };
}

export function renderComponentPricePoint(
  site: Site,
  point: ComponentPricePoint,
  withCurrencyPrices: boolean,
): WireComponentPricePoint {
  const clock = siteClock(site.profile.zone);
  return {
    id: point.id,
    type: point.type,
    default: point.type === "default",
    name: point.name,
    pricing_scheme: point.scheme,
    component_id: point.componentId,
    handle: point.handle,
    archived_at: clock.maybe(point.archivedAt),
    created_at: clock.at(point.createdAt),
    updated_at: clock.at(point.updatedAt),
    prices: point.brackets.map((bracket) => renderBracket(site, point, bracket)),
    use_site_exchange_rate: point.currencyPrices.length === 0,
    ...(point.subscriptionId !== null && { subscription_id: point.subscriptionId }),
    tax_included: false,
    ...(site.profile.multiFrequency && {
      interval: point.interval?.count ?? null,
      interval_unit: point.interval?.unit ?? null,
    }),
    ...(withCurrencyPrices && {
      currency_prices: point.currencyPrices.map((price) => ({
        id: price.id,
        currency: price.currency,
        price: decimal(price.price),
        formatted_price: formatted(price.price, price.currency),
        price_id: price.bracket,
        price_point_id: point.id,
      })),
    }),
    ...(point.overage && {
      overage_prices: point.overage.brackets.map((bracket) => renderBracket(site, point, bracket)),
      overage_pricing_scheme: point.overage.scheme,
      renew_prepaid_allocation: true,
      rollover_prepaid_remainder: false,
    }),
  };
}

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
