import type { Derivation } from "../../provider.js";
import { mapAddOn } from "../map/add-on.js";
import { mapCompanyInfo } from "../map/company-info.js";
import type { MapSettings } from "../map/currency.js";
import { mapDiscount } from "../map/discount.js";
import { mapPlan } from "../map/plan.js";
import type { Component, ComponentPricePoint } from "../wire/component.js";
import type { Coupon } from "../wire/coupon.js";
import type { WireListName } from "../wire/index.js";
import type { Product, ProductPricePoint } from "../wire/product.js";
import type { Site } from "../wire/site.js";
import { bodies, body, ownedBy, record, site, siteJoin } from "./joins.js";

/** The site and what it sells: company info, plans, add-ons and discounts. */
export function catalogDerivations(settings: MapSettings): Derivation[] {
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
  ];
}
