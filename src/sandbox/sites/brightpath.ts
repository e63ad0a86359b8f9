/**
 * Brightpath Software: a grown company of some 2,000 subscriptions with two years of ordinary life: signups, renewals,
 * upgrades, failed cards, refunds, cancellations and returns, mostly in dollars, some in euros and pounds.
 */
import { type Random, random } from "../core/random.js";
import type { ProductPricePoint } from "../core/records/catalogue.js";
import type { Site, SiteProfile } from "../core/site.js";
import { addInterval, DAY, HOUR, type Millis } from "../core/zone.js";
import type { ComponentChoice, Script, Step } from "../simulate/script.js";
import { tell } from "../simulate/tell.js";
import { type BrightpathCatalogue, brightpathCatalogue } from "./brightpath-catalogue.js";
import { buildSite, type SitePlan } from "./build.js";
import { addCustomFields } from "./custom-fields.js";
import { card, person } from "./people.js";

export const brightpathProfile: SiteProfile = {
  id: 62_001,
  sellerId: 6_200,
  sellerName: "Brightpath Software Ltd",
  name: "Brightpath Software",
  subdomain: "brightpath",
  apiKey: "sandbox-key-brightpath",
  region: "US",
  currency: "USD",
  rates: { EUR: "0.92", GBP: "0.79" },
  zone: "America/New_York",
  relationshipInvoicing: true,
  multiFrequency: false,
};

const SUBSCRIPTIONS = 2_000;
const HISTORY_MONTHS = 24;

export function brightpathSite(now: Millis): Site {
  const oldest = addInterval(brightpathProfile.zone, now, -HISTORY_MONTHS, "month");
  const catalogue = brightpathCatalogue(addInterval(brightpathProfile.zone, oldest, -6, "month"));
  const scripts = Array.from({ length: SUBSCRIPTIONS }, (_, index) => story(index, catalogue, oldest, now));
  const firstId = 6_200_000;
  const plan = {
    profile: brightpathProfile,
    now,
    catalogue: catalogue.builder,
    scripts,
    firstId,
    reasonCodes: [
      ["TOO-EXPENSIVE", "Too expensive"],
      ["NO-TIME", "Not enough time to use it"],
      ["COMPETITOR", "Moved to a competitor"],
      ["CLOSED", "The business has closed"],
    ],
  } satisfies SitePlan;
  return buildSite(plan, (outcome) => addCustomFields(outcome, firstId));
}

/** One customer's two years, or as many months of them as the customer stays. */
function story(index: number, catalogue: BrightpathCatalogue, oldest: Millis, now: Millis): Script {
  const dice = random("brightpath", index);
  // Growth: more signups in later months than in early ones.
  const start = Math.floor((oldest + (now - oldest) * Math.sqrt(dice.next()) - DAY) / HOUR) * HOUR;
  const region = dice.chance(0.82) ? "US" : dice.chance(0.6) ? "DE" : "GB";
  const customer = person(dice, index + 1, region);
  const currency = { US: "USD", DE: "EUR", GB: "GBP" }[region];
  const plan = pickPlan(dice, catalogue);
  const components = pickComponents(dice, catalogue, plan);
  const pays = dice.chance(0.9) ? "card" : "transfer";
  const taxes = {
    US: customer.address.state === "TX" ? { title: "Sales tax", percentage: "8.25" } : null,
    DE: { title: "VAT", percentage: "19.0" },
    GB: { title: "VAT", percentage: "20.0" },
  };
  return tell(start, customer, plan, {
    currency,
    profile: pays === "card" ? card(dice, customer, new Date(now).getUTCFullYear() + dice.int(0, 4)) : null,
    collection: pays === "card" ? "automatic" : "remittance",
    netTerms: pays === "card" ? null : 30,
    paysAfterDays:
      pays === "card" ? [] : [dice.int(5, 28), dice.int(20, 45), dice.chance(0.1) ? null : dice.int(10, 60)],
    afterDunning: dice.chance(0.8) ? "cancel" : "unpaid",
    components,
    coupons: dice.chance(0.15) ? [dice.pick(catalogue.coupons)] : [],
    tax: taxes[region],
    reference: `bp-${index + 1}`,
    steps: life(dice, catalogue, { start, now, plan, components }),
  });
}

function pickPlan(dice: Random, { plans }: BrightpathCatalogue): ProductPricePoint {
  const roll = dice.next();
  if (roll < 0.3) return plans.solo;
  if (roll < 0.62) return dice.chance(0.25) ? plans.groupTrial : plans.group;
  if (roll < 0.78) return plans.company;
  if (roll < 0.93) return dice.chance(0.6) ? plans.groupYearly : plans.companyYearly;
  return plans.companyQuarterly;
}

function pickComponents(
  dice: Random,
  { parts, plans }: BrightpathCatalogue,
  plan: ProductPricePoint,
): ComponentChoice[] {
  if (plan === plans.solo) return [];
  const chosen: ComponentChoice[] = [{ ...parts.seats, quantity: dice.int(1, 60) }];
  if (dice.chance(0.2)) chosen.push({ ...parts.storage, quantity: dice.int(1, 40) });
  if (dice.chance(0.15)) chosen.push({ ...parts.sso, quantity: 1 });
  if (dice.chance(0.25)) chosen.push({ ...parts.messages, quantity: 0 });
  return chosen;
}

interface Circumstances {
  start: Millis;
  now: Millis;
  plan: ProductPricePoint;
  components: ComponentChoice[];
}

/** What happens month by month: each month has its small chances. */
function life(dice: Random, catalogue: BrightpathCatalogue, { start, now, plan, components }: Circumstances): Step[] {
  const steps: Step[] = [];
  const seats = components.find(({ component }) => component.id === catalogue.parts.seats.component.id);
  const messages = components.find(({ component }) => component.id === catalogue.parts.messages.component.id);
  let seatCount = seats?.quantity ?? 0;
  let current = plan;
  for (let month = start + 3 * DAY; month < now; month += 30 * DAY) {
    const at = month + dice.int(0, 25) * DAY + dice.int(0, 12) * HOUR;
    if (messages) {
      steps.push({ at, do: "recordUsage", component: messages.component, quantity: dice.int(50, 9_000) });
    }
    const roll = dice.next();
    if (roll < 0.05 && seats) {
      seatCount += dice.int(1, 12);
      steps.push({ at, do: "setQuantity", component: seats.component, quantity: seatCount });
    } else if (roll < 0.075 && seats && seatCount > 2) {
      seatCount -= dice.int(1, Math.ceil(seatCount / 2));
      steps.push({ at, do: "setQuantity", component: seats.component, quantity: seatCount });
    } else if (roll < 0.085) {
      const upgrade = catalogue.upgradeOf(current);
      if (upgrade) steps.push({ at, do: "changePlan", plan: upgrade });
      current = upgrade ?? current;
    } else if (roll < 0.093) {
      const downgrade = catalogue.downgradeOf(current);
      if (downgrade) steps.push({ at, do: "schedulePlanChange", plan: downgrade });
      current = downgrade ?? current;
    } else if (roll < 0.113) {
      steps.push({ at, do: "cardStartsFailing" });
      if (dice.chance(0.75)) steps.push({ at: at + dice.int(20, 45) * DAY, do: "cardIsReplaced" });
    } else if (roll < 0.121) {
      steps.push({ at, do: "refund", amount: null, memo: "Refund on request", applyCredit: true });
    } else if (roll < 0.125) {
      steps.push({ at, do: "credit", amount: 25_00_000_000, memo: "Goodwill credit" });
    } else if (roll < 0.13) {
      steps.push({ at, do: "hold", resumeAt: at + dice.int(20, 70) * DAY });
    } else if (roll < 0.152) {
      steps.push(...leave(dice, at));
    }
  }
  return steps;
}

function leave(dice: Random, at: Millis): Step[] {
  const why = {
    reason: dice.chance(0.7) ? dice.pick(["TOO-EXPENSIVE", "NO-TIME", "COMPETITOR", "CLOSED"]) : null,
    message: dice.chance(0.3) ? "Thank you, but we are moving on." : null,
    method: dice.pick(["billing_portal", "merchant_ui", "merchant_api"]),
  };
  const leaving: Step = dice.chance(0.6) ? { at, do: "cancelAtPeriodEnd", ...why } : { at, do: "cancel", ...why };
  if (!dice.chance(0.12)) return [leaving];
  return [leaving, { at: at + dice.int(35, 120) * DAY, do: "reactivate" }];
}
