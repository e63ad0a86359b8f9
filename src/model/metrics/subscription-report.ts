import { z } from "zod";
import { RecordRef } from "../billing/common.js";
import { Currency } from "../currency.js";
import { Instant } from "../dates.js";
import { Amount, component, field } from "../field.js";
import { Report, ReportComponent, ReportData } from "./report.js";
import {
  Absence,
  ConcentrationFlag,
  Exclusion,
  Freshness,
  ParetoPoint,
  ReconciliationLine,
  ReportCheck,
  ReportSeam,
  ReportSource,
} from "./report-parts.js";
import { ConventionName } from "./subscription-parameters.js";

/*
 * The report of a subscription metric: Codat's envelope, and beside the figures everything a reader needs to trust
 * them or not.
 */
export const SubscriptionReportComponent = component(
  "SubscriptionReportComponent",
  "One metric of a period with its figures, or why it has none.",
  z.object({ ...ReportComponent.shape, absence: Absence.optional() }),
);

export const SubscriptionReportData = component(
  "SubscriptionReportData",
  "The metrics of one period.",
  z.object({ ...ReportData.shape, components: z.array(SubscriptionReportComponent) }),
);

export const FigureChange = component(
  "FigureChange",
  "A figure that is not what it was in an earlier answer to the same question.",
  z.object({
    start: field(z.string(), "derived", "Start of the period.", "2026-03-31"),
    end: field(z.string(), "derived", "End of the period.", "2026-04-30"),
    component: field(z.string(), "derived", "The component.", "Churn"),
    measure: field(z.string(), "derived", "The measure.", "Value"),
    before: field(z.number(), "computed", "The figure then; absent if there was none.", 490).optional(),
    after: field(z.number(), "computed", "The figure now; absent if there is none.", 539).optional(),
  }),
);
export type FigureChange = z.infer<typeof FigureChange>;

export const ChangedRecord = component(
  "ReportChangedRecord",
  "A record of the source that changed after a report was first answered.",
  z.object({
    dataType: field(z.string(), "derived", "Its data type.", "billing-invoices"),
    id: field(z.string(), "derived", "Its id.", "inv_8gbztg3r6ggrq"),
    modifiedDate: field(Instant, "derived", "When it was last found changed."),
    isDeleted: field(z.boolean(), "derived", "Whether it is gone from the source.", false),
  }),
);

export const ReportChanges = component(
  "ReportChanges",
  "How a report differs from the first answer to the same question, and why it may.",
  z.object({
    reasons: field(
      z.array(z.enum(["SourceChanged", "WasPresent", "Recomputed"])),
      "derived",
      "`SourceChanged`: records that the report is made of changed since, see `records`. `WasPresent`: the last period was not over, or ended on the day of the data, so it was read from the subscriptions as they were, and is read from invoices and events now. `Recomputed`: neither.",
    ),
    figures: field(z.array(FigureChange), "computed", "The figures that moved, at most 200 of them."),
    figureCount: field(
      z.int(),
      "computed",
      "How many moved in all; absent where there were too many figures to keep them.",
      4,
    ).optional(),
    records: field(
      z.array(ChangedRecord),
      "derived",
      "The records that changed since, newest first, at most 200; without invoices, credit notes and events of later days.",
    ),
    recordCount: field(z.int(), "derived", "How many changed in all.", 1),
  }),
);
export type ReportChanges = z.infer<typeof ReportChanges>;

const ComputedReport = z.object({
  ...Report.shape,
  reportData: z.array(SubscriptionReportData),
  currency: field(Currency, "the parameter, else the company's base currency", "Currency of every amount.", "USD"),
  convention: field(ConventionName, "the parameter", "How recurring revenue is counted.", "standard-billing/1"),
  asOf: field(Instant, "derived", "The instant the data is of: what happened later is not in the figures."),
  firstAsOf: field(
    Instant,
    "derived",
    "The instant of the data when the same question was first answered. Figures that are not what they were then are under `changes`; without it they are the same. Absent for metrics of the present.",
  ).optional(),
  changes: ReportChanges.optional(),
  timeZone: field(
    z.string(),
    "the parameter, else the source's",
    "Zone of the days that instants are put into.",
    "America/New_York",
  ),
  timeZoneSource: field(
    z.enum(["Parameter", "Source", "Default"]),
    "derived",
    "Whether it was asked for, is the source's own (from the offsets of its timestamps), or is UTC for want of either.",
    "Source",
  ),
  freshness: z.array(Freshness),
  exclusions: z.array(Exclusion),
  sources: z.array(ReportSource),
  checks: z.array(ReportCheck).optional(),
  seam: ReportSeam.optional(),
  flags: field(z.array(ConcentrationFlag), "computed", "`concentration`: shares above the thresholds.").optional(),
  pareto: field(
    z.array(ParetoPoint),
    "computed",
    "`concentration`: every customer at the end of the last period, largest first.",
  ).optional(),
  differences: field(
    z.array(ReconciliationLine),
    "computed",
    "`reconciliation`: every subscription on which two sources do not agree.",
  ).optional(),
});
/** The report of a subscription metric. */
export type SubscriptionReport = z.infer<typeof ComputedReport>;

/** The report as it is served: without data there is no currency and no instant either. */
export const SubscriptionReport = component(
  "SubscriptionReport",
  "The report of a subscription metric: Codat's envelope and what its figures rest on. `currency` and `asOf` are left out where there are no data.",
  ComputedReport.partial({ currency: true, asOf: true }),
);
export type ReportWithoutData = z.infer<typeof SubscriptionReport>;

export const FigurePart = component(
  "FigurePart",
  "One customer's, subscription's or invoice's part of a figure.",
  z.object({
    customerRef: field(RecordRef, "Maxio customer.id", "The customer."),
    subscriptionRef: field(
      RecordRef,
      "Maxio subscription.id",
      "The subscription, for figures made of them.",
    ).optional(),
    invoiceRef: field(RecordRef, "Maxio invoice.uid", "The invoice, for figures made of them.").optional(),
    amount: field(Amount, "computed", "Its part of the figure, major units.", 49),
    before: field(Amount, "computed", "What the customer came to at the start, for changes.", 49).optional(),
    after: field(Amount, "computed", "What the customer came to at the end, for changes.", 79).optional(),
    note: field(z.string(), "derived", "A word more, e.g. why a customer left.", "Involuntary").optional(),
  }),
);

const ComputedParts = z.object({
  reportInfo: Report.shape.reportInfo,
  period: z.object({ index: z.int(), start: z.string(), end: z.string() }),
  component: field(z.string(), "the parameter", "The component of the report.", "Churn"),
  currency: Currency,
  convention: ConventionName,
  asOf: Instant,
  parts: z.array(FigurePart),
  errors: Report.shape.errors,
});
/** What is behind one figure of a report. */
export type FigureParts = z.infer<typeof ComputedParts>;

/** What is behind a figure as it is served: without data there are no parts, and `errors` says why. */
export const FigureParts = component(
  "FigureParts",
  "The customers, subscriptions or invoices that a figure is made of, largest part first. `period`, `currency` and `asOf` are left out where there are no data.",
  ComputedParts.partial({ period: true, currency: true, asOf: true }),
);
export type PartsWithoutData = z.infer<typeof FigureParts>;
