import { decimal, formatted } from "../core/money.js";
import type { Bracket, Component, ComponentPricePoint } from "../core/records/catalogue.js";
import type { Site } from "../core/site.js";
import { rowsOf } from "../core/table.js";
import type { WireComponent, WireComponentPricePoint, WirePrice } from "../wire/catalogue.js";
import { related, siteClock } from "./shared.js";

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
