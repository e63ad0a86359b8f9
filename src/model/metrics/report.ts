import { z } from "zod";
import { component, field } from "../field.js";

/*
 * The envelope of every metric report, Codat's and ours: figures in `reportData`, arranged by two dimensions. Dimension 0 is
 * time, dimension 1 the metrics of the report. A figure that cannot be computed is left out, never null.
 */

export const ReportDimensionItem = component(
  "ReportDimensionItem",
  "One item of a dimension: a period (`displayName`, `start`, `end`) or a metric (`value`).",
  z.object({
    index: field(z.int(), "derived", "Index of the item, which `reportData` refers to.", 0),
    displayName: field(z.string(), "derived", "Name of a period.", "Period 0").optional(),
    start: field(
      z.string(),
      "derived from reportDate",
      "The last day before the period, `YYYY-MM-DD`: periods are half-open, so no day is in two of them.",
      "2021-04-30",
    ).optional(),
    end: field(
      z.string(),
      "derived from reportDate",
      "The last day of the period, `YYYY-MM-DD`.",
      "2021-05-31",
    ).optional(),
    value: field(z.string(), "derived", "Name of a metric.", "Revenue").optional(),
  }),
);

export const ReportDimension = component(
  "ReportDimension",
  "What the figures are arranged by.",
  z.object({
    index: field(z.int(), "derived", "Index of the dimension.", 0),
    displayName: field(z.string(), "derived", "Its name.", "Period"),
    type: field(z.enum(["datespan", "string"]), "derived", "What its items are: periods or names.", "datespan"),
    items: z.array(ReportDimensionItem),
  }),
);

export const ReportMeasure = component(
  "ReportMeasure",
  "A kind of figure and its unit.",
  z.object({
    index: field(z.int(), "derived", "Index of the measure.", 0),
    displayName: field(z.string(), "derived", "Its name.", "Value"),
    type: field(z.enum(["currency", "percentage", "int", "number"]), "derived", "How to read its figures.", "currency"),
    units: field(z.string(), "derived", "A currency code, `%`, or nothing.", "GBP").optional(),
  }),
);
export type ReportMeasure = z.infer<typeof ReportMeasure>;

export const ReportComponentMeasure = component(
  "ReportComponentMeasure",
  "One figure.",
  z.object({
    index: field(z.int(), "derived", "The measure it is a figure of.", 0),
    measureDisplayName: field(z.string(), "derived", "Name of the measure, if asked for.", "Value").optional(),
    value: field(z.number(), "computed", "The figure; currency figures are in major units.", 2392.48),
  }),
);

const at = {
  dimension: field(z.int(), "derived", "Index of the dimension.", 0),
  dimensionDisplayName: field(z.string(), "derived", "Name of the dimension, if asked for.", "Period").optional(),
  item: field(z.int(), "derived", "Index of the item in it.", 0),
  itemDisplayName: field(z.string(), "derived", "Name of the item, if asked for.", "Period 0").optional(),
};

export const ReportComponent = component(
  "ReportComponent",
  "One metric of a period with its figures.",
  z.object({ ...at, measures: z.array(ReportComponentMeasure) }),
);
export type ReportComponent = z.infer<typeof ReportComponent>;

export const ReportData = component(
  "ReportData",
  "The metrics of one period.",
  z.object({ ...at, components: z.array(ReportComponent) }),
);

export const ReportError = component(
  "ReportError",
  "Why figures are missing or do not cover everything there is.",
  z.object({
    type: field(z.string(), "derived", "Kind of gap.", "DatesOutOfRange"),
    message: field(z.string(), "derived", "The gap in a sentence.", "There are no orders before 2021-04-12."),
    details: field(z.record(z.string(), z.array(z.string())), "derived", "What exactly is missing.").optional(),
  }),
);
export type ReportError = z.infer<typeof ReportError>;

/** A metric report as it is served. */
export const Report = component(
  "Report",
  "A metric report. `reportData` holds one element a period, earliest first; `errors` says what the figures do not cover.",
  z.object({
    reportInfo: field(z.record(z.string(), z.string()), "derived", "Name and display name of the report.", {
      name: "revenue",
      displayName: "Revenue",
    }),
    dimensions: z.array(ReportDimension),
    measures: z.array(ReportMeasure),
    reportData: z.array(ReportData),
    errors: z.array(ReportError).optional(),
  }),
);
export type Report = z.infer<typeof Report>;
