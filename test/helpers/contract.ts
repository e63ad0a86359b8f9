import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import { checkCodat } from "../contract/codat/check.js";
import { operationOf } from "../contract/codat/operations.js";

type Json = Record<string, unknown>;

interface Operation {
  operationId: string;
  responses: Record<string, Json>;
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: { requestBody: { content: Record<string, { schema: Json; example: unknown }> } } }>;
  components: Record<string, Record<string, Json>>;
}

export const openApiDocument: OpenApiDocument = JSON.parse(
  readFileSync(new URL("../../openapi/openapi.json", import.meta.url), "utf8"),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addFormat("date-time-local", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
ajv.addSchema(openApiDocument, "openapi");

/** What a caller got. */
export interface Answer {
  method: string;
  /** With its query. */
  path: string;
  status: number;
  headers: Headers;
  text: string;
}

/** Operations that were seen to answer, with their statuses: `GET /companies 200`. */
export const seen = new Set<string>();

/**
 * Holds an answer against our own document: the status is one the operation has, the body is what it says, errors have
 * Codat's body, nothing anywhere is null, and every response has the headers every response has.
 */
export function expectContract(answer: Answer): void {
  const { method, status, headers, text } = answer;
  const [path = ""] = answer.path.split("?");
  const about = `${method} ${answer.path} → ${status} ${text.slice(0, 300)}`;
  for (const name of ["x-correlation-id", "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"]) {
    expect(headers.get(name), `${name} of ${about}`).not.toBeNull();
  }
  if (method === "HEAD" || status === 304) {
    expect(text, about).toBe("");
    return;
  }
  if (status >= 400) expectCodatError(answer, about);
  expectCodat(answer, about);
  const found = findOperation(method, path);
  if (!found) {
    if (isUndocumented(path) && status < 400) return;
    expect([404, 405, 401, 429], `${about}: an undocumented operation`).toContain(status);
    return;
  }
  const { template, operation } = found;
  seen.add(`${method} ${template} ${status}`);
  const response = resolve(operation.responses[String(status)] ?? operation.responses[`${Math.floor(status / 100)}XX`]);
  // A path may also be refused before it is routed, and any method but ours is a 405.
  expect(response, `${about}: ${operation.operationId} does not document this status`).toBeDefined();
  if (headers.get("content-type")?.startsWith("text/csv")) {
    expect(contentOf(response)?.["text/csv"], about).toBeDefined();
    return;
  }
  const schema = contentOf(response)?.["application/json"]?.schema;
  if (!schema) {
    expect(text, about).toBe("");
    return;
  }
  const body: unknown = JSON.parse(text);
  expect(headers.get("content-type"), about).toMatch(/^application\/json(;|$)/);
  const validate = compile(schema);
  expect(validate(body) ? [] : validate.errors, about).toEqual([]);
  if (!template.endsWith("/proxy")) expect([...nullsIn(body)], `nulls in ${about}`).toEqual([]);
}

/**
 * Holds an answer against Codat's contract, where Codat has the operation. An error the SDK of the operation does not
 * type is left: tests provoke more than an SDK can ask for.
 */
function expectCodat({ method, path, status, headers, text }: Answer, about: string): void {
  const operation = operationOf(method, path);
  if (operation === undefined) return;
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  const violations = checkCodat(operation, status, headers.get("content-type") ?? undefined, body);
  expect(
    violations.filter(({ rule }) => rule !== "typed-status"),
    about,
  ).toEqual([]);
}

/** Holds the body of an event against what the document says of events of its type. */
export function expectEvent(body: unknown): void {
  const { eventType } = body as { eventType: string };
  const schema = openApiDocument.webhooks[eventType]?.post.requestBody.content["application/json"]?.schema;
  expect(schema, `${eventType}: an undocumented event`).toBeDefined();
  const validate = compile(schema ?? {});
  expect(validate(body) ? [] : validate.errors, eventType).toEqual([]);
  expect([...nullsIn(body)], `nulls in ${eventType}`).toEqual([]);
}

/** Served for operators and browsers, and described elsewhere than in the document. */
const isUndocumented = (path: string) => /^\/(openapi\.json|metrics|docs)/.test(path);

function expectCodatError({ status, headers, text }: Answer, about: string): void {
  const body = JSON.parse(text) as Json;
  expect(body, about).toMatchObject({
    statusCode: status,
    service: "StandardBilling",
    error: expect.stringMatching(/./),
    correlationId: headers.get("x-correlation-id"),
    canBeRetried: expect.stringMatching(/^(True|False|Unknown)$/),
    detailedErrorCode: 0,
  });
  expect(text, about).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
}

function findOperation(method: string, path: string) {
  for (const [template, operations] of Object.entries(openApiDocument.paths)) {
    const pattern = new RegExp(`^${template.replace(/[.]/g, "\\.").replace(/\{[^}]+\}/g, "[^/]+")}/?$`);
    const operation = operations[method.toLowerCase()];
    if (operation && pattern.test(path)) return { template, operation };
  }
  return undefined;
}

function resolve(node: Json | undefined): Json | undefined {
  const ref = node?.["$ref"];
  if (typeof ref !== "string") return node;
  const [section = "", name = ""] = ref.replace("#/components/", "").split("/");
  return openApiDocument.components[section]?.[name];
}

function contentOf(response: Json | undefined) {
  return response?.["content"] as Record<string, { schema: Json }> | undefined;
}

const compiled = new Map<string, ValidateFunction>();

function compile(schema: Json): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components');
  let validate = compiled.get(text);
  if (!validate) {
    validate = ajv.compile(JSON.parse(text));
    compiled.set(text, validate);
  }
  return validate;
}

/** Where a body has nulls, on which Codat's SDKs throw. What stands in `supplementalData` is the source's. */
function* nullsIn(node: unknown, path = ""): Generator<string> {
  if (node === null) yield path;
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node))
    if (key !== "supplementalData") yield* nullsIn(value, `${path}.${key}`);
}
