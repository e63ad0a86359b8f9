/**
 * Cobblestone Edge Cases: a company nobody could have, with every edge case of Maxio's data at least once. Customers are
 * named after the case they stand for.
 */
import type { Site, SiteProfile } from "../../core/site.js";
import { addInterval, type Millis } from "../../core/zone.js";
import { buildSite, type Outcome, type SitePlan } from "../build.js";
import { addCustomFields } from "../custom-fields.js";
import { consolidate, setInvoiceStatuses, tellBilling, tellGroups } from "./billing.js";
import { cobblestoneCatalogue } from "./catalogue.js";
import { addGarbage } from "./garbage.js";
import { addOddities, tellOddities } from "./oddities.js";
import { tellPricing } from "./pricing.js";
import { tellStates } from "./states.js";
import { teller } from "./teller.js";

export const cobblestoneProfile: SiteProfile = {
  id: 63_001,
  sellerId: 6_300,
  sellerName: "Cobblestone Paving Ltd",
  name: "Cobblestone",
  subdomain: "cobblestone",
  apiKey: "sandbox-key-cobblestone",
  region: "EU",
  currency: "USD",
  rates: { EUR: "0.92", JPY: "151.5", KWD: "0.307" },
  zone: "Europe/London",
  relationshipInvoicing: true,
  multiFrequency: true,
  // Ids of invoices in event snapshots go beyond what a double can hold.
  invoiceIdBase: 614_942_008_934_401_000n,
  eventIdBase: 9_007_199_254_740_993n,
  mrr: { countsOnHold: true, leavesWhenScheduled: true, daysAMonth: 30 },
  tweak: {
    set: {
      tax_configuration: { kind: "managed avalara", destination_address: "shipping_only", fully_configured: false },
    },
  },
};

export function cobblestoneSite(now: Millis): Site {
  const catalogue = cobblestoneCatalogue(addInterval(cobblestoneProfile.zone, now, -30, "month"));
  const told = teller(cobblestoneProfile.zone, now, cobblestoneProfile.currency);
  tellStates(told, catalogue, now);
  tellPricing(told, catalogue);
  tellBilling(told, catalogue);
  tellGroups(told, catalogue);
  tellOddities(told, catalogue);
  const firstId = 6_300_000;
  const plan = {
    profile: cobblestoneProfile,
    now,
    catalogue: catalogue.builder,
    scripts: told.scripts,
    firstId,
    reasonCodes: [
      ["COSTS", "Costs too much"],
      ["MOVED", "Moved away"],
      ["", "A code without a name"],
    ],
  } satisfies SitePlan;
  const site = buildSite(plan, (outcome: Outcome) => {
    addCustomFields(outcome, firstId);
    setInvoiceStatuses(outcome);
    consolidate(outcome);
    addOddities(outcome);
  });
  addGarbage(site);
  return site;
}
