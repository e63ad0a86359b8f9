/** The arithmetic behind a generated site: who subscribes when, to how much, and when each invoice is issued. */
import { type Amount, amount, fromCents } from "../../core/money.js";
import type { ComponentPricePoint, ProductPricePoint } from "../../core/records/catalogue.js";
import type { SiteProfile } from "../../core/site.js";
import { addInterval, DAY, type Millis, SECOND } from "../../core/zone.js";

export interface GeneratedSite {
  subdomain: string;
  apiKey?: string;
  subscriptions: number;
  /** Monthly invoices of each subscription, the last one in the month before now. */
  invoicesPerSubscription: number;
}

export function generatedProfile({ subdomain, apiKey }: GeneratedSite): SiteProfile {
  return {
    id: 90_001,
    sellerId: 9_000,
    sellerName: "Generated Inc.",
    name: `Generated ${subdomain}`,
    subdomain,
    apiKey: apiKey ?? `sandbox-key-${subdomain}`,
    region: "US",
    currency: "USD",
    rates: {},
    zone: "America/New_York",
    relationshipInvoicing: true,
    multiFrequency: false,
  };
}

/** The id of the first subscription, and of its customer, payment profile and component row. */
export const FIRST = 10_000_001;

export const PLAN_CENTS = 5_000;
export const SEAT_PRICE: Amount = amount("8.0");

export interface Story {
  count: number;
  months: number;
  now: Millis;
  currency: string;
  plan: ProductPricePoint;
  seats: ComponentPricePoint;
  /** When the invoice of a month is issued; month 0 is the signup, month `months` the next renewal. */
  issued(index: number, month: number): Millis;
  seatsOf(index: number): number;
  /** Every fiftieth subscription has not paid its last invoice. */
  owes(index: number): boolean;
  priceOf(index: number): Amount;
}

/** Signups are spread evenly over less than a month, so that the invoices of each month come after the month before. */
export function tellStory(
  { subscriptions: count, invoicesPerSubscription: months }: GeneratedSite,
  { zone, currency }: SiteProfile,
  now: Millis,
  { plan, seats }: Pick<Story, "plan" | "seats">,
): Story {
  if (count < 1 || months < 1) throw new Error("a generated site needs a subscription and an invoice of it");
  const firsts = Array.from({ length: months + 1 }, (_, month) => addInterval(zone, now, month - months, "month"));
  const seatsOf = (index: number) => 1 + (index % 20);
  return {
    count,
    months,
    now,
    currency,
    plan,
    seats,
    issued: (index, month) => (firsts[month] ?? now) + (1 + Math.floor((index * 27 * DAY) / count / SECOND)) * SECOND,
    seatsOf,
    owes: (index) => index % 50 === 49,
    priceOf: (index) => fromCents(PLAN_CENTS, currency) + seatsOf(index) * SEAT_PRICE,
  };
}
