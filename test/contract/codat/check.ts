import type { z } from "zod";
import { type OperationName, operations } from "./operations.js";
import { error } from "./shapes/platform.js";

/** A breach of Codat's contract. */
export interface Violation {
  rule:
    | "status"
    /** An error status the SDK of this operation does not type. */
    | "typed-status"
    | "content-type"
    | "empty-body"
    | "null"
    | "required"
    | "type"
    | "enum"
    | "envelope"
    | "arithmetic";
  /** Where in the body, e.g. `results.0.orderLineItems.2.id`; empty for the response as a whole. */
  path: string;
  message: string;
}

/**
 * Checks one response against what Codat's strict SDKs accept and its documentation promises: the exact status, the content
 * type, required fields, no null anywhere, closed enums, JSON numbers, the paging envelope, the arithmetic of orders and the
 * error body.
 *
 * @param body the parsed JSON; undefined or `""` for an empty one.
 * @returns every violation; empty when there is none.
 */
export function checkCodat(
  operation: OperationName,
  status: number,
  contentType: string | undefined,
  body: unknown,
): Violation[] {
  const { success, errors, body: shape } = operations[operation];
  if (status < 400) {
    const wrongStatus = status === success ? [] : [violation("status", `${status} instead of ${success}`)];
    return [...wrongStatus, ...(shape ? checkBody(shape, contentType, body) : checkEmpty(body))];
  }
  return [
    ...(errors.includes(status) ? [] : [violation("typed-status", `the SDK does not type ${status} here`)]),
    ...checkBody(error, contentType, body),
    ...checkStatusCode(status, body),
  ];
}

const violation = (rule: Violation["rule"], message: string, path = ""): Violation => ({ rule, path, message });

function checkEmpty(body: unknown): Violation[] {
  return body === undefined || body === "" ? [] : [violation("empty-body", "there must be no body")];
}

function checkBody(shape: z.ZodType, contentType: string | undefined, body: unknown): Violation[] {
  const nulls = findNulls(body, []).map((path) => violation("null", "must be left out, not null", path.join(".")));
  const isKnown = new Set(nulls.map(({ path }) => path));
  const issues = shape.safeParse(body, { reportInput: true }).error?.issues ?? [];
  return [
    ...(isJson(contentType) ? [] : [violation("content-type", `${contentType} is not application/json`)]),
    ...nulls,
    ...issues.map(toViolation).filter(({ path }) => !isKnown.has(path)),
  ];
}

/** Parameters such as `charset=utf-8` are allowed, `application/problem+json` is not. */
const isJson = (contentType: string | undefined) =>
  contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";

function findNulls(value: unknown, path: PropertyKey[]): PropertyKey[][] {
  if (value === null) return [path];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => findNulls(inner, [...path, key]));
}

function toViolation(issue: z.core.$ZodIssue): Violation {
  const path = issue.path.map(String).join(".");
  return violation(ruleOf(issue), issue.message, path);
}

function ruleOf(issue: z.core.$ZodIssue): Violation["rule"] {
  if (issue.code === "custom") return issue.params?.["rule"] ?? "type";
  if (issue.input === undefined) return "required";
  return issue.code === "invalid_value" && typeof issue.input === "string" ? "enum" : "type";
}

function checkStatusCode(status: number, body: unknown): Violation[] {
  const told = typeof body === "object" && body !== null && "statusCode" in body ? body.statusCode : undefined;
  return told === undefined || told === status
    ? []
    : [violation("status", `statusCode is ${told}, the status ${status}`, "statusCode")];
}
