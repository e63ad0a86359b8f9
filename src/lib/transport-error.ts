import { UpstreamError } from "../errors.js";

/**
 * Makes undici's and Node's connection errors ours. Only their code is kept: their messages and causes can quote
 * addresses, certificates and headers.
 */
export function transportFailure(error: unknown, host: string): { failure: UpstreamError; again: boolean } {
  const code = errorCode(error);
  if (code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED")
    return { failure: new UpstreamError("aborted", "The client was closed"), again: false };
  if (code === "ENOTFOUND") return { failure: new UpstreamError("notFound", `There is no host ${host}`), again: false };
  const failure = new UpstreamError("unavailable", `The connection to ${host} failed (${code ?? "unknown error"})`);
  return { failure, again: !isLasting(code) };
}

/** Certificates do not mend themselves within a retry, and a request undici refuses to send stays refused. */
function isLasting(code: string | undefined): boolean {
  return code !== undefined && /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO_VERIFY|UND_ERR_INVALID_ARG/.test(code);
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string" && /^[A-Z][A-Z0-9_]{1,60}$/.test(error.code)) return error.code;
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return errorCode(error.cause);
}
