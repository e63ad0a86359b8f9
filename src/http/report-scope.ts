import { AppError } from "../errors.js";
import type { ReportError } from "../model/metrics/report.js";
import type { AppDeps } from "./deps.js";
import { earlier } from "./readiness.js";
import { type ReadyScope, readyScope } from "./record-scope.js";

/** What a report is computed from: several data types of one connection. */
export interface ReportScope extends ReadyScope {
  asOf: string;
  /** What the caller must know of the data: that they are old, or not all there. */
  notes: ReportError[];
}

/** Why a report cannot be computed, and when to ask again. */
export interface MissingData {
  errors: ReportError[];
  retryAfterSeconds?: number;
}

/**
 * Finds the data sets a report needs and waits for first syncs, all at the same time. One that cannot be served does
 * not fail the request: Codat's SDKs know no 409 here, and its reports have `errors` to say so.
 *
 * @throws 404 for a connection that is unknown or another company's, or when the source has no such data.
 */
export async function reportScope(
  deps: AppDeps,
  address: { companyId: string; connectionId: string },
  dataTypes: readonly string[],
): Promise<ReportScope | MissingData> {
  const parts = await Promise.all(dataTypes.map((dataType) => partOf(deps, { ...address, dataType })));
  const missing = parts.flatMap((part) => ("errors" in part ? [part] : []));
  if (missing.length > 0) return joinMissing(missing);
  return joinReady(
    dataTypes,
    parts.flatMap((part) => ("errors" in part ? [] : [part])),
  );
}

async function partOf(
  deps: AppDeps,
  address: { companyId: string; connectionId: string; dataType: string },
): Promise<ReadyScope | MissingData> {
  try {
    return await readyScope(deps, address);
  } catch (error) {
    const type = error instanceof AppError ? gapOf(error.code) : undefined;
    if (!(error instanceof AppError) || type === undefined) throw error;
    const { message, retryAfterSeconds } = error;
    const errors = [{ type, message, details: { dataTypes: [address.dataType] } }];
    return { errors, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  }
}

/** What kind of gap it is that a data set cannot be served; undefined for mistakes of the caller. */
function gapOf(code: string): string | undefined {
  if (code === "DatasetNotReady" || code === "DatasetNotRequested") return code;
  return code.startsWith("FirstSync.") ? "DatasetNotAvailable" : undefined;
}

function joinMissing(missing: readonly MissingData[]): MissingData {
  const waits = missing.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []);
  return {
    errors: missing.flatMap(({ errors }) => errors),
    ...(waits.length === 0 ? {} : { retryAfterSeconds: Math.max(...waits) }),
  };
}

function joinReady(dataTypes: readonly string[], parts: readonly ReadyScope[]): ReportScope {
  const [first] = parts;
  if (first === undefined) throw new Error("A report is computed from at least one data type");
  const joined: ReportScope = { ...first, asOf: first.asOf ?? "", warnings: [], notes: [] };
  joined.version = parts.map(({ version }) => version).join();
  const warned = parts.flatMap(({ warnings }) => warnings);
  joined.warnings = [...new Map(warned.map((warning) => [warning.text, warning])).values()];
  for (const [index, { asOf, gaps, staleSince, warnings }] of parts.entries()) {
    const details = { dataTypes: [dataTypes[index] ?? ""] };
    if (asOf !== undefined) joined.asOf = earlier(asOf, joined.asOf);
    if (gaps !== undefined) joined.notes.push({ type: "IncompleteData", message: gaps.join(" "), details });
    if (staleSince === undefined) continue;
    joined.staleSince = earlier(staleSince, joined.staleSince);
    const message = `The figures are of ${staleSince}: ${warnings.map(({ text }) => text).join("; ")}`;
    joined.notes.push({ type: "StaleData", message, details });
  }
  return joined;
}
