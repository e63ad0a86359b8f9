import fc from "fast-check";
import { z } from "zod";
import type { Filter, Operator, Property, Value } from "../../src/query/ast.js";
import { dateKey } from "../../src/query/dates.js";
import { type QueryType, type ResolvedProperty, resolveProperty } from "../../src/query/properties.js";

const words = [
  ...[
    "",
    "a",
    "A",
    "aA",
    "ab",
    "AB",
    "Ab%",
    "a_b",
    "%",
    "_",
    "\\",
    "'",
    "''",
    '"',
    "$",
    "$.id",
    "a b",
    " a",
    "a\nb",
    ".",
  ],
  ...["é", "É", "ÅNGSTRÖM", "ångström", "straße", "日", "\u{e000}", "\u{10000}", "🇯🇵", "ﬁ", "İ", "ı", "ſ"],
  ...["1", "10", "9", "true", "null", "2026-05-01", "--", "/*", "');drop table records;--", "' or '1'='1"],
];
const instants = [
  ...["2026-05-01T00:00:00Z", "2026-05-01T12:00:00Z", "2026-05-01T12:00:00.000Z", "2026-05-01T12:00:00.001Z"],
  ...["2026-05-01T12:00:00.1234567Z", "2026-05-02T00:00:00Z", "1999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"],
];
const localDates = ["2025-05-01", "2026-04-30", "2026-05-01", "2026-05-02"].map((day) => `${day}T00:00:00`);

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  fc.string({ unit: "binary", maxLength: 4 }).map((value) => value.replaceAll("\0", "")),
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(-1, 0, 0.1, 0.3, 0.1 + 0.2, 1, 9, 10, 45.95, 100, 2 ** 60, 1e21, 1e-9) },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const comparisons: Operator[] = ["=", "!=", ">", "<", ">=", "<="];

/** The operators and values to try on each type of property, chosen so that they often meet a record's. */
const clauses: Record<Property["type"], { operators: Operator[]; values: fc.Arbitrary<Value> }> = {
  text: { operators: ["=", "!=", "~"], values: text },
  enum: { operators: ["=", "!=", "~"], values: fc.constantFrom("pa", "A", "ed", "Nothing") },
  date: {
    operators: comparisons,
    values: fc.constantFrom(...instants, ...localDates).map((value) => dateKey(value) ?? ""),
  },
  number: { operators: comparisons, values: number },
  boolean: { operators: ["=", "!="], values: fc.boolean() },
};

/** Every property of a type that can be queried. */
export function propertiesOf(type: QueryType): ResolvedProperty[] {
  return (type.only ?? namesIn(type.schema)).map((name) => resolveProperty(name, type));
}

function namesIn(schema: unknown, prefix = ""): string[] {
  if (schema instanceof z.ZodOptional) return namesIn(schema.unwrap(), prefix);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, inner]) => namesIn(inner, prefix ? `${prefix}.${key}` : key));
  }
  return schema instanceof z.ZodArray || schema instanceof z.ZodRecord ? [] : [prefix];
}

/** Any filter over these properties. */
export function filterOver(properties: readonly ResolvedProperty[]): fc.Arbitrary<Filter> {
  const property = fc.constantFrom(...properties);
  const valuesOf = ({ type, values }: ResolvedProperty) =>
    values ? fc.oneof(fc.constantFrom(...values), clauses[type].values) : clauses[type].values;
  const clause = property.chain((property) =>
    fc.record({
      kind: fc.constant("clause" as const),
      property: fc.constant(property),
      operator: fc.constantFrom(...clauses[property.type].operators),
      value: valuesOf(property),
    }),
  );
  const oneOf = property.chain((property) =>
    fc.record({
      kind: fc.constant("oneOf" as const),
      property: fc.constant(property),
      values: fc.array(valuesOf(property), { minLength: 1, maxLength: 4 }),
    }),
  );
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      clause,
      oneOf,
      fc.record({
        kind: fc.constantFrom("and" as const, "or" as const),
        terms: fc.array(tie("filter"), { minLength: 1, maxLength: 4 }),
      }),
    ),
  })).filter;
}

/** Any record of a schema, with its lists and maps left empty and what is optional absent half the time. */
export function recordOf(schema: unknown): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional) return fc.option(recordOf(schema.unwrap()), { nil: undefined, freq: 1 });
  if (schema instanceof z.ZodObject) {
    return fc.record(Object.fromEntries(Object.entries(schema.shape).map(([key, inner]) => [key, recordOf(inner)])));
  }
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) return number;
  if (schema instanceof z.ZodArray) return fc.constant([]);
  if (schema instanceof z.ZodRecord) return fc.constant({});
  const format = schema instanceof z.ZodType ? schema.meta()?.["format"] : undefined;
  if (format === "date-time") return fc.constantFrom(...instants);
  if (format === "date-time-local") return fc.constantFrom(...localDates);
  return text;
}
