import type { Derivation } from "../provider.js";
import { catalogDerivations } from "./derivations/catalog.js";
import { customerDerivations } from "./derivations/customers.js";
import { documentDerivations } from "./derivations/documents.js";
import { body, record, site, siteJoin } from "./derivations/joins.js";
import { subscriptionDerivation } from "./derivations/subscriptions.js";
import type { MapSettings } from "./map/currency.js";
import { mapEvent } from "./map/event.js";
import { mapSourceRevenue } from "./map/source-revenue.js";
import type { Event } from "./wire/event.js";
import type { WireListName } from "./wire/index.js";
import type { SubscriptionMrr } from "./wire/subscription-mrr.js";

/** What is built from what: every list that makes records of its own, and what its items are joined with. */
export function createDerivations(settings: MapSettings): readonly Derivation[] {
  return [
    ...catalogDerivations(settings),
    ...customerDerivations,
    subscriptionDerivation(settings),
    ...documentDerivations(settings),
    {
      root: "events" satisfies WireListName,
      produces: ["billing-subscriptionEvents"],
      joins: [],
      map: (root) => record("billing-subscriptionEvents", mapEvent(body<Event>(root), settings)),
    },
    {
      root: "subscriptions_mrr" satisfies WireListName,
      produces: ["billing-sourceRevenue"],
      joins: [siteJoin],
      map: (root, joined) =>
        record("billing-sourceRevenue", mapSourceRevenue(body<SubscriptionMrr>(root), site(joined), settings)),
    },
  ];
}
