import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { OpenStore } from "../../../src/db/open-store.js";
import { promote } from "../../../src/db/promoted.js";
import type { RecordRow } from "../../../src/db/tables.js";
import { billingTypes } from "../../../src/model/billing/index.js";
import type { Filter, Operator, Property } from "../../../src/query/ast.js";
import { dateKey } from "../../../src/query/dates.js";
import { comparing, matches } from "../../../src/query/evaluate.js";
import { resolveProperty } from "../../../src/query/properties.js";
import { compareText } from "../../../src/query/text.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";

const dataTypes = ["billing-invoices", "billing-subscriptions", "billing-customers"] as const;
type DataType = (typeof dataTypes)[number];
type Body = { id: string; connectionId: string; modifiedDate: string; metadata: { isDeleted: boolean } };

const words = [
  ..."aA_%\\'\"$é日\u{e000}\u{10000}🇯".split(""), // halves of pairs are dropped below
  ...[
    "",
    "ab",
    "AB",
    "Ab%",
    "a_b",
    "a b",
    " a",
    "a\nb",
    "''",
    "É",
    "ÅNGSTRÖM",
    "ångström",
    "straße",
    "\u{e000}",
    "\u{10000}",
  ],
  ...["1", "10", "9", "true", "null", "2026-05-01", "$.id", "--", "/*", "');drop table records;--", "ﬁ", "İ", "ı", "ſ"],
].filter((word) => !/\p{Surrogate}/u.test(word));
const instants = [
  ...["2026-05-01T00:00:00Z", "2026-05-01T12:00:00Z", "2026-05-01T12:00:00.000Z", "2026-05-01T12:00:00.001Z"],
  ...["2026-05-01T12:00:00.1234567Z", "2026-05-02T00:00:00Z", "1999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"],
];
const localDates = ["2026-04-30", "2026-05-01", "2026-05-02", "2025-05-01"].map((day) => `${day}T00:00:00`);

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  fc.string({ unit: "binary", maxLength: 4 }).map((value) => value.replaceAll("\0", "")),
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(-1, 0, 0.1, 0.3, 0.1 + 0.2, 1, 9, 10, 45.95, 100, 2 ** 60, 1e21, 1e-9) },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const date = fc.constantFrom(...instants, ...localDates);

/** Every property of a schema that has a value to compare, by dotted path. */
function propertiesOf(dataType: DataType): Property[] {
  const names = (schema: unknown, prefix = ""): string[] => {
    if (schema instanceof z.ZodOptional) return names(schema.unwrap(), prefix);
    if (schema instanceof z.ZodObject) {
      return Object.entries(schema.shape).flatMap(([key, inner]) => names(inner, prefix ? `${prefix}.${key}` : key));
    }
    return schema instanceof z.ZodArray || schema instanceof z.ZodRecord ? [] : [prefix];
  };
  return names(billingTypes[dataType].schema).map((name) => resolveProperty(name, billingTypes[dataType]));
}

/** Records as the schema has them, with lists and maps left empty, and every optional property absent now and then. */
function recordOf(schema: unknown): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional) return fc.option(recordOf(schema.unwrap()), { nil: undefined });
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

const values: Record<Property["type"], fc.Arbitrary<string | number | boolean>> = {
  text,
  enum: fc.constantFrom("Active", "Paid", "PastDue", "Renewal", "pa", "A", "Nothing"),
  date: date.map((value) => dateKey(value) ?? ""),
  number,
  boolean: fc.boolean(),
};
const ordered: Operator[] = ["=", "!=", ">", "<", ">=", "<="];
const operators: Record<Property["type"], Operator[]> = {
  text: ["=", "!=", "~"],
  enum: ["=", "!=", "~"],
  date: ordered,
  number: ordered,
  boolean: ["=", "!="],
};

function filterOver(properties: Property[]): fc.Arbitrary<Filter> {
  const clause = fc.constantFrom(...properties).chain(
    (property): fc.Arbitrary<Filter> =>
      fc.record({
        kind: fc.constant("clause" as const),
        property: fc.constant(property),
        operator: fc.constantFrom(...operators[property.type]),
        value: values[property.type],
      }),
  );
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      clause,
      fc.record({
        kind: fc.constantFrom("and" as const, "or" as const),
        terms: fc.array(tie("filter"), { minLength: 1, maxLength: 4 }),
      }),
    ),
  })).filter;
}

describeDatabases("a query means the same as in memory", (create) => {
  let database: TestDatabase;
  let store: OpenStore;
  let connectionIds: string[];
  const stored = new Map<DataType, Body[]>();

  beforeAll(async () => {
    database = await create();
    store = await database.open();
    const company = await store.companies.create({ name: "Acorn" });
    const connect = () => store.connections.create({ companyId: company.id, platformKey: "rkgp" });
    connectionIds = [(await connect()).id, (await connect()).id].sort();
    for (const dataType of dataTypes) {
      const drawn = fc.sample(recordOf(billingTypes[dataType].schema), { numRuns: 300, seed: 7 }) as Body[];
      const bodies = drawn.map((body, index) =>
        JSON.parse(JSON.stringify({ ...body, id: `${body.id}${index}`, connectionId: connectionIds[index % 2] })),
      );
      stored.set(dataType, bodies);
      await store.database.writer
        .insertInto("records")
        .values(bodies.map((body) => toRow(dataType, body)))
        .execute();
    }
  });

  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it.each(dataTypes)("%s", async (dataType) => {
    const properties = propertiesOf(dataType);
    const order = fc.record({ property: fc.constantFrom(...properties), descending: fc.boolean() });
    const bodies = stored.get(dataType) ?? [];
    await fc.assert(
      fc.asyncProperty(filterOver(properties), order, fc.nat(3), async (filter, order, pageNumber) => {
        const expected = bodies
          .filter((body) => matches(filter, body))
          .sort(
            (a, b) => comparing(order)(a, b) || compareText(a.connectionId, b.connectionId) || compareText(a.id, b.id),
          )
          .map(({ id }) => id);
        const page = { offset: pageNumber * 100, limit: 100 };
        const { rows, total } = await store.records.page(connectionIds, dataType, { filter, order, ...page });
        expect(rows.map((row) => JSON.parse(row).id)).toEqual(expected.slice(page.offset, page.offset + page.limit));
        expect(total).toBe(expected.length);
      }),
      { numRuns: Number(process.env["FUZZ_RUNS"] ?? 300) },
    );
  });
});

function toRow(dataType: DataType, body: Body): RecordRow {
  return {
    connection_id: body.connectionId,
    data_type: dataType,
    id: body.id,
    root_id: body.id,
    body: JSON.stringify(body),
    content_hash: "",
    modified_date: dateKey(body.modifiedDate) ?? "",
    source_modified_date: null,
    is_deleted: Number(body.metadata.isDeleted),
    ...promote(dataType, body),
  };
}
