import type { Filter } from "./ast.js";
import { parse, type Syntax } from "./parse.js";
import { toClause } from "./values.js";

/**
 * Reads the `tags` parameter of the company list, `region=uk && team=invoice-finance`: the query language over the
 * caller's own keys, with the operators of text. A company without the tag matches no clause about it.
 *
 * @throws `malformedQuery`
 */
export function parseTags(text: string): Filter {
  return resolve(parse(text));
}

function resolve(syntax: Syntax): Filter {
  if (syntax.kind !== "clause") return { kind: syntax.kind, terms: syntax.terms.map(resolve) };
  return toClause(syntax, { path: ["tags", syntax.name], type: "text" });
}
