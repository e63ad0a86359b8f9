import { errors } from "../errors.js";
import type { Filter, Value } from "./ast.js";
import type { Syntax, SyntaxClause } from "./parse.js";
import type { ResolvedProperty } from "./properties.js";
import { toClause } from "./values.js";

/** So that no query keeps a database busy over every record for long. A list of alternatives, `a=1 || a=2`, counts once. */
const maxComparisons = 50;

/** Gives a parsed query its meaning: properties for names, comparable values for text. Throws what `propertyOf` throws. */
export function resolve(syntax: Syntax, propertyOf: (clause: SyntaxClause) => ResolvedProperty): Filter {
  const filter = toFilter(syntax);
  const comparisons = countComparisons(filter);
  if (comparisons > maxComparisons) {
    throw errors.malformedQuery(`It makes ${comparisons} comparisons and may make ${maxComparisons}.`);
  }
  return filter;

  function toFilter(syntax: Syntax): Filter {
    if (syntax.kind === "clause") return toClause(syntax, propertyOf(syntax));
    const terms = syntax.terms.map(toFilter);
    return syntax.kind === "or" ? anyOf(terms) : { kind: "and", terms };
  }
}

/** Alternatives, in which all that ask whether one property equals this or that are one. */
function anyOf(terms: readonly Filter[]): Filter {
  const merged: Filter[] = [];
  const valuesOf = new Map<string, Value[]>();
  for (const term of terms) {
    if (term.kind !== "clause" || term.operator !== "=") {
      merged.push(term);
      continue;
    }
    const key = JSON.stringify(term.property.path);
    const values = valuesOf.get(key) ?? [];
    if (values.push(term.value) > 1) continue;
    valuesOf.set(key, values);
    merged.push({ kind: "oneOf", property: term.property, values });
  }
  const [only, ...others] = merged;
  return only && others.length === 0 ? only : { kind: "or", terms: merged };
}

function countComparisons(filter: Filter): number {
  return "terms" in filter ? filter.terms.reduce((count, term) => count + countComparisons(term), 0) : 1;
}
