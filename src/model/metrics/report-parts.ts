import { z } from "zod";
import { RecordRef } from "../billing/common.js";
import { Instant } from "../dates.js";
import { Amount, component, field } from "../field.js";

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
      "`Subscription`: the subscription as it is now. `Charged`: an invoice for the whole billing period. `Prorated`: prorated invoice lines, scaled up. `Event`: dated by an event and priced by the next invoice. `CarriedForward`: the last price, over days without an invoice, and between changes that no invoice tells apart (in proportion to the quantity, where events tell it). `Projected`: a later price carried back.",
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
      "High when at least 95 % of the revenue is known from subscriptions as they are now or from invoices; Medium when at least 95 % is not projected; else Low. None when there is no data: before the first record, or after the date of the data.",
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
