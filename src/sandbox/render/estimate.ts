import { type Amount, fromCents } from "../core/money.js";
import { bracketsIn, priceOf } from "../core/price.js";
import type { Subscription } from "../core/records.js";
import type { Site } from "../core/site.js";
import { related } from "./shared.js";

/** What the next renewal will ask for, before discounts and tax: the plan and the components paid in advance. */
export function renewalEstimate(site: Site, subscription: Subscription): Amount {
  if (subscription.nextAssessmentAt === null) return 0;
  const plan = fromCents(subscription.productPriceInCents, subscription.currency);
  return site.componentsOf(subscription.id).reduce((total, row) => {
    const point = related(site.componentPricePoints.find(String(row.pricePointId)), `price point ${row.pricePointId}`);
    return total + priceOf(point.scheme, bracketsIn(site.profile, point, subscription.currency), row.allocated);
  }, plan);
}
