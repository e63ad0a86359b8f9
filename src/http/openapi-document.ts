import { meanings } from "./openapi-parts.js";

type Json = Record<string, unknown>;
type Named = Record<string, Json>;

interface Document {
  paths?: Record<string, Record<string, Operation>>;
  webhooks?: Named;
  components?: Record<string, Named>;
}

interface Operation extends Json {
  responses: Record<string, Json>;
}

const refPrefix = "#/components/schemas/";

/** Headers that are on every response. */
const commonHeaders: Named = {
  "X-Correlation-Id": { description: "Identifies the request in the log.", schema: { type: "string" } },
  "X-Rate-Limit-Limit": { description: "Requests allowed a minute.", schema: { type: "integer" } },
  "X-Rate-Limit-Remaining": { description: "Requests left of them.", schema: { type: "integer" } },
  "X-Rate-Limit-Reset": {
    description: "When they are all there again, UTC.",
    schema: { type: "string", format: "date-time" },
  },
};
const retryAfter = { description: "Seconds after which to try again.", schema: { type: "integer" } };
const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  description:
    "Any text of the caller's. Repeated within 90 minutes, with the same body, the first answer is given again and nothing is done; with another body it is a 422, while the first request is in progress a 409. 401 and 429 are never kept.",
  schema: { type: "string", maxLength: 255 },
};
const repeatable = ["post", "put", "patch"];
const retryableStatuses = ["409", "429", "503"];

/**
 * Finishes the generated document: each schema comes twice, as input and as output, so those no path and no
 * webhook leads to are dropped; errors, which are alike everywhere, and the headers every response has are said once.
 */
export function finishDocument<T extends object>(generated: T): T {
  const document = structuredClone(generated) as T & Document;
  const schemas = document.components?.["schemas"] ?? {};
  for (const path of Object.values(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(path)) if (repeatable.includes(method)) addIdempotency(operation);
  }
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));
  const used = reachable([document.paths, document.webhooks], schemas);
  const renamed = new Map([...used].map((name) => [name, shortName(name, used)]));
  const errorResponses: Named = {};
  for (const operation of operations) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status < "400") response["headers"] = headerRefs;
      else
        operation.responses[status] = {
          $ref: `#/components/responses/${shareError(errorResponses, status, response)}`,
        };
    }
  }
  document.components = {
    ...document.components,
    schemas: Object.fromEntries([...used].sort().map((name) => [renamed.get(name) ?? name, schemas[name] ?? {}])),
    responses: errorResponses,
    parameters: { ...document.components?.["parameters"], IdempotencyKey: idempotencyKey },
    headers: { ...commonHeaders, "Retry-After": retryAfter },
  };
  return renameRefs(document, renamed);
}

function addIdempotency(operation: Operation): void {
  const parameters = Array.isArray(operation["parameters"]) ? operation["parameters"] : [];
  operation["parameters"] = [...parameters, { $ref: "#/components/parameters/IdempotencyKey" }];
  // Errors are alike but for their status and its meaning.
  const alike = operation.responses["400"];
  if (!alike) return;
  operation.responses["409"] ??= { ...alike, description: meanings[409] };
  operation.responses["422"] ??= { ...alike, description: meanings[422] };
}

const refsTo = (names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
const headerRefs = refsTo(Object.keys(commonHeaders));

/** Adds an error response to the shared ones, if it is not there, and tells its name. */
function shareError(shared: Named, status: string, response: Json): string {
  const name = `Error${status}`;
  const extra = retryableStatuses.includes(status) ? refsTo(["Retry-After"]) : {};
  shared[name] = { ...response, headers: { ...headerRefs, ...extra } };
  return name;
}

/** `CompanyRequestInput` is called `CompanyRequest` where only the one is left. */
function shortName(name: string, used: ReadonlySet<string>): string {
  const short = name.replace(/Input$/, "");
  return used.has(short) ? name : short;
}

function reachable(root: unknown, schemas: Json): Set<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "$ref" && typeof value === "string" && value.startsWith(refPrefix)) {
        const name = value.slice(refPrefix.length);
        if (found.has(name)) continue;
        found.add(name);
        visit(schemas[name]);
      } else visit(value);
    }
  };
  visit(root);
  return found;
}

function renameRefs<T>(node: T, names: ReadonlyMap<string, string>): T {
  return JSON.parse(JSON.stringify(node), (key, value) => {
    if (key !== "$ref" || typeof value !== "string" || !value.startsWith(refPrefix)) return value;
    return refPrefix + (names.get(value.slice(refPrefix.length)) ?? value.slice(refPrefix.length));
  });
}
