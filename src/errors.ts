/**
 * The error catalogue: every failure the service can name, with what a caller may do about it.
 *
 * An `AppError` is safe to show: its message is written by us and never quotes a secret, an upstream body or a stack.
 * `http` turns it into Codat's error body; anything that is not an `AppError` becomes a 500 that says nothing.
 */

/** Codat's `canBeRetried` is a string: `"True"` when the same request may succeed later, `"False"` when it cannot. */
export type CanBeRetried = "True" | "False" | "Unknown";

/** One reason a request was refused, in Codat's `validation.errors[]` shape. */
export interface ValidationItem {
  itemId: string;
  message: string;
  validatorName: string;
}

interface AppErrorOptions {
  canBeRetried?: CanBeRetried;
  /** Seconds after which a retry makes sense; becomes the `Retry-After` header. */
  retryAfterSeconds?: number;
  validation?: ValidationItem[];
  /** For logs only: kept off the response. Must not contain secrets. */
  cause?: unknown;
}

/** An error with a place in the catalogue below; build one with the named constructors of `errors`. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: string;
  readonly statusCode: number;
  readonly canBeRetried: CanBeRetried;
  readonly retryAfterSeconds: number | undefined;
  readonly validation: ValidationItem[] | undefined;

  constructor(code: string, statusCode: number, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.statusCode = statusCode;
    this.canBeRetried = options.canBeRetried ?? (statusCode >= 500 || statusCode === 429 ? "True" : "False");
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.validation = options.validation;
  }
}

/** The caller's mistakes (4xx) and our own states. */
export const errors = {
  badRequest: (message: string, validation?: ValidationItem[]) =>
    new AppError("BadRequest", 400, message, validation ? { validation } : {}),
  malformedQuery: (detail: string) =>
    new AppError("MalformedQuery", 400, `Error parsing query - Malformed query. ${detail}`.trimEnd()),
  unresolvableProperty: (property: string, type: string) =>
    new AppError(
      "UnresolvableProperty",
      400,
      `Error parsing query - Could not resolve property ${property} on ${type}`,
    ),
  unauthorized: () => new AppError("Unauthorized", 401, "Unauthorized"),
  forbidden: (message: string) => new AppError("Forbidden", 403, message),
  routeNotFound: (method: string, path: string) =>
    new AppError("RouteNotFound", 404, `No route matches ${method} ${path}`),
  companyNotFound: (id: string) => new AppError("CompanyNotFound", 404, `No company was found with ID ${id}`),
  connectionNotFound: (id: string) => new AppError("ConnectionNotFound", 404, `Data connection ${id} not found`),
  recordNotFound: (dataType: string, id: string) =>
    new AppError("RecordNotFound", 404, `No data available for ${dataType} for ID ${id}`),
  notFound: (what: string) => new AppError("NotFound", 404, what),
  dataTypeNotSupported: (dataType: string, platform: string) =>
    new AppError("DataTypeNotSupported", 404, `Datatype ${dataType} not supported by platform(s) ${platform}`),
  methodNotAllowed: (method: string) => new AppError("MethodNotAllowed", 405, `Method ${method} is not allowed here`),
  datasetNotReady: (message: string, retryAfterSeconds: number) =>
    new AppError("DatasetNotReady", 409, message, { canBeRetried: "True", retryAfterSeconds }),
  /** Nothing was ever read, and nothing will be until somebody does something about it. */
  datasetNotRequested: (reason: string) =>
    new AppError("DatasetNotRequested", 409, `The data set has not been requested: ${reason}`),
  stillInFlight: () =>
    new AppError("StillInFlight", 409, "The first request with this Idempotency-Key is still in progress.", {
      canBeRetried: "True",
      retryAfterSeconds: 1,
    }),
  conflict: (message: string) => new AppError("Conflict", 409, message),
  payloadTooLarge: (message: string) => new AppError("PayloadTooLarge", 413, message),
  unsupportedMediaType: (message: string) => new AppError("UnsupportedMediaType", 415, message),
  unprocessable: (message: string) => new AppError("Unprocessable", 422, message),
  tooManyRequests: (retryAfterSeconds: number) =>
    new AppError(
      "TooManyRequests",
      429,
      "You have made too many requests in a given amount of time; please retry later.",
      { retryAfterSeconds },
    ),
  internal: (cause?: unknown) =>
    new AppError("Internal", 500, "There is a problem with our server. Please try again later.", { cause }),
  unavailable: (message: string, retryAfterSeconds = 5, cause?: unknown) =>
    new AppError("Unavailable", 503, message, { retryAfterSeconds, cause }),
} as const;

/**
 * What an upstream request can come to, apart from a good answer. The kind decides everything: whether `lib` retries,
 * which dataset status a sync run ends in, and what an HTTP caller is told.
 */
export type UpstreamFailure =
  /** 401: the credentials are refused. */
  | "unauthorized"
  /** 403: the credentials are good but this is not allowed. */
  | "forbidden"
  /** 404: no such resource (or no such site). */
  | "notFound"
  /** 422 on a request that was well formed: the merchant's account is blocked at the source. */
  | "blocked"
  /** Any other 4xx: our request was wrong. */
  | "rejected"
  /** 429 after every attempt allowed. */
  | "throttled"
  /** 5xx, 408, connection failures, redirects. */
  | "unavailable"
  /** No complete answer within the attempt's or the request's deadline. */
  | "timeout"
  /** A 200 that is not JSON, is cut off, is too large or has the wrong envelope. */
  | "badPayload"
  /** The breaker is open: recent requests to this source failed, so none was sent. */
  | "circuitOpen"
  /** The caller gave up (shutdown). */
  | "aborted";

/** A failed upstream request. `message` is ours; no upstream text, header or URL with credentials is ever inside. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly kind: UpstreamFailure;
  /** The upstream HTTP status, when there was one. */
  readonly upstreamStatus: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: UpstreamFailure,
    message: string,
    options: { upstreamStatus?: number | undefined; retryAfterSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.upstreamStatus = options.upstreamStatus;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
