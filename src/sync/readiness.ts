import type { DatasetRow } from "../db/tables.js";
import type { Readiness } from "./sync.js";

/** How a data type of a connection stands: its latest run, and the latest one that ended well. */
export interface Standing {
  latest: DatasetRow | undefined;
  successful: DatasetRow | undefined;
}

/** When a data type must be read again. */
export interface Due {
  now: number;
  /** Age, in milliseconds, from which what was read is too old. */
  maxAge: number;
  /** Not before this time, because the last attempt failed. */
  retryAt: number;
}

/** Whether a run should be started: there is none in progress, and the last one is too old or failed long enough ago. */
export function isDue(standing: Standing, due: Due): boolean {
  return due.now >= dueAt(standing, due);
}

/** When a run should be started, in milliseconds, unless something happens before; infinity while one is in progress. */
export function dueAt({ latest }: Standing, { maxAge, retryAt }: Due): number {
  if (latest?.completed === null) return Number.POSITIVE_INFINITY;
  const isAnswer = latest?.status === "Complete" || latest?.status === "NotSupported";
  return isAnswer ? Math.max(Date.parse(latest.completed) + maxAge, retryAt) : retryAt;
}

/** What a reader gets without waiting; undefined when a run must end first. */
export function readinessOf(standing: Standing, due: Due): Readiness | undefined {
  const { latest, successful } = standing;
  const isFailed = latest !== undefined && latest.completed !== null && latest.status !== "Complete";
  if (successful?.completed) {
    const { completed: asOf, status_description: gaps } = successful;
    const ready = { state: "ready" as const, asOf, ...(gaps === null ? {} : { gaps }) };
    return isFailed ? { ...ready, staleSince: asOf, warning: descriptionOf(latest) } : ready;
  }
  if (!latest || !isFailed) return undefined;
  if (latest.status === "NotSupported") return { state: "notSupported", message: descriptionOf(latest) };
  if (isDue(standing, due)) return undefined;
  return {
    state: "failed",
    status: latest.status,
    message: descriptionOf(latest),
    retryAfterSeconds: Math.max(1, Math.ceil((due.retryAt - due.now) / 1_000)),
  };
}

function descriptionOf({ status, status_description, error_message }: DatasetRow): string {
  return status_description ?? error_message ?? status;
}
