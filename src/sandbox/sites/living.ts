/** Sites whose subscriptions can be lived on: `change()` lets more happen to them, by the same rules as before. */
import type { SubscriptionComponent } from "../core/records/accounts.js";
import type { Site } from "../core/site.js";
import type { World } from "../simulate/begin.js";
import type { Run } from "../simulate/run.js";

export interface LivingSite extends Site {
  life: {
    runs: Map<number, Run>;
    world: World;
    /** The component rows behind `componentsOf`. */
    rows: Map<number, SubscriptionComponent[]>;
    firstId: number;
  };
}

export function isLiving(site: Site): site is LivingSite {
  return "life" in site;
}
