import type { Filter, Value } from "./ast.js";
import type { Syntax, SyntaxClause } from "./parse.js";
import type { ResolvedProperty } from "./properties.js";
import { toClause } from "./values.js";

/**
 * Gives a parsed query its meaning: properties for names, comparable values for text. Throws what `propertyOf` throws. How
 * many comparisons a query makes is bounded by its length, to some 340.
 */
export function resolve(syntax: Syntax, propertyOf: (clause: SyntaxClause) => ResolvedProperty): Filter {
  return toFilter(syntax);

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
