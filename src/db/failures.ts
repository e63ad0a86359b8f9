import { AppError, errors } from "../errors.js";

/**
 * PostgreSQL classes that mean "not now": connection failures, resources (disk full, too many connections), operator
 * intervention (shutdown, statement timeout) and lock timeouts.
 */
const postgresUnavailable = /^(08|53|57|58)|^55P03$|^25P03$|^40/;
const sqliteUnavailable = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN)/;
const networkUnavailable = /^E(CONN|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH)/;
/** Messages of pg and pg-pool that carry no code. */
const poolUnavailable =
  /timeout exceeded when trying to connect|Connection terminated|not queryable|Query read timeout/;

/** Whether a driver's error says that the database cannot answer now, rather than that the statement was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return (
    (/^[0-9A-Z]{5}$/.test(code) && postgresUnavailable.test(code)) ||
    sqliteUnavailable.test(code) ||
    networkUnavailable.test(code) ||
    poolUnavailable.test(error.message)
  );
}

/** A driver's error as the rest of the service knows it: 503 when the database is away, unchanged otherwise. */
export function clearFailure(error: unknown): unknown {
  if (error instanceof AppError || !isUnavailable(error)) return error;
  return errors.unavailable("The database does not answer. Please try again later.", 5, error);
}

/** Whether an error is what `clearFailure` makes of a database that cannot answer now. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof AppError && error.code === "Unavailable" && isUnavailable(error.cause);
}
