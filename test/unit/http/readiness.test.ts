import { describe, expect, test } from "vitest";
import { AppError } from "../../../src/errors.js";
import { servable } from "../../../src/http/readiness.js";
import type { Readiness } from "../../../src/sync/sync.js";

const ready: Readiness = { state: "ready" };
const parts = (...states: Readiness[]) =>
  states.map((readiness, index) => ({ connectionId: `c${index + 1}`, platformKey: "rkgp", readiness }));

function failure(...states: Readiness[]): AppError {
  try {
    servable("billing-invoices", parts(...states));
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return error as AppError;
  }
  throw new Error("it was served");
}

describe("what can be served", () => {
  test("every connection that is ready", () => {
    expect(servable("billing-plans", parts(ready, ready))).toEqual({
      connectionIds: ["c1", "c2"],
      warnings: [],
      until: 0,
    });
  });

  test("until the first of them is due; not at all where one may change unseen", () => {
    const until = (...times: (number | undefined)[]) =>
      servable("billing-plans", parts(...times.map((time) => ({ ...ready, ...(time ? { until: time } : {}) })))).until;
    expect(until(3, 2, 4)).toBe(2);
    expect(until(3, undefined)).toBe(0);
  });

  test("stale data, with the oldest age and a warning for each", () => {
    const result = servable(
      "billing-plans",
      parts(
        { state: "ready", staleSince: "2026-05-02T00:00:00Z", warning: "the source is down" },
        { state: "ready", staleSince: "2026-05-01T00:00:00Z" },
        ready,
      ),
    );
    expect(result).toEqual({
      connectionIds: ["c1", "c2", "c3"],
      staleSince: "2026-05-01T00:00:00Z",
      until: 0,
      warnings: [
        { code: 111, text: "connection c1: the source is down" },
        { code: 111, text: "connection c2: the last refresh failed" },
      ],
    });
  });

  test("what could not be read is told", () => {
    const result = servable("billing-plans", parts({ state: "ready", gaps: "2 records could not be read" }, ready));
    expect(result).toMatchObject({
      gaps: ["2 records could not be read"],
      warnings: [{ code: 199, text: "connection c1: 2 records could not be read" }],
    });
  });

  test("the others, when one source has no such data: that is no gap", () => {
    const result = servable("billing-invoices", parts(ready, { state: "notSupported", message: "no invoices here" }));
    expect(result).toEqual({
      connectionIds: ["c1"],
      until: 0,
      warnings: [{ code: 199, text: "connection c2: no invoices here" }],
    });
  });
});

describe("what cannot", () => {
  test("a first sync under way fails the whole, with its progress and when to come back", () => {
    const error = failure(ready, { state: "pending", retryAfterSeconds: 3, progress: 42 });
    expect(error).toMatchObject({ statusCode: 409, canBeRetried: "True", retryAfterSeconds: 3 });
    expect(error.message).toContain("billing-invoices of connection c2");
    expect(error.message).toContain("42 %");
  });

  test.each([
    ["FetchError", 502, "True"],
    ["RateLimitError", 503, "True"],
    ["AuthError", 403, "False"],
    ["PermissionsError", 403, "False"],
    ["PrerequisiteNotMet", 422, "False"],
    ["MapError", 500, "True"],
    ["InternalError", 500, "True"],
  ])("a first sync that ended in %s is a %i", (status, statusCode, canBeRetried) => {
    const error = failure(ready, { state: "failed", status, message: "why", retryAfterSeconds: 9 });
    expect(error).toMatchObject({ statusCode, canBeRetried, retryAfterSeconds: 9 });
    expect(error.message).toContain("connection c2 could not be read: why");
  });

  test("data no source has is a 404 that says why", () => {
    const error = failure({ state: "notSupported", message: "older statements" });
    expect(error.statusCode).toBe(404);
    expect(error.message).toBe(
      "Datatype billing-invoices not supported by platform(s) rkgp; connection c1: older statements",
    );
  });
});
