import { z } from "zod";
import { component, field } from "./field.js";

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
