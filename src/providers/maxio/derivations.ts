import type { Derivation, Join, Joined, MappedRecord, SourceItem } from "../provider.js";
import { mapAddOn } from "./map/add-on.js";
import { mapCompanyInfo } from "./map/company-info.js";
import type { MapSettings } from "./map/currency.js";
import { mapCustomer } from "./map/customer.js";
import { mapDiscount } from "./map/discount.js";
import { couponCodes } from "./map/discounts.js";
import { planPriceRef } from "./map/line-items.js";
import { mapPaymentMethod } from "./map/payment-method.js";
import { mapPlan } from "./map/plan.js";
import { flag, id, spelling } from "./map/read.js";
import { isForeignCurrency, mapSubscription } from "./map/subscription.js";
import type { Component, ComponentPricePoint } from "./wire/component.js";
import type { Coupon } from "./wire/coupon.js";
import type { Customer } from "./wire/customer.js";
import { couponKey, theSite, type WireListName } from "./wire/index.js";
import type { Metadata } from "./wire/metadata.js";
import type { PaymentProfile } from "./wire/payment-profile.js";
import type { Product, ProductPricePoint } from "./wire/product.js";
import type { Site } from "./wire/site.js";
import type { Subscription, SubscriptionComponent } from "./wire/subscription.js";

/** What is built from what: every list that makes records of its own, and what its items are joined with. */
export function createDerivations(settings: MapSettings): readonly Derivation[] {
  return [
    {
      root: "site" satisfies WireListName,
      produces: ["billing-companyInfo"],
      joins: [],
      map: (root) => record("billing-companyInfo", mapCompanyInfo(body<Site>(root))),
    },
    {
      root: "products" satisfies WireListName,
      produces: ["billing-plans"],
      joins: [siteJoin, ownedBy("products_price_points")],
      map: (root, joined) => {
        const pricePoints = bodies<ProductPricePoint>(joined, "products_price_points");
        return record("billing-plans", mapPlan(body<Product>(root), { site: site(joined), pricePoints }, settings));
      },
    },
    {
      root: "components" satisfies WireListName,
      produces: ["billing-addOns"],
      joins: [siteJoin, ownedBy("components_price_points")],
      map: (root, joined) => {
        const pricePoints = bodies<ComponentPricePoint>(joined, "components_price_points");
        return record("billing-addOns", mapAddOn(body<Component>(root), { site: site(joined), pricePoints }));
      },
    },
    {
      root: "coupons" satisfies WireListName,
      produces: ["billing-discounts"],
      joins: [siteJoin],
      map: (root, joined) => record("billing-discounts", mapDiscount(body<Coupon>(root), site(joined), settings)),
    },
    {
      root: "customers" satisfies WireListName,
      produces: ["billing-customers"],
      joins: [siteJoin, ownedBy("payment_profiles"), ownedBy("customers_metadata")],
      map: (root, joined) =>
        record(
          "billing-customers",
          mapCustomer(body<Customer>(root), {
            site: site(joined),
            paymentProfiles: bodies<PaymentProfile>(joined, "payment_profiles"),
            metadata: bodies<Metadata>(joined, "customers_metadata"),
          }),
        ),
    },
    {
      root: "payment_profiles" satisfies WireListName,
      produces: ["billing-paymentMethods"],
      joins: [],
      map: (root) => record("billing-paymentMethods", mapPaymentMethod(body<PaymentProfile>(root))),
    },
    subscriptions(settings),
  ];
}

function subscriptions(settings: MapSettings): Derivation {
  return {
    root: "subscriptions" satisfies WireListName,
    produces: ["billing-subscriptions"],
    joins: [
      siteJoin,
      ownedBy("subscriptions_components"),
      {
        list: "components_price_points" satisfies WireListName,
        on: "id",
        keys: (_root, joined) => pricePointIds(joined),
        touches: (item) => subscribersOf(body<ComponentPricePoint>(item).subscription_id),
      },
      {
        // Only for components of which something is not known: the price point, the kind, whether they recur.
        list: "components" satisfies WireListName,
        on: "id",
        keys: (_root, joined) => incompleteComponents(joined),
        touches: () => "all",
      },
      {
        list: "coupons" satisfies WireListName,
        on: "joinKey",
        keys: (root) => couponCodes(body<Subscription>(root)).map(couponKey),
        touches: () => "all",
      },
      {
        // Only for subscriptions in another currency: which currency the plan's price is in shows in the price list.
        list: "products_price_points" satisfies WireListName,
        on: "id",
        keys: (root, joined) => foreignPlanPrice(body<Subscription>(root), site(joined)),
        touches: (item) => subscribersOf(body<ProductPricePoint>(item).subscription_id),
      },
      ownedBy("subscriptions_metadata"),
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
          },
          settings,
        ),
      ),
  };
}

/** The site, for its currency. A change of it touches everything. */
const siteJoin: Join = {
  list: "site" satisfies WireListName,
  on: "joinKey",
  keys: () => [theSite],
  touches: () => "all",
};

/** Items that name the root they belong to: that is their join key, and the root they touch. */
function ownedBy(list: WireListName): Join {
  return {
    list,
    on: "joinKey",
    keys: (root) => [root.id],
    touches: (item) => (item.joinKey === undefined ? [] : [item.joinKey]),
  };
}

function pricePointIds(joined: Joined): string[] {
  const ids = new Set<string>();
  for (const component of bodies<SubscriptionComponent>(joined, "subscriptions_components")) {
    const pricePointId = id(component.price_point_id);
    if (pricePointId !== undefined) ids.add(pricePointId);
  }
  return [...ids];
}

function incompleteComponents(joined: Joined): string[] {
  const found = new Set((joined["components_price_points"] ?? []).map((item) => item.id));
  return bodies<SubscriptionComponent>(joined, "subscriptions_components")
    .filter(
      ({ price_point_id, kind, recurring }) =>
        !found.has(id(price_point_id) ?? "") || spelling(kind) === undefined || flag(recurring) === undefined,
    )
    .map((component) => String(component.component_id));
}

function foreignPlanPrice(subscription: Subscription, siteOf: Site | undefined): string[] {
  const pricePointId = isForeignCurrency(subscription, siteOf) ? planPriceRef(subscription)?.id : undefined;
  return pricePointId === undefined ? [] : [pricePointId];
}

/** A custom price was made for one subscription; any other may be used by many. */
function subscribersOf(subscriptionId: ComponentPricePoint["subscription_id"]) {
  const owner = id(subscriptionId);
  return owner === undefined ? "all" : [owner];
}

/** Bodies were checked against the list's schema when they were read. */
function body<T extends object>(item: SourceItem): T {
  return item.body as T;
}

function bodies<T extends object>(joined: Joined, list: WireListName): T[] {
  return (joined[list] ?? []).map((item) => body<T>(item));
}

function site(joined: Joined): Site | undefined {
  return bodies<Site>(joined, "site")[0];
}

function record(dataType: MappedRecord["dataType"], mapped: MappedRecord["body"]): MappedRecord[] {
  return [{ dataType, body: mapped }];
}
