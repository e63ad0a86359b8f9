/**
 * Records no reader can use, at the end of every list: a text where an object belongs, an object without an id, and one
 * whose fields have the wrong types. A reader must skip them and keep everything around them.
 */

import type { Tweak } from "../../core/records/row.js";
import type { Site } from "../../core/site.js";
import type { Table } from "../../core/table.js";

const tweaks: Tweak[] = [
  { instead: "this should have been an object" },
  { instead: null },
  // Some lists are known by other keys than their own: a component line by its subscription, a value by its resource.
  { omit: ["id", "uid", "resource_id", "subscription_id"] },
  {
    set: {
      id: { not: "an id" },
      uid: 17,
      resource_id: [],
      subscription_id: [],
      created_at: "yesterday",
      updated_at: 42,
      name: ["a", "list"],
    },
  },
];

export function addGarbage(site: Site): void {
  addTo(site.families);
  addTo(site.products);
  addTo(site.productPricePoints);
  addTo(site.components);
  addTo(site.componentPricePoints);
  addTo(site.coupons);
  addTo(site.customers);
  addTo(site.subscriptions);
  addTo(site.subscriptionComponents);
  addTo(site.paymentProfiles);
  addTo(site.metadata);
  addTo(site.events);
  addTo(site.invoices);
  addTo(site.creditNotes);
}

function addTo<R extends { tweak?: Tweak; id?: number } | { tweak?: Tweak; uid: string; number: number }>(
  table: Table<R>,
): void {
  const last = table.at(table.size - 1);
  tweaks.forEach((tweak, index) => {
    const number = index + 1;
    const identity =
      "uid" in last ? { uid: `${last.uid}-${number}`, number: last.number + number } : { id: (last.id ?? 0) + number };
    table.add({ ...last, ...identity, tweak });
  });
}

/** Whether a row stands for a record that cannot be read. */
export function isGarbage({ tweak }: { tweak?: Tweak }): boolean {
  return tweak !== undefined && tweaks.includes(tweak);
}
