import { z } from "zod";
import { component, field } from "./field.js";
import { type Rational, rational } from "./money.js";

export const FrequencyUnit = z.enum(["Day", "Week", "Month", "Year"]);
export type FrequencyUnit = z.infer<typeof FrequencyUnit>;

export const BillingFrequency = component(
  "BillingFrequency",
  "How often something is billed: every `interval` units. Normalized, so that a year is `1 Year` and never `12 Month`.",
  z.object({
    interval: field(z.int().positive(), "Maxio interval", "Number of units between two billings.", 1),
    unit: field(FrequencyUnit, "Maxio interval_unit", "Unit of the interval.", "Month"),
  }),
  [{ interval: 1, unit: "Month" }],
);
export type BillingFrequency = z.infer<typeof BillingFrequency>;

/** Days that make a week and months that make a year become those: 7 Day → 1 Week, 24 Month → 2 Year; 30 Day stays. */
export function normalizeFrequency(interval: number, unit: FrequencyUnit): BillingFrequency {
  if (unit === "Day" && interval % 7 === 0) return { interval: interval / 7, unit: "Week" };
  if (unit === "Month" && interval % 12 === 0) return { interval: interval / 12, unit: "Year" };
  return { interval, unit };
}

/** Months in one unit. A day is 12/365 of a month: twelve months make the year that 365 days make. */
const monthsPerUnit: Readonly<Record<FrequencyUnit, Rational>> = {
  Day: { n: 12n, d: 365n },
  Week: { n: 84n, d: 365n },
  Month: { n: 1n, d: 1n },
  Year: { n: 12n, d: 1n },
};

/** How many months lie between two billings, exactly. */
export function monthsIn(frequency: BillingFrequency): Rational {
  const unit = monthsPerUnit[frequency.unit];
  return rational(unit.n * BigInt(frequency.interval), unit.d);
}

export function sameFrequency(a: BillingFrequency, b: BillingFrequency): boolean {
  return a.interval === b.interval && a.unit === b.unit;
}
