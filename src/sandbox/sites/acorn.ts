/**
 * Acorn Analytics: a young software company with some forty subscriptions. The demo: small enough to read in one go,
 * with one of each thing a lender asks about first.
 */
import { random } from "../core/random.js";
import type { Site, SiteProfile } from "../core/site.js";
import { addInterval, DAY, HOUR, type Millis } from "../core/zone.js";
import type { ComponentChoice, Script, StepAction } from "../simulate/script.js";
import { tell } from "../simulate/tell.js";
import { buildSite, type SitePlan } from "./build.js";
import { catalogueBuilder } from "./catalogue.js";
import { YEARLY } from "./catalogue-drafts.js";
import { addCustomFields } from "./custom-fields.js";
import { card, person } from "./people.js";

export const acornProfile: SiteProfile = {
  id: 61_001,
  sellerId: 6_100,
  sellerName: "Acorn Analytics Inc.",
  name: "Acorn Analytics",
  subdomain: "acorn-analytics",
  apiKey: "sandbox-key-acorn",
  region: "US",
  currency: "USD",
  rates: {},
  zone: "America/New_York",
  relationshipInvoicing: true,
  multiFrequency: false,
};

export function acornSite(now: Millis): Site {
  const { zone, currency } = acornProfile;
  /** Days before now, mid-morning in New York. */
  const ago = (days: number) => now - days * DAY + 15 * HOUR;
  const monthsAgo = (months: number, day: number) => addInterval(zone, ago(day), -months, "month");

  const catalogue = catalogueBuilder(610_000, monthsAgo(20, 0));
  const family = catalogue.family("Acorn Analytics", "acorn", "Web analytics for small teams");
  const trial = { count: 14, unit: "day", priceInCents: 0, kind: "payment_expected" } as const;
  const starter = catalogue.product(family, "Starter", "starter", { priceInCents: 2_900 });
  const team = catalogue.product(family, "Team", "team", { priceInCents: 9_900, trial });
  const teamNoTrial = catalogue.pricePoint(team, "No trial", "team-no-trial", { priceInCents: 9_900 });
  const teamYearly = catalogue.pricePoint(team, "Yearly", "team-yearly", { priceInCents: 99_000, interval: YEARLY });
  const business = catalogue.product(family, "Business", "business", { priceInCents: 29_900 });
  catalogue.product(family, "Hobby", "hobby", { priceInCents: 900, archivedAt: monthsAgo(12, 0) });
  const seats = catalogue.component(family, "Seats", "seats", {
    kind: "quantity_based_component",
    unitName: "seat",
    description: "People who can sign in",
    scheme: "per_unit",
    brackets: [[1, null, "12.0"]],
  });
  const support = catalogue.component(family, "Priority support", "priority-support", {
    kind: "on_off_component",
    unitName: "on/off",
    scheme: null,
    brackets: [[1, null, "49.0"]],
  });
  const apiCalls = catalogue.component(family, "API calls", "api-calls", {
    kind: "metered_component",
    unitName: "call",
    scheme: "tiered",
    brackets: [
      [1, 1_000, "0.0"],
      [1_001, 10_000, "0.004"],
      [10_001, null, "0.0025"],
    ],
  });
  const launch20 = catalogue.coupon(family, "LAUNCH20", "20% off for six months", {
    discount: { percentage: "20.0" },
    recurrence: { periods: 6, span: { count: 1, unit: "month" } },
  });
  const friend10 = catalogue.coupon(family, "FRIEND10", "10 dollars off, for good", {
    discount: { amountInCents: 1_000 },
    recurrence: "forever",
    endAt: ago(40),
  });

  const seatCount = (quantity: number): ComponentChoice => ({
    component: catalogue.componentOf(seats),
    pricePoint: seats,
    quantity,
  });
  const withSupport: ComponentChoice = { component: catalogue.componentOf(support), pricePoint: support, quantity: 1 };
  const metered: ComponentChoice = { component: catalogue.componentOf(apiCalls), pricePoint: apiCalls, quantity: 0 };
  const setSeats = (quantity: number): StepAction => ({
    do: "setQuantity",
    component: seatCount(0).component,
    quantity,
  });

  const dice = random("acorn");
  const year = new Date(now).getUTCFullYear();
  const scripts: Script[] = [];
  type Story = Partial<
    Pick<Script, "components" | "coupons" | "collection" | "netTerms" | "paysAfterDays" | "afterDunning">
  > & {
    /** `[days ago, what]`. */
    steps?: readonly (readonly [number, StepAction])[];
  };
  const add = (start: Millis, plan: Script["plan"], story: Story = {}) => {
    const number = scripts.length + 1;
    const customer = person(dice, number);
    const profile = story.collection === "remittance" ? null : card(dice, customer, year + 2);
    const steps = (story.steps ?? []).map(([days, action]) => ({ at: ago(days), ...action }));
    scripts.push(tell(start, customer, plan, { ...story, currency, profile, steps, reference: `acorn-${number}` }));
  };

  // The quiet majority: monthly, a few seats, paid by card.
  for (let index = 0; index < 24; index++) {
    const plan = dice.pick([starter, starter, teamNoTrial, teamNoTrial, business]);
    const components = plan === starter ? [] : [seatCount(dice.int(2, 12))];
    add(monthsAgo(dice.int(1, 16), dice.int(1, 27)), plan, { components });
  }
  // Add-on, usage, discounts, yearly, bank transfer.
  add(monthsAgo(9, 4), business, { components: [seatCount(25), withSupport] });
  add(monthsAgo(6, 12), business, {
    components: [seatCount(14), withSupport],
    steps: [
      [30, setSeats(18)],
      [9, setSeats(16)],
    ],
  });
  add(monthsAgo(5, 20), teamNoTrial, {
    components: [seatCount(3), metered],
    steps: [130, 100, 71, 40, 12].map((days, index) => [
      days,
      { do: "recordUsage", component: metered.component, quantity: 2_400 + index * 3_150 },
    ]),
  });
  add(monthsAgo(2, 15), teamNoTrial, { components: [seatCount(6)], coupons: [launch20] });
  add(monthsAgo(11, 3), starter, { coupons: [launch20] });
  add(monthsAgo(7, 8), starter, { coupons: [friend10] });
  add(monthsAgo(10, 16), teamYearly, { components: [seatCount(10)] });
  add(monthsAgo(14, 9), teamYearly, { components: [seatCount(4)] });
  add(monthsAgo(8, 22), business, {
    components: [seatCount(40)],
    collection: "remittance",
    netTerms: 30,
    paysAfterDays: [21, 34, 28],
  });
  // Trials: one running, one converted.
  add(ago(6), team, { components: [seatCount(5)] });
  add(monthsAgo(3, 2), team, { components: [seatCount(5)] });
  // Upgrade with a credit for unused time; downgrade at renewal.
  add(monthsAgo(4, 18), starter, { steps: [[50, { do: "changePlan", plan: teamNoTrial }]] });
  add(monthsAgo(12, 11), business, {
    components: [seatCount(8)],
    steps: [[2, { do: "schedulePlanChange", plan: teamNoTrial }]],
  });
  // Payment trouble: past due now; recovered by a new card; lost for good.
  add(monthsAgo(5, 2), teamNoTrial, { components: [seatCount(7)], steps: [[20, { do: "cardStartsFailing" }]] });
  add(monthsAgo(9, 25), starter, {
    steps: [
      [70, { do: "cardStartsFailing" }],
      [52, { do: "cardIsReplaced" }],
    ],
  });
  add(monthsAgo(7, 13), starter, { steps: [[80, { do: "cardStartsFailing" }]] });
  // Leaving: at the end of the period, already gone, gone and back, on hold.
  const leaves = { reason: "TOO-EXPENSIVE", message: "Found something cheaper", method: "billing_portal" };
  add(monthsAgo(6, 21), teamNoTrial, {
    components: [seatCount(2)],
    steps: [[3, { do: "cancelAtPeriodEnd", ...leaves }]],
  });
  add(monthsAgo(13, 7), teamNoTrial, { components: [seatCount(9)], steps: [[33, { do: "cancel", ...leaves }]] });
  add(monthsAgo(8, 14), starter, {
    steps: [
      [95, { do: "cancel", ...leaves, reason: null, message: null, method: "merchant_api" }],
      [45, { do: "reactivate" }],
    ],
  });
  add(monthsAgo(10, 5), starter, { steps: [[15, { do: "hold", resumeAt: now + 20 * DAY }]] });
  // A refund that was written off.
  add(monthsAgo(6, 6), business, {
    components: [seatCount(5)],
    steps: [[10, { do: "refund", amount: 5_000_000_000, memo: "Outage in the reporting module", applyCredit: true }]],
  });

  const firstId = 6_100_000;
  const plan = {
    profile: acornProfile,
    now,
    catalogue,
    scripts,
    firstId,
    reasonCodes: [
      ["TOO-EXPENSIVE", "It costs too much"],
      ["MISSING-FEATURE", "A feature is missing"],
      ["OUT-OF-BUSINESS", "We are closing down"],
    ],
  } satisfies SitePlan;
  return buildSite(plan, (outcome) => addCustomFields(outcome, firstId));
}
