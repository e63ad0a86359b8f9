import { createHash } from "node:crypto";
import {
  changesBetween,
  type KeptFigures,
  keptFigures,
  reachedPresent,
  type SubscriptionMetric,
} from "../metrics/index.js";
import { parseReportDate } from "../model/metrics/parameters.js";
import type { SubscriptionReportParameters } from "../model/metrics/subscription-parameters.js";
import type { ReportChanges, SubscriptionReport } from "../model/metrics/subscription-report.js";
import { inTextOrder } from "../model/text-order.js";
import { parseQuery } from "../query/index.js";
import { servedTypes } from "./data-types.js";
import type { AppDeps } from "./deps.js";

/** Questions of a connection whose first answers are kept; of more than these the oldest are forgotten. */
const KEPT_ANSWERS = 1_000;
/** Figures larger than this are kept as a digest: that they moved is then known, and not which. */
const KEPT_CHARACTERS = 100_000;
/** Figures and records that are listed; how many there are in all is told beside. */
const LISTED = 200;

type Deps = Pick<AppDeps, "store">;

export interface Answered {
  metric: SubscriptionMetric;
  connectionId: string;
  parameters: SubscriptionReportParameters;
  /** When, by our clock, the computing began: what is stored later is not in the report. */
  begun: Date;
  report: SubscriptionReport;
}

/**
 * Compares a report with the first answer to the same question, which is kept: for the same date the same figures, or
 * what moved and which records changed since. Metrics of the present have nothing to compare.
 */
export async function comparedWithFirst(deps: Deps, answered: Answered): Promise<SubscriptionReport> {
  const { metric, connectionId, report, begun } = answered;
  if (metric.isOfPresent) return report;
  const { firstAnswers } = deps.store;
  const question = questionOf(answered);
  const figures = keptFigures(report);
  const text = JSON.stringify(figures);
  const digest = digestOf(text);
  const first = await firstAnswers.find(connectionId, question);
  if (first === undefined) {
    const kept = text.length <= KEPT_CHARACTERS ? { figures: text } : {};
    const seen = begun.toISOString();
    await firstAnswers.keep(connectionId, question, { asOf: report.asOf, seen, digest, ...kept }, KEPT_ANSWERS);
    return { ...report, firstAsOf: report.asOf };
  }
  if (first.digest === digest) return { ...report, firstAsOf: first.asOf };
  const moved = first.figures === undefined ? [] : changesBetween(JSON.parse(first.figures) as KeptFigures, figures);
  const { records, recordCount } = await changedRecords(deps, answered, first.seen);
  const wasPresent = reachedPresent(figures, first.asOf, report.timeZone);
  const reasons: ReportChanges["reasons"] = [
    ...(recordCount > 0 ? ["SourceChanged" as const] : []),
    ...(wasPresent ? ["WasPresent" as const] : []),
  ];
  const changes: ReportChanges = {
    reasons: reasons.length > 0 ? reasons : ["Recomputed"],
    figures: moved.slice(0, LISTED),
    ...(first.figures === undefined ? {} : { figureCount: moved.length }),
    records,
    recordCount,
  };
  return { ...report, firstAsOf: first.asOf, changes };
}

/** The same however its date is written, and whether or not names were asked for. */
function questionOf({ metric, parameters }: Answered): string {
  const { includeDisplayNames: _, reportDate, ...others } = parameters;
  return digestOf(JSON.stringify([metric.name, parseReportDate(reportDate), others]));
}

const digestOf = (text: string) => createHash("sha256").update(text).digest("base64url");

/** The property that dates a document or an event, which cannot move figures of days before it. */
const datedBy: Readonly<Record<string, string>> = {
  "billing-invoices": "issueDate",
  "billing-creditNotes": "issueDate",
  "billing-subscriptionEvents": "date",
};

/** Records the metric reads that changed since, newest first, without documents and events of later days. */
async function changedRecords({ store }: Deps, { metric, connectionId, report }: Answered, since: string) {
  const lastDay = report.dimensions[0]?.items.at(-1)?.end ?? "";
  const found: ReportChanges["records"] = [];
  let recordCount = 0;
  for (const type of servedTypes) {
    const { dataType } = type;
    if (!isRead(metric, dataType)) continue;
    const dated = datedBy[dataType];
    const query = `modifiedDate>${since}${dated === undefined ? "" : ` && ${dated}<=${dayWithMargin(lastDay)}`}`;
    const page = await store.records.page([connectionId], dataType, {
      filter: parseQuery(query, type),
      order: { property: { path: ["modifiedDate"], type: "date" }, descending: true },
      offset: 0,
      limit: LISTED,
    });
    recordCount += page.total;
    for (const body of page.rows) {
      const { id, modifiedDate, metadata } = JSON.parse(body) as StoredRecord;
      found.push({ dataType, id, modifiedDate, isDeleted: metadata.isDeleted });
    }
  }
  found.sort((a, b) => inTextOrder(b.modifiedDate, a.modifiedDate));
  return { records: found.slice(0, LISTED), recordCount };
}

interface StoredRecord {
  id: string;
  modifiedDate: string;
  metadata: { isDeleted: boolean };
}

const isRead = ({ needs, uses }: SubscriptionMetric, dataType: string) =>
  [...needs, ...uses].some((type) => type === dataType);

/**
 * Two days later. The report's days are of its zone, documents are dated in the source's and events in UTC, so what belongs
 * to a day may be dated up to a day after it.
 */
const dayWithMargin = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 2 * 86_400_000).toISOString().slice(0, 10);
