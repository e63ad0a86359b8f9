import type { Derivation, Join, Joined } from "../../provider.js";
import { couponCodes } from "../map/attached-discounts.js";
import type { MapSettings } from "../map/currency.js";
import { planPriceRef } from "../map/line-items.js";
import { flag, id, spelling } from "../map/read.js";
import { isForeignCurrency, mapSubscription } from "../map/subscription.js";
import type { Component, ComponentPricePoint } from "../wire/component.js";
import type { Coupon } from "../wire/coupon.js";
import { couponKey, type WireListName } from "../wire/index.js";
import type { Metadata, Metafield } from "../wire/metadata.js";
import type { ProductPricePoint } from "../wire/product.js";
import type { Site } from "../wire/site.js";
import type { Subscription, SubscriptionComponent } from "../wire/subscription.js";
import { bodies, body, definitionsOf, ownedBy, record, site, siteJoin } from "./joins.js";

/** Subscriptions with their quantities, prices, coupons and custom fields. */
export function subscriptionDerivation(settings: MapSettings): Derivation {
  return {
    root: "subscriptions" satisfies WireListName,
    produces: ["billing-subscriptions"],
    joins: [
      siteJoin,
      ownedBy("subscriptions_components"),
      componentPricesJoin,
      componentsJoin,
      couponsJoin,
      planPriceJoin,
      ownedBy("subscriptions_metadata"),
      definitionsOf("subscriptions_metadata", "subscriptions_metafields"),
    ],
    map: (root, joined) =>
      record(
        "billing-subscriptions",
        mapSubscription(
          body<Subscription>(root),
          {
            site: site(joined),
            components: bodies<SubscriptionComponent>(joined, "subscriptions_components"),
            componentPricePoints: bodies<ComponentPricePoint>(joined, "components_price_points"),
            catalogComponents: bodies<Component>(joined, "components"),
            coupons: bodies<Coupon>(joined, "coupons"),
            productPricePoints: bodies<ProductPricePoint>(joined, "products_price_points"),
            metadata: bodies<Metadata>(joined, "subscriptions_metadata"),
            metafields: bodies<Metafield>(joined, "subscriptions_metafields"),
          },
          settings,
        ),
      ),
  };
}

const componentPricesJoin: Join = {
  list: "components_price_points" satisfies WireListName,
  on: "id",
  keys: (_root, joined) => pricePointIds(joined),
  touches: (item) => subscribersOf(body<ComponentPricePoint>(item).subscription_id),
};

/** Only for components of which something is not known: the price point, the kind, whether they recur. */
const componentsJoin: Join = {
  list: "components" satisfies WireListName,
  on: "id",
  keys: (_root, joined) => incompleteComponents(joined),
  touches: () => "all",
};

const couponsJoin: Join = {
  list: "coupons" satisfies WireListName,
  on: "joinKey",
  keys: (root) => couponCodes(body<Subscription>(root)).map(couponKey),
  touches: () => "all",
};

/** Only for subscriptions in another currency: which currency the plan's price is in shows in the price list. */
const planPriceJoin: Join = {
  list: "products_price_points" satisfies WireListName,
  on: "id",
  keys: (root, joined) => foreignPlanPrice(body<Subscription>(root), site(joined)),
  touches: (item) => subscribersOf(body<ProductPricePoint>(item).subscription_id),
};

function pricePointIds(joined: Joined): string[] {
  const ids: string[] = [];
  for (const component of bodies<SubscriptionComponent>(joined, "subscriptions_components")) {
    const pricePointId = id(component.price_point_id);
    if (pricePointId !== undefined && !ids.includes(pricePointId)) ids.push(pricePointId);
  }
  return ids;
}

function incompleteComponents(joined: Joined): string[] {
  const components = bodies<SubscriptionComponent>(joined, "subscriptions_components");
  if (components.length === 0) return [];
  const priced = new Set(joined["components_price_points"]?.map((item) => item.id));
  const isIncomplete = ({ price_point_id, kind, recurring }: SubscriptionComponent) =>
    !priced.has(id(price_point_id) ?? "") || spelling(kind) === undefined || flag(recurring) === undefined;
  return components.filter(isIncomplete).map((component) => String(component.component_id));
}

function foreignPlanPrice(subscription: Subscription, siteOf: Site | undefined): string[] {
  const pricePointId = isForeignCurrency(subscription, siteOf) ? planPriceRef(subscription)?.id : undefined;
  return pricePointId === undefined ? [] : [pricePointId];
}

/** A custom price was made for one subscription; any other may be used by many. */
function subscribersOf(subscriptionId: ComponentPricePoint["subscription_id"]): readonly string[] | "all" {
  const owner = id(subscriptionId);
  return owner === undefined ? "all" : [owner];
}
