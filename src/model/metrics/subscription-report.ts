import { z } from "zod";
import { RecordRef } from "../billing/common.js";
import { Instant } from "../dates.js";
import { Amount, component, field } from "../field.js";
import { Currency } from "../money.js";
import { Report, ReportComponent, ReportData } from "./report.js";
import { ConventionName } from "./subscription-parameters.js";

/*
 * The report of a subscription metric: Codat's envelope, and beside the figures everything a reader needs to trust
 * them or not.
 */

export const Exclusion = component(
  "ReportExclusion",
  "Something the figures leave out, so that the total can be rebuilt.",
  z.object({
    reason: field(
      z.string(),
      "derived",
      "Why: a reason not to count a subscription (`Trialing`, `Paused`, `Unpaid`, `Cancelled`, `PriceUnknown`, …), `OtherCurrency:EUR`, a reason to leave a document out (`VoidInvoice`, `InvoiceNotIssued`, `CreditNotProrated`, …), or `DiscountDurationUnknown`: deducted as if it recurred, as the catalogue does not tell.",
      "Trialing",
    ),
    count: field(z.int(), "derived", "How many subscriptions or documents.", 12),
    amount: field(
      Amount,
      "derived",
      "What they come to, major units: per month for subscriptions, as charged for documents.",
      588,
    ).optional(),
  }),
);
export type Exclusion = z.infer<typeof Exclusion>;

export const Freshness = component(
  "ReportFreshness",
  "How fresh the data of a type is.",
  z.object({
    dataType: field(z.string(), "derived", "The data type.", "billing-invoices"),
    lastSync: field(Instant, "derived", "When it was last read from the source successfully.").optional(),
    isComplete: field(z.boolean(), "derived", "Whether everything there is was read at that time.", true),
  }),
);
export type Freshness = z.infer<typeof Freshness>;

export const Confidence = z.enum(["High", "Medium", "Low", "None"]);

export const SourcePart = component(
  "ReportSourcePart",
  "How much of a period's recurring revenue is known from one kind of source.",
  z.object({
    basis: field(
      z.enum(["Subscription", "Charged", "Prorated", "Event", "CarriedForward", "Projected"]),
      "derived",
      "`Subscription`: the subscription as it is now. `Charged`: an invoice for the whole billing period. `Prorated`: prorated invoice lines, scaled up. `Event`: dated by an event and priced by the next invoice. `CarriedForward`: the last price, over days without an invoice. `Projected`: a later price carried back.",
      "Charged",
    ),
    subscriptions: field(z.int(), "derived", "Subscriptions it is for.", 118),
    amount: field(Amount, "derived", "Their recurring revenue, major units per month.", 5782),
  }),
);

export const ReportSource = component(
  "ReportSource",
  "Which sources a period's figures come from, and how sure they are.",
  z.object({
    period: field(z.int(), "derived", "Index of the period.", 0),
    date: field(z.string(), "derived", "The day the state is of, `YYYY-MM-DD`.", "2026-04-30"),
    confidence: field(
      Confidence,
      "derived",
      "High when at least 95 % of the revenue is known from subscriptions as they are now or from invoices; Medium when at least 95 % is not projected; else Low. None when there is no data.",
      "High",
    ),
    isRunning: field(z.boolean(), "derived", "Whether the period goes on beyond the data: it is not over.", false),
    parts: z.array(SourcePart),
  }),
);
export type ReportSource = z.infer<typeof ReportSource>;

export const Absence = component(
  "ReportAbsence",
  "Why a figure is missing, when it could not be computed.",
  z.object({
    reason: field(z.string(), "derived", "Why, as a code.", "NoCustomersAtStart"),
    message: field(z.string(), "derived", "Why, as a sentence.", "There were no customers at the start."),
  }),
);
export type Absence = z.infer<typeof Absence>;

export const ReportCheck = component(
  "ReportCheck",
  "An identity the figures of a period must satisfy, and whether they do.",
  z.object({
    period: field(z.int(), "derived", "Index of the period.", 0),
    name: field(
      z.string(),
      "derived",
      "The identity.",
      "start + new + expansion + reactivation − contraction − churn = end",
    ),
    holds: field(z.boolean(), "computed", "Whether it holds exactly, before rounding.", true),
    difference: field(Amount, "computed", "Left side minus right side, major units.", 0),
  }),
);
export type ReportCheck = z.infer<typeof ReportCheck>;

export const ReportSeam = component(
  "ReportSeam",
  "Where history ends and the present begins: recurring revenue today by the invoices, which the past is computed from, and by the subscriptions, which the present is.",
  z.object({
    byInvoices: field(Amount, "computed", "What invoices say of today, major units per month.", 5800),
    bySubscriptions: field(Amount, "computed", "What the subscriptions say.", 5850),
    difference: field(
      Amount,
      "computed",
      "The second minus the first. It is part of the movements of the period that ends today.",
      50,
    ),
    subscriptions: field(z.int(), "computed", "Subscriptions the two do not agree on; `reconciliation` lists them.", 1),
  }),
);

export const ConcentrationFlag = component(
  "ConcentrationFlag",
  "A share above its threshold.",
  z.object({
    period: field(z.int(), "derived", "Index of the period.", 0),
    component: field(z.string(), "derived", "Whose share.", "Largest customer"),
    threshold: field(z.number(), "the parameter", "In percent.", 10),
    share: field(z.number(), "computed", "In percent.", 12.5),
  }),
);
export type ConcentrationFlag = z.infer<typeof ConcentrationFlag>;

export const ParetoPoint = component(
  "ParetoPoint",
  "A customer's place in the concentration curve.",
  z.object({
    rank: field(z.int(), "computed", "1 for the largest customer.", 1),
    customerRef: field(RecordRef, "Maxio customer.id", "The customer; named if display names are asked for."),
    value: field(Amount, "computed", "Net MRR, major units.", 490),
    share: field(z.number(), "computed", "Share of all net MRR, in percent; shares add up to 100.", 12.5),
    cumulativeShare: field(z.number(), "computed", "Share of this and all larger customers, in percent.", 12.5),
  }),
);
export type ParetoPoint = z.infer<typeof ParetoPoint>;

export const ReconciliationLine = component(
  "ReconciliationLine",
  "A subscription on whose recurring revenue today two sources do not agree.",
  z.object({
    against: field(z.enum(["Source", "Invoices"]), "derived", "What it is compared with.", "Source"),
    subscriptionRef: field(RecordRef, "Maxio subscription.id", "The subscription."),
    customerRef: field(
      RecordRef,
      "Maxio customer.id",
      "The customer; named if display names are asked for.",
    ).optional(),
    ours: field(Amount, "computed", "Net MRR by the convention, major units.", 49),
    theirs: field(Amount, "Maxio subscriptions_mrr; invoice lines", "What the other says.", 0),
    difference: field(Amount, "computed", "Ours minus theirs.", 49),
    cause: field(z.string(), "computed", "Why, as a code; every code is a component of the report.", "OnHold"),
  }),
);
export type ReconciliationLine = z.infer<typeof ReconciliationLine>;

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
