import { errors } from "../errors.js";
import type { Filter } from "./ast.js";
import { parse, type Syntax } from "./parse.js";
import { type QueryType, resolveProperty } from "./properties.js";
import { toClause } from "./values.js";

export { canonical } from "./canonical.js";
export { parseOrderBy } from "./order.js";
export type { QueryType } from "./properties.js";
export { parseTags } from "./tags.js";

/**
 * Reads a `query` against the schema of what it is about.
 *
 * @param text the parameter as HTTP decoded it; once more encoded does no harm.
 * @throws a 400 `AppError` that says what is wrong: the text, a property, or a value.
 */
export function parseQuery(text: string, type: QueryType): Filter {
  return resolve(parse(text), type);
}

function resolve(syntax: Syntax, type: QueryType): Filter {
  if (syntax.kind !== "clause") return { kind: syntax.kind, terms: syntax.terms.map((term) => resolve(term, type)) };
  if (!/^[A-Za-z_][\w.]*$/.test(syntax.name)) {
    throw errors.malformedQuery(`"${syntax.name}" at position ${syntax.position} is not a property.`);
  }
  return toClause(syntax, resolveProperty(syntax.name, type));
}
