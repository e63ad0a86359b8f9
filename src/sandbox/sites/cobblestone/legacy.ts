/** Cobblestone's second site: the older architecture, with statements and a ledger instead of invoices. */

import { amount } from "../../core/money.js";
import type { Site, SiteProfile } from "../../core/site.js";
import { addInterval, type Millis } from "../../core/zone.js";
import { buildSite } from "../build.js";
import { catalogueBuilder } from "../catalogue.js";
import { YEARLY } from "../catalogue-drafts.js";
import { teller } from "./teller.js";

export const legacyProfile: SiteProfile = {
  id: 63_002,
  sellerId: 6_300,
  sellerName: "Cobblestone Paving Ltd",
  name: "Cobblestone Classic",
  subdomain: "cobblestone-classic",
  apiKey: "sandbox-key-cobblestone-classic",
  region: "US",
  currency: "USD",
  rates: {},
  zone: "America/New_York",
  relationshipInvoicing: false,
  multiFrequency: false,
};

export function legacySite(now: Millis): Site {
  const catalogue = catalogueBuilder(640_000, addInterval(legacyProfile.zone, now, -40, "month"));
  const family = catalogue.family("Classic", "classic", null);
  const plan = catalogue.product(family, "Classic", "classic-monthly", { priceInCents: 2_500 });
  const yearly = catalogue.product(family, "Classic yearly", "classic-yearly", {
    priceInCents: 25_000,
    interval: YEARLY,
  });
  const parts = catalogue.component(family, "Parts", "parts", {
    kind: "quantity_based_component",
    unitName: "part",
    scheme: "per_unit",
    brackets: [[1, null, "3.0"]],
  });
  const tenOff = catalogue.coupon(family, "CLASSIC10", "Ten percent", {
    discount: { percentage: "10.0" },
    recurrence: "forever",
  });
  const component = catalogue.componentOf(parts);
  const { add, monthsAgo, scripts } = teller(legacyProfile.zone, now, legacyProfile.currency);
  const why = { reason: null, message: null, method: "merchant_ui" };
  add("Classic customer", monthsAgo(18), plan);
  add("Classic with parts", monthsAgo(12), plan, {
    components: [{ component, pricePoint: parts, quantity: 4 }],
    coupons: [tenOff],
    tax: { title: "Sales tax", percentage: "7.0" },
  });
  add("Classic yearly customer", monthsAgo(25), yearly);
  add("Classic by invoice", monthsAgo(9), plan, {
    pays: "nothing",
    collection: "invoice",
    netTerms: 30,
    paysAfterDays: [12, 33],
  });
  add("Classic past due", monthsAgo(7, 6), plan, { steps: [[20, { do: "cardStartsFailing" }]] });
  add("Classic refunded", monthsAgo(7), plan, {
    steps: [[9, { do: "refund", amount: amount("10.0"), memo: "Partial refund", applyCredit: true }]],
  });
  add("Classic canceled", monthsAgo(11), plan, { steps: [[45, { do: "cancel", ...why }]] });
  return buildSite({ profile: legacyProfile, now, catalogue, scripts, firstId: 6_400_000 });
}
