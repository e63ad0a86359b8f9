import { type BillingFrequency, type FrequencyUnit, normalizeFrequency } from "../../../model/frequency.js";
import type { IntervalUnit } from "../wire/enums.js";
import type { Unread } from "../wire/fields.js";
import { choose, integer } from "./read.js";

/** Maxio says everything in days and months; `never`, null and anything else is no interval. */
const units = { day: "Day", month: "Month" } as const satisfies Record<IntervalUnit, FrequencyUnit>;

/** The normalized frequency of an interval, undefined when it is not known or not positive. */
export function frequency(
  interval: Unread<"integer"> | null | undefined,
  intervalUnit: Unread<"enum"> | null | undefined,
): BillingFrequency | undefined {
  const count = integer(interval);
  const unit = choose(units, intervalUnit, undefined);
  return count === undefined || count < 1 || unit === undefined ? undefined : normalizeFrequency(count, unit);
}
