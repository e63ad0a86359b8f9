/** What a subscription will be charged at its next renewal, and from that its monthly recurring revenue. */
import { type DiscountableLine, discountOf, isUsable, sum } from "../core/discounts.js";
import { type Amount, fromCents, mulDiv } from "../core/money.js";
import { bracketsIn, priceOf } from "../core/price.js";
import type { Subscription } from "../core/records/accounts.js";
import type { Interval } from "../core/records/row.js";
import type { Site } from "../core/site.js";
import { related } from "./shared.js";

interface RecurringLine extends DiscountableLine {
  interval: Interval;
  /** Prepaid usage is charged in advance too, but is usage. */
  isUsage: boolean;
}

/** The plan and the components paid in advance, discounts included; no tax. */
function recurringLines(site: Site, subscription: Subscription): RecurringLine[] {
  const { currency } = subscription;
  const plan = site.productPricePoints.find(String(subscription.pricePointId));
  const planInterval: Interval = plan?.interval ?? { count: 1, unit: "month" };
  const price = fromCents(subscription.productPriceInCents, currency);
  const lines: RecurringLine[] = plan
    ? [
        {
          subtotal: price,
          discount: 0,
          productId: plan.productId,
          componentId: null,
          interval: planInterval,
          isUsage: false,
        },
      ]
    : [];
  for (const row of site.componentsOf(subscription.id)) {
    const component = related(site.components.find(String(row.componentId)), `component ${row.componentId}`);
    const point = related(site.componentPricePoints.find(String(row.pricePointId)), `price point ${row.pricePointId}`);
    if (!component.recurring || row.allocated === 0) continue;
    lines.push({
      subtotal: priceOf(point.scheme, bracketsIn(site.profile, point, currency), row.allocated),
      discount: 0,
      productId: plan?.productId ?? null,
      componentId: component.id,
      interval: point.interval ?? planInterval,
      isUsage: component.kind === "prepaid_usage_component",
    });
  }
  for (const applied of subscription.coupons) {
    const coupon = site.coupons.find(String(applied.couponId));
    if (!coupon || !isUsable(applied, subscription.nextAssessmentAt ?? site.now)) continue;
    discountOf(site.profile, currency, coupon, applied.code, lines);
  }
  return lines;
}

/** For `current_billing_amount_in_cents`. */
export function renewalEstimate(site: Site, subscription: Subscription): Amount {
  if (subscription.nextAssessmentAt === null) return 0;
  return sum(recurringLines(site, subscription).map((line) => line.subtotal - line.discount));
}

/** States whose plan counts in Maxio's MRR; trials and ended subscriptions do not. */
const counted = ["active", "assessing", "past_due", "soft_failure", "unpaid", "paused"];

/**
 * Maxio's own (deprecated) MRR: plan, quantity-based and on/off components, net of discounts, divided by the months of
 * their interval. What Maxio does not document is the site's habit; days are turned into months at 365 ÷ 12 days a month
 * unless it has another.
 */
export function monthlyRevenue(site: Site, subscription: Subscription): Amount {
  const { countsOnHold, leavesWhenScheduled, daysAMonth } = site.profile.mrr ?? {};
  const isScheduled = subscription.cancelAtEndOfPeriod === true || subscription.delayedCancelAt !== null;
  const isCounted = counted.includes(subscription.state) || (countsOnHold && subscription.state === "on_hold");
  if (!isCounted || (leavesWhenScheduled && isScheduled)) return 0;
  const lines = recurringLines(site, subscription).filter((line) => !line.isUsage);
  return sum(
    lines.map(({ subtotal, discount, interval }) => {
      const net = subtotal - discount;
      if (interval.unit === "month") return mulDiv(net, 1, interval.count);
      return daysAMonth === undefined ? mulDiv(net, 365, 12 * interval.count) : mulDiv(net, daysAMonth, interval.count);
    }),
  );
}
