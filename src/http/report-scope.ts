import { AppError } from "../errors.js";
import type { ReportError } from "../model/metrics/report.js";
import type { Freshness } from "../model/metrics/report-parts.js";
import type { AppDeps } from "./deps.js";
import { earlier } from "./readiness.js";
import { type ReadyScope, readyScope } from "./record-scope.js";

/** What a report is computed from: several data types of one connection. */
export interface ReportScope extends ReadyScope {
  asOf: string;
  /** What the caller must know of the data: that they are old, or not all there. */
  notes: ReportError[];
  /** Of each data type. */
  freshness: Freshness[];
}

/** The data types a report is computed from. */
export interface ReportData {
  /** Without these it cannot be computed. */
  readonly needs: readonly string[];
  /** These make it better: it is computed without them where the source does not give them. */
  readonly uses: readonly string[];
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
 * @throws 404 for a connection that is unknown or another company's.
 */
export async function reportScope(
  deps: AppDeps,
  address: { companyId: string; connectionId: string },
  { needs, uses }: ReportData,
): Promise<ReportScope | MissingData> {
  const find = async (dataType: string, isNeeded: boolean): Promise<Part> => {
    const found = await partOf(deps, { ...address, dataType });
    const isMissing = "errors" in found && (isNeeded || found.errors.some(({ type }) => type !== notAvailable));
    return { dataType, found, isMissing };
  };
  const parts = await Promise.all([
    ...needs.map((dataType) => find(dataType, true)),
    ...uses.map((dataType) => find(dataType, false)),
  ]);
  const missing = parts.flatMap(({ found, isMissing }) => (isMissing && "errors" in found ? [found] : []));
  return missing.length > 0 ? joinMissing(missing) : joinReady(parts);
}

interface Part {
  dataType: string;
  found: ReadyScope | MissingData;
  /** Whether the report has to do without figures because of it. */
  isMissing: boolean;
}

const notAvailable = "DatasetNotAvailable";

async function partOf(
  deps: AppDeps,
  address: { companyId: string; connectionId: string; dataType: string },
): Promise<ReadyScope | MissingData> {
  try {
    return await readyScope(deps, address);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const type = gapOf(error.code);
    if (type === undefined) throw error;
    const { message, retryAfterSeconds } = error;
    const errors = [{ type, message, details: { dataTypes: [address.dataType] } }];
    return { errors, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  }
}

/** What kind of gap it is that a data set cannot be served; undefined for mistakes of the caller. */
function gapOf(code: string): string | undefined {
  if (code === "DatasetNotReady" || code === "DatasetNotRequested") return code;
  return code === "NotFound" || code.startsWith("FirstSync.") ? notAvailable : undefined;
}

function joinMissing(missing: readonly MissingData[]): MissingData {
  const waits = missing.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []);
  return {
    errors: missing.flatMap(({ errors }) => errors),
    ...(waits.length === 0 ? {} : { retryAfterSeconds: Math.max(...waits) }),
  };
}

function joinReady(parts: readonly Part[]): ReportScope {
  const ready = parts.flatMap(({ found }) => ("errors" in found ? [] : [found]));
  const [first] = ready;
  if (first === undefined) throw new Error("A report is computed from at least one data type");
  const joined: ReportScope = { ...first, asOf: first.asOf ?? "", warnings: [], notes: [], freshness: [] };
  joined.version = ready.map(({ version }) => version).join();
  joined.changes = Math.min(...ready.map(({ changes }) => changes));
  joined.until = Math.min(...ready.map(({ until }) => until));
  const warned = ready.flatMap(({ warnings }) => warnings);
  joined.warnings = [...new Map(warned.map((warning) => [warning.text, warning])).values()];
  for (const { dataType, found } of parts) {
    if ("errors" in found) {
      joined.notes.push(...found.errors);
      joined.freshness.push({ dataType, isComplete: false });
      continue;
    }
    const { asOf, gaps, staleSince, warnings } = found;
    const details = { dataTypes: [dataType] };
    joined.freshness.push({
      dataType,
      ...(asOf === undefined ? {} : { lastSync: asOf }),
      isComplete: gaps === undefined,
    });
    if (asOf !== undefined) joined.asOf = earlier(asOf, joined.asOf);
    if (gaps !== undefined) joined.notes.push({ type: "IncompleteData", message: gaps.join(" "), details });
    if (staleSince === undefined) continue;
    joined.staleSince = earlier(staleSince, joined.staleSince);
    const message = `The figures are of ${staleSince}: ${warnings.map(({ text }) => text).join("; ")}`;
    joined.notes.push({ type: "StaleData", message, details });
  }
  return joined;
}
