import type { AddOn } from "../../../model/billing/add-on.js";
import type { Plan } from "../../../model/billing/plan.js";
import type { CurrencyPriceRole, PricePointType } from "../wire/enums.js";
import type { Unread } from "../wire/fields.js";
import { choose, flag } from "./read.js";

const pricePointTypes = {
  default: "Default",
  catalog: "Catalog",
  custom: "Custom",
} as const satisfies Record<PricePointType, Plan["prices"][number]["type"]>;

/** The type of a price point; before there were types, components had a flag for the default one. */
export function pricePointType(pricePoint: {
  type?: Unread<"enum"> | null | undefined;
  default?: Unread<"flag"> | null | undefined;
}): AddOn["prices"][number]["type"] {
  const stated = choose(pricePointTypes, pricePoint.type, undefined);
  if (stated !== undefined) return stated;
  const isDefault = flag(pricePoint.default);
  return isDefault === undefined ? "Unknown" : isDefault ? "Default" : "Catalog";
}

/** Price points in the order they were made. */
export function inIdOrder<T extends { id: string | number }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => Number(a.id) - Number(b.id));
}

export const currencyPriceRoles = {
  baseline: "Recurring",
  trial: "Trial",
  initial: "Setup",
} as const satisfies Record<CurrencyPriceRole, "Recurring" | "Trial" | "Setup">;

/** Archived once there is a date for it, even one that cannot be read. */
export function catalogStatus(archivedAt: Unread<"timestamp"> | null | undefined): Plan["status"] {
  return typeof archivedAt === "string" && archivedAt !== "" ? "Archived" : "Active";
}
