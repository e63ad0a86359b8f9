/** Custom fields, as merchants use them: who looks after an account, and how it was won. */
import { random } from "../core/random.js";
import type { Outcome } from "./build.js";

const managers = ["Robin Field", "Sam Harbour", "Kit Marsh"] as const;
const channels = ["Partner", "Search", "Referral", "Event"] as const;

/** Gives most subscriptions an account manager and most customers a channel; one value in twenty was deleted again. */
export function addCustomFields({ runs, metafields, metadata }: Outcome, firstId: number): void {
  const manager = { id: firstId + 801, resource: "subscriptions", name: "Account manager", inputType: "text" } as const;
  const channel = { id: firstId + 802, resource: "customers", name: "Channel", inputType: "dropdown" } as const;
  metafields.push({ ...manager, choices: null }, { ...channel, choices: [...channels] });
  const dice = random("custom fields", firstId);
  const add = (field: typeof manager | typeof channel, resourceId: number, value: string, at: number) => {
    const deletedAt = dice.chance(0.05) ? at : null;
    const { resource, id: metafieldId } = field;
    const id = firstId * 7 + metadata.length + 1;
    metadata.push({ id, createdAt: at, updatedAt: at, resource, resourceId, metafieldId, value, deletedAt });
  };
  const customers = new Set<number>();
  for (const { subscription, customer } of runs) {
    if (dice.chance(0.7)) add(manager, subscription.id, dice.pick(managers), subscription.createdAt);
    const isNew = !customers.has(customer.id);
    customers.add(customer.id);
    if (isNew && dice.chance(0.6)) add(channel, customer.id, dice.pick(channels), customer.createdAt);
  }
}
