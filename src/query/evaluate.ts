import type { Clause, Filter, Order, Property, Value } from "./ast.js";
import { dateKey } from "./dates.js";
import { compareText, lowerAscii } from "./text.js";

/**
 * Whether a record is what the filter asks for. This is what the query language means; the SQL that `db` makes of a
 * filter is tested against it.
 */
export function matches(filter: Filter, record: object): boolean {
  switch (filter.kind) {
    case "and":
      return filter.terms.every((term) => matches(term, record));
    case "or":
      return filter.terms.some((term) => matches(term, record));
    case "clause":
      return valuesAt(filter.property, record).some((value) => holds(filter, value));
    case "oneOf":
      return valuesAt(filter.property, record).some((value) => filter.values.includes(value));
  }
}

/** A comparison function for `sort` and `toSorted`, which keep records that compare equal as they were. */
export function comparing({ property, descending }: Order): (a: object, b: object) => number {
  return (a, b) => {
    const order = compareOptional(valuesAt(property, a)[0], valuesAt(property, b)[0]);
    return descending ? -order : order;
  };
}

function holds({ operator, value }: Clause, actual: Value): boolean {
  switch (operator) {
    case "=":
      return actual === value;
    case "!=":
      return actual !== value;
    case "~":
      return lowerAscii(String(actual)).includes(lowerAscii(String(value)));
    case ">":
      return compare(actual, value) > 0;
    case "<":
      return compare(actual, value) < 0;
    case ">=":
      return compare(actual, value) >= 0;
    case "<=":
      return compare(actual, value) <= 0;
  }
}

function compareOptional(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compare(a, b);
}

function compare(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return Number(a) - Number(b);
}

/** The values a record has for a property, in the form that compares; none when it is absent, several through a list. */
function valuesAt({ path, type }: Property, record: object): Value[] {
  let found: unknown[] = [record];
  for (const key of path) {
    // flatMap opens a list into its elements.
    found = found.flatMap((value) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : [],
    );
  }
  return found.map((value) => comparable(type, value)).filter((value) => value !== undefined);
}

function comparable(type: Property["type"], value: unknown): Value | undefined {
  switch (type) {
    case "text":
    case "enum":
      return typeof value === "string" ? value : undefined;
    case "date":
      return typeof value === "string" ? dateKey(value) : undefined;
    case "number":
      return typeof value === "number" ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
  }
}
