import type { SubscriptionComponent } from "../core/records/accounts.js";
import type { Site } from "../core/site.js";
import type { WireSubscriptionComponent } from "../wire/subscription.js";
import { related, siteClock } from "./shared.js";

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
