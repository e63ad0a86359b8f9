type Json = Record<string, unknown>;

const refPrefix = "#/components/schemas/";

/** Headers that are on every response. */
const commonHeaders = {
  "X-Correlation-Id": { description: "Identifies the request in the log.", schema: { type: "string" } },
  "X-Rate-Limit-Limit": { description: "Requests allowed a minute.", schema: { type: "integer" } },
  "X-Rate-Limit-Remaining": { description: "Requests left of them.", schema: { type: "integer" } },
  "X-Rate-Limit-Reset": {
    description: "When they are all there again, UTC.",
    schema: { type: "string", format: "date-time" },
  },
};

/**
 * Finishes the generated document: drops the components no path leads to (each schema comes twice, as input and as
 * output), says which headers every response has, and lists the tags.
 */
export function finishDocument<T extends object>(generated: T): T {
  const document = structuredClone(generated) as T & { paths?: Json; tags?: Json[]; components?: Record<string, Json> };
  const schemas = document.components?.["schemas"] ?? {};
  const used = reachable(document.paths, schemas);
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
  for (const name of Object.keys(schemas).sort()) {
    const schema = schemas[name];
    delete schemas[name];
    schemas[name] = schema;
  }

  const tags = new Set<string>();
  const headers = Object.fromEntries(
    Object.keys(commonHeaders).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
  for (const operation of operations(document.paths ?? {})) {
    for (const tag of (operation["tags"] as string[] | undefined) ?? []) tags.add(tag);
    for (const response of Object.values(operation["responses"] as Record<string, Json>)) {
      response["headers"] = headers;
    }
  }
  document.components = { ...document.components, headers: commonHeaders };
  document.tags = [...tags].map((name) => ({ name }));
  return document;
}

function operations(paths: Json): Json[] {
  return Object.values(paths).flatMap((path) => Object.values(path as Record<string, Json>));
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
