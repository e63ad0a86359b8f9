import { hash } from "node:crypto";
import { billingTypes } from "../model/billing/index.js";
import { commerceTypes } from "../model/commerce/index.js";
import type { Property } from "../query/ast.js";
import { dateNumber } from "../query/dates.js";
import { type QueryType, scalarProperties } from "../query/properties.js";
import type { StoredValue, ValueColumn } from "./tables.js";
import { cleanText } from "./text.js";

/**
 * Where `record_values` has each property of a data type, so that a filter or an order never reads a body: a compact row a
 * record, in which every property that can be queried is a typed column. Numbers, flags (0 and 1) and dates (milliseconds
 * since 1970) are in `n1`, `n2`, …, texts in `t1`, `t2`, …, in the order of the model.
 *
 * Three have a name and an index, since lists are long and asked for by them again and again: `customer_id` (the documents
 * of one customer), `record_date` (the newest first) and `modified_date` (what changed since the last look). More indexes
 * would not pay: going through the compact rows of 100,000 invoices takes some 15 ms, while an index costs every write.
 */
export interface Layout {
  columns: readonly { property: Property; column: ValueColumn }[];
  /** Changes with the columns: rows stored in another layout are made anew. */
  fingerprint: string;
}

/** The date a record is known by: the first of these its data type has. */
const recordDates = ["issueDate", "date", "createdDate"];

/** Properties that are columns of their own: the key's. */
const keys = ["id", "connectionId"];

const types: Readonly<Record<string, QueryType>> = { ...billingTypes, ...commerceTypes };
const layouts = new Map<string, Layout & { byName: ReadonlyMap<string, ValueColumn> }>();

/** The layout of a data type's values; without columns when the model does not know it. */
export function layoutOf(dataType: string): Layout {
  return find(dataType);
}

/** The column that holds a property; undefined for the key's and those that cannot be queried. */
export function columnOf(dataType: string, path: readonly string[]): ValueColumn | undefined {
  return find(dataType).byName.get(path.join("."));
}

/** The values of a finished record in the order of the layout; null where it has none, or one of another type than the model's. */
export function valuesOf(dataType: string, record: object): StoredValue[] {
  return find(dataType).columns.map(({ property }) => storedValue(property.type, valueAt(record, property.path)));
}

function valueAt(record: object, path: readonly string[]): unknown {
  let value: unknown = record;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
    value = Reflect.get(value, key);
  }
  return value;
}

function storedValue(type: Property["type"], value: unknown): StoredValue {
  switch (type) {
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? Number(value) : null;
    case "date":
      return typeof value === "string" ? (dateNumber(value) ?? null) : null;
    case "text":
    case "enum":
      return typeof value === "string" ? cleanText(value) : null;
  }
}

function find(dataType: string) {
  const known = layouts.get(dataType);
  if (known) return known;
  const type = Object.hasOwn(types, dataType) ? types[dataType] : undefined;
  const columns = type ? columnsOf(scalarProperties(type)) : [];
  const byName = new Map(columns.map(({ property, column }) => [property.path.join("."), column]));
  const fingerprint = hash("sha256", JSON.stringify(columns), "base64url").slice(0, 16);
  const layout = { columns, byName, fingerprint };
  layouts.set(dataType, layout);
  return layout;
}

function columnsOf(properties: readonly Property[]): Layout["columns"] {
  const names = properties.map(({ path }) => path.join("."));
  const recordDate = recordDates.find((name) => names.includes(name));
  let numbers = 0;
  let texts = 0;
  const next = ({ type }: Property): ValueColumn =>
    type === "text" || type === "enum" ? `t${++texts}` : `n${++numbers}`;
  return properties.flatMap(({ path, type }) => {
    const property: Property = { path, type };
    const name = path.join(".");
    if (keys.includes(name)) return [];
    if (name === "customerRef.id") return [{ property, column: "customer_id" as const }];
    if (name === "modifiedDate") return [{ property, column: "modified_date" as const }];
    if (name === recordDate) return [{ property, column: "record_date" as const }];
    return [{ property, column: next(property) }];
  });
}
