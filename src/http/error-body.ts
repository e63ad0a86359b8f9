import { AppError, type UpstreamError, type UpstreamFailure } from "../errors.js";
import type { ErrorMessage } from "../model/platform/error.js";

const service = "StandardBilling";

/** Codat's error body. Every field but `validation` is always there; nothing of the cause is. */
export function errorBody(error: AppError, correlationId: string): ErrorMessage {
  return {
    statusCode: error.statusCode,
    service,
    error: error.message,
    correlationId,
    canBeRetried: error.canBeRetried,
    detailedErrorCode: 0,
    ...(error.validation ? { validation: { errors: error.validation, warnings: [] } } : {}),
  };
}

/**
 * What a failed upstream request is to our caller. Codat's SDKs repeat 5xx for an hour, so only what may pass by itself
 * is one; and a source's 401 is never ours, because the caller's own key is good.
 */
const upstreamStatus: Record<UpstreamFailure, number> = {
  unauthorized: 403,
  forbidden: 403,
  notFound: 404,
  blocked: 422,
  rejected: 422,
  throttled: 503,
  unavailable: 502,
  timeout: 504,
  badPayload: 502,
  circuitOpen: 503,
  aborted: 503,
};

/** Turns a failed upstream request into the error our caller sees. */
export function fromUpstream(error: UpstreamError): AppError {
  return new AppError(`Upstream.${error.kind}`, upstreamStatus[error.kind], error.message, {
    cause: error,
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
  });
}
