/** What a `query` means once it has been parsed and resolved against a data type's schema. */
export type Filter =
  | { kind: "and" | "or"; terms: readonly Filter[] }
  | { kind: "clause"; property: Property; operator: Operator; value: string | number | boolean };

export type Operator = "=" | "!=" | "~" | ">" | "<" | ">=" | "<=";

/** A queryable property of a data type: where it is in the record and how its values compare. */
export interface Property {
  /** Dotted path split: `["customerRef", "id"]`. Each part is a key of the model, never the caller's text. */
  path: readonly string[];
  /**
   * `text` compares as it is, `enum` ignoring case, `date` as an instant (a value without a time means midnight UTC),
   * `number` and `boolean` by value.
   */
  type: "text" | "enum" | "date" | "number" | "boolean";
}

export interface Order {
  property: Property;
  descending: boolean;
}
