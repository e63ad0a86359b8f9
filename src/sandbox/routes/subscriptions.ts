import type { PaymentProfile, Subscription, SubscriptionComponent } from "../core/records/accounts.js";
import type { Site } from "../core/site.js";
import { rowsOf } from "../core/table.js";
import type { Millis } from "../core/zone.js";
import { notFound, Refusal, unprocessable } from "../http/answer.js";
import { dateRange, direction, idList, oneOf, wholeNumber } from "../http/params.js";
import type { Query } from "../http/query.js";
import type { Request, Routes } from "../http/router.js";
import { tweaked } from "../render/shared.js";
import { renderSubscription, type SubscriptionParts } from "../render/subscription.js";
import { renderSubscriptionComponent } from "../render/subscription-component.js";
import { listPage, sortKey, wrapped } from "./list.js";

type DateOf = (subscription: Subscription) => Millis | null;

const dateFields = {
  created_at: (row) => row.createdAt,
  updated_at: (row) => row.updatedAt,
  current_period_ends_at: (row) => row.periodEndsAt,
  current_period_starts_at: (row) => row.periodStartedAt,
  activated_at: (row) => row.activatedAt,
  canceled_at: (row) => row.canceledAt,
  expires_at: (row) => row.expiresAt,
  trial_started_at: (row) => row.trialStartedAt,
  trial_ended_at: (row) => row.trialEndedAt,
} satisfies Record<string, DateOf>;

const sorts = {
  signup_date: (row) => row.createdAt,
  period_start: (row) => row.periodStartedAt,
  period_end: (row) => row.periodEndsAt,
  next_assessment: (row) => row.nextAssessmentAt,
  updated_at: (row) => row.updatedAt,
  created_at: (row) => row.createdAt,
  total_payments: (row) => row.revenue,
  id: (row) => row.id,
  open_balance: (row) => row.balance,
  expires_at: (row) => row.expiresAt,
} satisfies Record<string, (subscription: Subscription) => number | null>;

const names = <T extends object>(table: T) => Object.keys(table) as [keyof T & string, ...(keyof T & string)[]];

/** Filter values that are not simply the name of a state. */
const stateFilters: Record<string, (site: Site, row: Subscription) => boolean> = {
  pending_cancellation: (_site, row) => row.state === "active" && isLeaving(row),
  pending_renewal: () => false,
  prepaid_dunning: () => false,
  expired_cards: (site, row) => hasExpiredCard(site, row),
  "expired_cards_(live_subscriptions)": (site, row) =>
    ["active", "trialing", "past_due"].includes(row.state) && hasExpiredCard(site, row),
  "expired_cards_(all_subscriptions)": (site, row) => hasExpiredCard(site, row),
};

const plainStates = [
  "active",
  "canceled",
  "expired",
  "on_hold",
  "awaiting_signup",
  "awaiting_signup_date",
  "past_due",
  "suspended",
  "trial_ended",
  "trialing",
  "unpaid",
];

function isLeaving({ cancelAtEndOfPeriod, delayedCancelAt, scheduledCancellationAt }: Subscription): boolean {
  return cancelAtEndOfPeriod === true || delayedCancelAt !== null || scheduledCancellationAt !== null;
}

function hasExpiredCard(site: Site, { paymentProfileId }: Subscription): boolean {
  const profile: PaymentProfile | undefined = site.paymentProfiles.find(String(paymentProfileId));
  if (profile?.kind !== "credit_card") return false;
  const { month, year } = profile.expires;
  return Date.UTC(year, month, 1) <= site.now;
}

function stateFilter(site: Site, query: Query): ((row: Subscription) => boolean)[] {
  const state = oneOf(query, "state", [...plainStates, ...Object.keys(stateFilters)]);
  if (state === undefined) return [];
  const special = stateFilters[state];
  return [special ? (row) => special(site, row) : (row) => row.state === state];
}

function productFilter(site: Site, query: Query): ((row: Subscription) => boolean)[] {
  const asked = query.one("product");
  const pointId = query.one("product_price_point_id");
  const where: ((row: Subscription) => boolean)[] = [];
  if (asked !== undefined) {
    const ids = [...rowsOf(site.products)]
      .filter((product) => String(product.id) === asked || product.name === asked)
      .map((product) => product.id);
    const points = [...rowsOf(site.productPricePoints)].filter((point) => ids.includes(point.productId));
    const pointIds = new Set(points.map((point) => point.id));
    where.push((row) => row.pricePointId !== null && pointIds.has(row.pricePointId));
  }
  if (pointId !== undefined) {
    const id = wholeNumber(pointId, "product_price_point_id");
    where.push((row) => row.pricePointId === id);
  }
  return where;
}

function otherFilters(query: Query): ((row: Subscription) => boolean)[] {
  const where: ((row: Subscription) => boolean)[] = [];
  const coupon = query.one("coupon");
  const couponCode = query.one("coupon_code");
  const customers = idList(query, "customer_id");
  const currencies = query.many("currencies");
  const method = query.one("collection_method");
  if (coupon !== undefined) where.push((row) => row.coupons.some((applied) => String(applied.couponId) === coupon));
  if (couponCode !== undefined) where.push((row) => row.coupons.some((applied) => applied.code === couponCode));
  if (customers) where.push((row) => customers.includes(row.customerId));
  if (currencies.length > 0) where.push((row) => currencies.includes(row.currency));
  if (method !== undefined) where.push((row) => row.collectionMethod === method);
  return where;
}

function listSubscriptions(request: Request) {
  const { site, query } = request;
  const where = [...stateFilter(site, query), ...productFilter(site, query), ...otherFilters(query)];
  const range = dateRange(query, site.profile.zone, { fields: names(dateFields), standard: "created_at" });
  if (range) {
    const dateOf: DateOf = dateFields[range.field as keyof typeof dateFields];
    where.push((row) => {
      const at = dateOf(row);
      return at !== null && at >= range.from && at <= range.to;
    });
  }
  const sort = oneOf(query, "sort", names(sorts)) ?? "signup_date";
  const keyOf: (row: Subscription) => number | null = sorts[sort];
  // Without a key: the table's own order, which is that of ids and of signups.
  const isOwnOrder = sort === "id" || sort === "signup_date" || sort === "created_at";
  const by = isOwnOrder ? undefined : sortKey(site.subscriptions, sort, keyOf);
  const rows = listPage(request, site.subscriptions, {
    where,
    by: by && ((row) => by(row) ?? Number.NEGATIVE_INFINITY),
    direction: direction(query, "desc"),
  });
  return wrapped("subscription", rows, (row) => show(site, row, query, false));
}

function show(site: Site, row: Subscription, query: Query, isRead: boolean): unknown {
  const include = query.many("include");
  const parts: SubscriptionParts = {
    coupons: include.includes("coupons"),
    billingAmount: isRead || include.includes("current_billing_amount"),
    selfServiceToken: include.includes("self_service_page_token"),
  };
  return tweaked(row, renderSubscription(site, row, parts));
}

function known({ site, params }: Request): Subscription {
  const subscription = site.subscriptions.find(params["id"] ?? "");
  if (!subscription) throw new Refusal(notFound);
  return subscription;
}

const showLine = (site: Site, query: Query, row: SubscriptionComponent) =>
  tweaked(row, renderSubscriptionComponent(site, row, query.many("include").includes("subscription")));

/** Filters that the one-subscription and the whole-site component lists share. */
function componentFilters({ site, query }: Request): ((row: SubscriptionComponent) => boolean)[] {
  const where: ((row: SubscriptionComponent) => boolean)[] = [];
  const range = dateRange(query, site.profile.zone, { fields: ["updated_at"] });
  if (range) where.push((row) => row.updatedAt >= range.from && row.updatedAt <= range.to);
  const currencies = query.many("filter[currencies]");
  if (currencies.length > 0) {
    where.push((row) => currencies.includes(site.subscriptions.find(String(row.subscriptionId))?.currency ?? ""));
  }
  const families = idList(query, "product_family_ids");
  if (families) {
    where.push((row) => families.includes(site.components.find(String(row.componentId))?.familyId ?? 0));
  }
  return where;
}

function componentOrder({ site, query }: Request) {
  const sort = oneOf(query, "sort", ["id", "updated_at"]);
  const updatedAt = (row: SubscriptionComponent) => row.updatedAt;
  const by = sort === "updated_at" ? sortKey(site.subscriptionComponents, sort, updatedAt) : undefined;
  return { by, direction: direction(query, "asc") };
}

function listComponentsOfSite(request: Request) {
  const { site, query } = request;
  const where = componentFilters(request);
  const subscriptionIds = idList(query, "subscription_ids");
  if (subscriptionIds) {
    if (subscriptionIds.length > 200) throw unprocessable("subscription_ids: at most 200 ids");
    where.push((row) => subscriptionIds.includes(row.subscriptionId));
  }
  const states = query.many("filter[subscription][states]");
  if (states.length > 0) {
    where.push((row) => states.includes(site.subscriptions.find(String(row.subscriptionId))?.state ?? ""));
  }
  const rows = listPage(request, site.subscriptionComponents, { where, ...componentOrder(request) });
  return { subscriptions_components: rows.map((row) => showLine(site, query, row)) };
}

function listComponentsOfSubscription(request: Request) {
  const { site, query } = request;
  const where = componentFilters(request);
  const { by, direction } = componentOrder(request);
  const rows = site.componentsOf(known(request).id).filter((row) => where.every((holds) => holds(row)));
  if (by) rows.sort((a, b) => by(a) - by(b));
  if (direction === "desc") rows.reverse();
  return wrapped("component", rows, (row) => showLine(site, query, row));
}

export const subscriptionRoutes: Routes = {
  "/subscriptions": listSubscriptions,
  "/subscriptions/:id": (request) => ({ subscription: show(request.site, known(request), request.query, true) }),
  "/subscriptions/lookup": ({ site, query }) => {
    const reference = query.one("reference");
    for (const row of rowsOf(site.subscriptions)) {
      if (reference !== undefined && row.reference === reference) return { subscription: show(site, row, query, true) };
    }
    throw new Refusal(notFound);
  },
  // No paging parameter is documented for these two.
  "/customers/:id/subscriptions": ({ site, params, query }) => {
    const customer = site.customers.find(params["id"] ?? "");
    if (!customer) throw new Refusal(notFound);
    const rows = [...rowsOf(site.subscriptions)].filter((row) => row.customerId === customer.id);
    return wrapped("subscription", rows, (row) => show(site, row, query, false));
  },
  "/subscriptions/:id/components": listComponentsOfSubscription,
  "/subscriptions/:id/components/:component": (request) => {
    const { site, params, query } = request;
    const row = site.componentsOf(known(request).id).find((line) => String(line.componentId) === params["component"]);
    if (!row) throw new Refusal(notFound);
    return { component: showLine(site, query, row) };
  },
  "/subscriptions_components": listComponentsOfSite,
};
