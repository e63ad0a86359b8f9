import { AppError, UpstreamError, type UpstreamFailure } from "../errors.js";
import type { DatasetStatus } from "../model/platform/dataset.js";

/** How a run of a data type failed. */
export interface Failure {
  status: DatasetStatus;
  /** For the caller: what is wrong, and nothing secret. */
  message: string;
  /** Whether nothing else of the connection can be read either. */
  isOfConnection: boolean;
  retryAfterSeconds?: number;
  /** The HTTP status the source answered with, when it did. */
  sourceStatus?: number;
}

/**
 * What a failed request means for a run. Being refused, blocked or throttled is a matter of the whole account at the
 * source; anything else may be one list's trouble, and the others are read all the same.
 */
const outcomes: Record<UpstreamFailure, Pick<Failure, "status" | "isOfConnection">> = {
  unauthorized: { status: "AuthError", isOfConnection: true },
  forbidden: { status: "PermissionsError", isOfConnection: false },
  notFound: { status: "FetchError", isOfConnection: false },
  blocked: { status: "FetchError", isOfConnection: true },
  rejected: { status: "FetchError", isOfConnection: false },
  throttled: { status: "RateLimitError", isOfConnection: true },
  unavailable: { status: "FetchError", isOfConnection: false },
  timeout: { status: "FetchError", isOfConnection: false },
  badPayload: { status: "FetchError", isOfConnection: false },
  circuitOpen: { status: "FetchError", isOfConnection: true },
  aborted: { status: "Cancelled", isOfConnection: true },
};

/** Turns whatever a run threw into how its datasets end. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UpstreamError) {
    const { kind, message, retryAfterSeconds, upstreamStatus } = error;
    return {
      ...outcomes[kind],
      message: kind === "blocked" ? `The account at the source is blocked; nothing was deleted. ${message}` : message,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...(upstreamStatus === undefined ? {} : { sourceStatus: upstreamStatus }),
    };
  }
  const message = error instanceof AppError ? error.message : "There is a problem with our server.";
  return { status: "InternalError", message, isOfConnection: true };
}
