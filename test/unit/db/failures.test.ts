import { expect, it } from "vitest";
import { clearFailure, isDatabaseAway } from "../../../src/db/failures.js";
import { AppError, errors } from "../../../src/errors.js";

const coded = (code: string, message = "…") => Object.assign(new Error(message), { code });

it.each([
  ["ECONNREFUSED", true],
  ["ENOTFOUND", true],
  ["57P01", true], // admin shutdown
  ["57014", true], // statement timeout
  ["53300", true], // too many connections
  ["53100", true], // disk full
  ["08006", true],
  ["40P01", true], // deadlock
  ["SQLITE_BUSY", true],
  ["SQLITE_FULL", true],
  ["SQLITE_IOERR_WRITE", true],
  ["23505", false], // unique violation
  ["42P01", false], // undefined table
  ["28P01", false], // wrong password
  ["SQLITE_CONSTRAINT_UNIQUE", false],
  ["SQLITE_ERROR", false],
  ["ERR_ASSERTION", false],
])("%s: the database is away? %s", (code, isAway) => {
  const error = coded(code);
  const clear = clearFailure(error);
  expect(isDatabaseAway(clear)).toBe(isAway);
  if (isAway)
    expect(clear).toMatchObject({ statusCode: 503, canBeRetried: "True", retryAfterSeconds: 5, cause: error });
  else expect(clear).toBe(error);
});

it("knows the messages of pg and its pool that have no code", () => {
  for (const message of ["timeout exceeded when trying to connect", "Connection terminated unexpectedly"]) {
    expect(isDatabaseAway(clearFailure(new Error(message)))).toBe(true);
  }
});

it("leaves an error of the catalogue, and tells a shutdown from a database that is away", () => {
  const error = errors.unavailable("shutting down");
  expect(clearFailure(error)).toBe(error);
  expect(error).toBeInstanceOf(AppError);
  expect(isDatabaseAway(error)).toBe(false);
});
