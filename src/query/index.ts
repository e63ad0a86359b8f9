import { errors } from "../errors.js";
import type { Filter } from "./ast.js";
import { parse } from "./parse.js";
import { type QueryType, resolveProperty } from "./properties.js";
import { resolve } from "./resolve.js";
import { excerpt } from "./text.js";

export { parseOrderBy } from "./order.js";
export { companyQuery, connectionQuery, datasetQuery } from "./platform.js";
export type { QueryType } from "./properties.js";

/**
 * Reads a `query` against the schema of what it is about.
 *
 * @param text the parameter as HTTP decoded it; a second encoding is taken off.
 * @throws a 400 `AppError` that says what is wrong: the text, a property, or a value.
 */
export function parseQuery(text: string, type: QueryType): Filter {
  return resolve(parse(text), ({ name, position }) => {
    if (!/^[A-Za-z_][\w.]*$/.test(name)) {
      throw errors.malformedQuery(`"${excerpt(name)}" at position ${position} is not a property.`);
    }
    return resolveProperty(name, type);
  });
}

/**
 * Reads the `tags` parameter of the company list, `region=uk && team=invoice-finance`: the query language over the
 * caller's own keys, with the operators of text. A company without the tag matches no clause about it.
 *
 * @throws `malformedQuery`
 */
export function parseTags(text: string): Filter {
  return resolve(parse(text), ({ name }) => ({ path: ["tags", name], type: "text" }));
}
