import { formatted } from "../core/money.js";
import type { Family, Product, ProductPricePoint } from "../core/records/catalogue.js";
import type { Site } from "../core/site.js";
import type { WireFamily, WireProduct, WireProductPricePoint } from "../wire/catalogue.js";
import { asNumber, related, siteClock } from "./shared.js";

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
