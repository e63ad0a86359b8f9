import { sum } from "../core/discounts.js";
import { type Amount, formatted, mulDiv, roundTo, symbolOf, toCents } from "../core/money.js";
import type { Subscription } from "../core/records/accounts.js";
import type { Site } from "../core/site.js";
import { rowsOf } from "../core/table.js";
import { notFound, Refusal, unprocessable } from "../http/answer.js";
import { direction, idList } from "../http/params.js";
import type { Query } from "../http/query.js";
import type { Request, Routes } from "../http/router.js";
import { monthlyRevenue } from "../render/renewal.js";
import { siteClock } from "../render/shared.js";
import { listPage } from "./list.js";

/** Insights are in the site's currency, at its exchange rate. */
function inSiteCurrency({ profile }: Site, value: Amount, currency: string): Amount {
  if (currency === profile.currency) return value;
  return mulDiv(value, 1_000_000, Math.round(Number(profile.rates[currency] ?? "1") * 1_000_000));
}

function mrrInCents(site: Site, subscription: Subscription): number {
  const { currency } = site.profile;
  const monthly = inSiteCurrency(site, monthlyRevenue(site, subscription), subscription.currency);
  return toCents(roundTo(monthly, currency), currency);
}

/** `at_time` must be ISO 8601; the sandbox knows the present only. */
function checkTime(site: Site, query: Query): string {
  const asked = query.one("at_time");
  if (asked === undefined) return siteClock(site.profile.zone).at(site.now);
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$/.test(asked)) {
    const message = "supplied value is invalid, expected ISO 8601 format";
    throw new Refusal({ status: 400, body: { errors: { attribute: [message] } } });
  }
  if (Date.parse(asked) < site.now) throw unprocessable("at_time: the sandbox keeps no history of MRR");
  return asked;
}

function siteMrr({ site, query }: Request) {
  const at_time = checkTime(site, query);
  const { currency } = site.profile;
  const one = query.one("subscription_id");
  const chosen = one === undefined ? [...rowsOf(site.subscriptions)] : [site.subscriptions.find(one)];
  const cents = chosen.reduce((total, row) => {
    if (!row) throw new Refusal(notFound);
    return total + mrrInCents(site, row);
  }, 0);
  const text = formatted(cents * 1_000_000, currency);
  return {
    mrr: {
      amount_in_cents: cents,
      amount_formatted: text,
      currency,
      currency_symbol: symbolOf(currency),
      at_time,
      breakouts: {
        plan_amount_in_cents: cents,
        plan_amount_formatted: text,
        usage_amount_in_cents: 0,
        usage_amount_formatted: formatted(0, currency),
      },
    },
  };
}

function subscriptionMrr(request: Request) {
  const { site, query } = request;
  checkTime(site, query);
  const ids = idList(query, "filter[subscription_ids]");
  const where = ids ? [(row: Subscription) => ids.includes(row.id)] : [];
  const rows = listPage(request, site.subscriptions, { where, direction: direction(query, "asc") });
  return {
    subscriptions_mrr: rows.map((row) => {
      const cents = mrrInCents(site, row);
      const breakouts = { plan_amount_in_cents: cents, usage_amount_in_cents: 0 };
      return { subscription_id: row.id, mrr_amount_in_cents: cents, breakouts };
    }),
  };
}

/** Money as formatted text, which nobody should parse. */
function stats({ site }: Request) {
  const { profile, now } = site;
  const subscriptions = [...rowsOf(site.subscriptions)];
  const inState = (...states: string[]) => subscriptions.filter((row) => states.includes(row.state)).length;
  const clock = siteClock(profile.zone);
  const today = clock.day(now);
  const received = (since: string) => {
    const payments = [...rowsOf(site.invoices)].flatMap((invoice) =>
      invoice.payments
        .filter((payment) => payment.source !== "service_credit" && clock.day(payment.at) >= since)
        .map((payment) => inSiteCurrency(site, payment.applied, invoice.currency)),
    );
    return formatted(roundTo(sum(payments), profile.currency), profile.currency);
  };
  const total = sum(subscriptions.map((row) => inSiteCurrency(site, row.revenue, row.currency)));
  return {
    seller_name: profile.sellerName,
    site_name: profile.name,
    site_id: profile.id,
    site_currency: profile.currency,
    stats: {
      total_subscriptions: subscriptions.length,
      subscriptions_today: subscriptions.filter((row) => clock.day(row.createdAt) === today).length,
      total_revenue: formatted(roundTo(total, profile.currency), profile.currency),
      revenue_today: received(today),
      revenue_this_month: received(`${today.slice(0, 7)}-01`),
      revenue_this_year: received(`${today.slice(0, 4)}-01-01`),
      total_canceled_subscriptions: inState("canceled"),
      total_active_subscriptions: inState("active"),
      total_past_due_subscriptions: inState("past_due"),
      total_unpaid_subscriptions: inState("unpaid"),
      total_dunning_subscriptions: inState("past_due", "unpaid"),
    },
  };
}

export const insightRoutes: Routes = {
  "/mrr": siteMrr,
  "/subscriptions_mrr": subscriptionMrr,
  "/stats": stats,
};
