import type { Filter } from "./ast.js";

/** A text that is the same for filters that differ only in spelling, spaces, braces or the order of terms: a cache key. */
export function canonical(filter: Filter): string {
  if (filter.kind === "clause") {
    return `${filter.property.path.join(".")}${filter.operator}${JSON.stringify(filter.value)}`;
  }
  if (filter.kind === "oneOf") {
    const values = new Set(filter.values.map((value) => JSON.stringify(value)));
    return `${filter.property.path.join(".")}=${[...values].sort().join("|")}`;
  }
  const separator = filter.kind === "and" ? "&&" : "||";
  const terms = filter.terms.flatMap((term) => flatten(term, filter.kind)).map(canonical);
  const distinct = [...new Set(terms)].sort();
  return distinct.length === 1 ? distinct.join() : `{${distinct.join(separator)}}`;
}

function flatten(filter: Filter, kind: "and" | "or"): readonly Filter[] {
  return filter.kind === kind ? filter.terms.flatMap((term) => flatten(term, kind)) : [filter];
}
