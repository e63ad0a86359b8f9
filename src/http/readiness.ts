import { AppError, errors } from "../errors.js";
import type { DatasetStatus } from "../model/platform/dataset.js";
import type { Readiness } from "../sync/sync.js";

export interface ConnectionReadiness {
  connectionId: string;
  platformKey: string;
  readiness: Readiness;
}

/** A warning of RFC 7234 §5.5: 111 where a refresh failed, 199 for anything else. */
export interface Warning {
  code: 111 | 199;
  text: string;
}

/** What is left when a data type can be served. */
export interface Servable {
  connectionIds: string[];
  /** When, UTC, the oldest part was read. */
  asOf?: string;
  /** What could not be read. */
  gaps?: string[];
  /** Since when, UTC, the oldest part could not be refreshed. */
  staleSince?: string;
  /** What the caller should know about the answer. */
  warnings: Warning[];
  /** Until when, in milliseconds, the same can be answered as long as the store tells of no change; 0 for not at all. */
  until: number;
}

/**
 * Decides whether a read can be answered. A part that is still being read or could not be read fails the whole: a total
 * over some of a company's connections would be a wrong total. A source that has no such data is no gap.
 *
 * @throws 409 while a first sync runs; the failure of a first sync; 404 when no source has such data.
 */
export function servable(dataType: string, parts: readonly ConnectionReadiness[]): Servable {
  const result: Servable = { connectionIds: [], warnings: [], until: Number.POSITIVE_INFINITY };
  for (const { connectionId, readiness } of parts) {
    switch (readiness.state) {
      case "pending":
        throw errors.datasetNotReady(
          `The data set ${dataType} of connection ${connectionId} is still being read from the source (${readiness.progress} %).`,
          readiness.retryAfterSeconds,
        );
      case "failed":
        throw firstSyncFailed(dataType, connectionId, readiness);
      case "notSupported":
        result.warnings.push({ code: 199, text: `connection ${connectionId}: ${readiness.message}` });
        break;
      case "ready":
        result.connectionIds.push(connectionId);
        result.until = Math.min(result.until, readiness.until ?? 0);
        if (readiness.asOf !== undefined) result.asOf = earlier(readiness.asOf, result.asOf);
        if (readiness.gaps !== undefined) {
          result.gaps = [...(result.gaps ?? []), readiness.gaps];
          result.warnings.push({ code: 199, text: `connection ${connectionId}: ${readiness.gaps}` });
        }
        if (readiness.staleSince !== undefined) {
          const text = `connection ${connectionId}: ${readiness.warning ?? "the last refresh failed"}`;
          result.warnings.push({ code: 111, text });
          result.staleSince = earlier(readiness.staleSince, result.staleSince);
        }
    }
  }
  if (result.connectionIds.length === 0) {
    const platforms = [...new Set(parts.map((part) => part.platformKey))].join(", ");
    const { message } = errors.dataTypeNotSupported(dataType, platforms);
    throw errors.notFound([message, ...result.warnings.map(({ text }) => text)].join("; "));
  }
  return result;
}

/** The earlier of two instants. */
export const earlier = (a: string, b: string | undefined): string => (b === undefined || a < b ? a : b);

/** 5xx only where a retry may help: Codat's SDKs repeat those for an hour. */
const failureStatus: Partial<Record<string, number>> = {
  AuthError: 403,
  PermissionsError: 403,
  PrerequisiteNotMet: 422,
  RateLimitError: 503,
  Cancelled: 503,
  InternalError: 500,
  MapError: 500,
} satisfies Partial<Record<DatasetStatus, number>>;

function firstSyncFailed(dataType: string, connectionId: string, failure: Extract<Readiness, { state: "failed" }>) {
  return new AppError(
    `FirstSync.${failure.status}`,
    failureStatus[failure.status] ?? 502,
    `The data set ${dataType} of connection ${connectionId} could not be read: ${failure.message}`,
    failure.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: failure.retryAfterSeconds },
  );
}
