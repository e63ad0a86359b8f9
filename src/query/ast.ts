/** What a `query` means once it has been parsed and resolved against a data type's schema. */
export type Filter = { kind: "and" | "or"; terms: readonly Filter[] } | Clause | OneOf;

/**
 * One comparison. It holds only where the property is present: an absent property matches no clause, not even `!=`
 * ("We do not currently support querying on null fields", Codat's querying page).
 */
export interface Clause {
  kind: "clause";
  property: Property;
  operator: Operator;
  value: Value;
}

/** What `a=1 || a=2 || …` comes to: a list of ids costs one look at the record, however long it is. */
export interface OneOf {
  kind: "oneOf";
  property: Property;
  values: readonly Value[];
}

/** Comparable with the property's values: see `Property.type`. */
export type Value = string | number | boolean;

/** `~` is "contains", ignoring the case of the letters A to Z. */
export type Operator = "=" | "!=" | "~" | ">" | "<" | ">=" | "<=";

/** A queryable property of a data type: where it is in the record and how its values compare. */
export interface Property {
  /** Dotted path split: `["customerRef", "id"]`. Each part is a key of the model; only a tag's key is the caller's text. */
  path: readonly string[];
  /**
   * How values compare:
   * - `text` exactly, case included;
   * - `enum` exactly, once the caller's spelling has been replaced by the model's;
   * - `date` as instants, to the millisecond, in the form `2026-05-01T12:00:00.000` (UTC, or as written where no zone is
   *   known), which text order puts in time order;
   * - `number` and `boolean` by value.
   */
  type: "text" | "enum" | "date" | "number" | "boolean";
  /** Whether the path leads through a list: a clause holds when it holds for any element, and such a property has no order. */
  isMany?: true;
}

/**
 * Text sorts by code point (the byte order of UTF-8), false before true. An absent property sorts before every value:
 * first ascending, last descending.
 */
export interface Order {
  property: Property;
  descending: boolean;
}
