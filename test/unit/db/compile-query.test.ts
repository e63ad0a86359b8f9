import fc from "fast-check";
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteQueryCompiler,
} from "kysely";
import { describe, expect, it } from "vitest";
import { compileFilter, compileOrder, type Operands } from "../../../src/db/compile-query.js";
import { indexUse, recordOperands } from "../../../src/db/operands.js";
import { companyOperands, connectionOperands, datasetOperands } from "../../../src/db/platform-operands.js";
import { columnOf } from "../../../src/db/record-columns.js";
import type { Tables } from "../../../src/db/tables.js";
import { billingTypes } from "../../../src/model/billing/index.js";
import type { Filter } from "../../../src/query/ast.js";
import {
  companyQuery,
  connectionQuery,
  datasetQuery,
  parseOrderBy,
  parseQuery,
  parseTags,
} from "../../../src/query/index.js";
import { filterOver, propertiesOf } from "../../helpers/filters.js";

const dialects = ["sqlite", "postgres"] as const;
const invoices = billingTypes["billing-invoices"];

/** A database that compiles queries and has nowhere to send them. */
const compilers = {
  sqlite: new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: () => {
        throw new Error("not needed");
      },
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  postgres: new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: () => {
        throw new Error("not needed");
      },
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
};

function where(filter: Filter, operands: Operands): { sql: string; parameters: readonly unknown[] } {
  const query = compilers[operands.dialect]
    .selectFrom("record_values")
    .select("id")
    .where(compileFilter(filter, operands));
  const { sql, parameters } = query.compile();
  return { sql: sql.replace(/^select "id" from "record_values" where /, ""), parameters };
}

describe("compileFilter", () => {
  const column = (name: string) => `"record_values"."${columnOf("billing-invoices", name.split("."))}"`;
  const sets = [
    { id: 4, connection_id: "c4" },
    { id: 3, connection_id: "c9" },
  ];

  it.each([
    ["status=paid", "sqlite", `+${column("status")} = ?`, ["Paid"]],
    ["status=paid", "postgres", `${column("status")} = $1`, ["Paid"]],
    ["id=1 || id=2", "sqlite", `"record_values"."id" in (?, ?)`, ["1", "2"]],
    ["customerRef.id=61", "sqlite", `"record_values"."customer_id" = ?`, ["61"]],
    ["totalAmount>100", "sqlite", `+${column("totalAmount")} > cast(? as double precision)`, [100]],
    [
      "issueDate>=2026-05-01",
      "postgres",
      `"record_values"."record_date" >= cast($1 as double precision)`,
      [Date.UTC(2026, 4, 1)],
    ],
    ["metadata.isDeleted!=true", "postgres", `${column("metadata.isDeleted")} <> $1`, [1]],
    ["memo~50% Off", "sqlite", `+${column("memo")} like ? escape '\\'`, ["%50\\% Off%"]],
    ["memo~50% Off", "postgres", `strpos(lower(${column("memo")}), $1) > 0`, ["50% off"]],
    [
      "connectionId=c9",
      "postgres",
      `(case record_values.set_id when $1 then $2 when $3 then $4 end) collate "C" = $5`,
      [4, "c4", 3, "c9", "c9"],
    ],
    [
      "{amountDue>0 || status!=paid} && id=1",
      "sqlite",
      `((+${column("amountDue")} > cast(? as double precision) or +${column("status")} <> ?) and "record_values"."id" = ?)`,
      [0, "Paid", "1"],
    ],
  ] as const)("%s on %s", (query, dialect, sql, parameters) => {
    expect(where(parseQuery(query, invoices), recordOperands(dialect, "billing-invoices", sets, "selective"))).toEqual({
      sql,
      parameters,
    });
  });

  it.each(dialects)("on %s the text never depends on a value, and a value is only ever bound", (dialect) => {
    const operands = recordOperands(dialect, "billing-subscriptions", sets);
    const filters = filterOver(propertiesOf(billingTypes["billing-subscriptions"]));
    fc.assert(
      fc.property(filters, (filter) => {
        const { sql, parameters } = where(filter, operands);
        expect(where(replaceValues(filter), operands).sql).toBe(sql);
        // A boolean, or anything that is not a number, a text or a list of texts, must not reach a driver.
        for (const parameter of parameters.flat()) expect(typeof parameter).toMatch(/^(string|number)$/);
      }),
    );
  });

  it.each(dialects)("on %s a tag's key is bound", (dialect) => {
    const { sql, parameters } = where(parseTags(`"') or drop table companies --~1`), companyOperands(dialect, {}));
    expect(sql).not.toContain("drop");
    expect(parameters).toContain(`"') or drop table companies --`);
  });

  it.each(dialects)("on %s there is a column for everything the platform's lists can be asked", (dialect) => {
    for (const [type, operands] of [
      [companyQuery, companyOperands(dialect, { rkgp: "Maxio" })],
      [connectionQuery, connectionOperands(dialect, {})],
      [datasetQuery, datasetOperands(dialect)],
    ] as const) {
      for (const property of propertiesOf(type)) expect(() => operands.value(property)).not.toThrow();
      expect(() => operands.value({ path: ["nothing"], type: "text" })).toThrow("No column holds nothing");
    }
  });
});

describe("compileOrder", () => {
  it.each([
    ["issueDate", "sqlite", `"record_values"."record_date" asc nulls first`],
    ["-customerRef.id", "postgres", `"record_values"."customer_id" desc nulls last`],
    ["-dueDate", "sqlite", `"record_values"."${columnOf("billing-invoices", ["dueDate"])}" desc nulls last`],
  ] as const)("%s on %s", (orderBy, dialect, term) => {
    const operands = recordOperands(dialect, "billing-invoices", []);
    const order = compileOrder(parseOrderBy(orderBy, invoices), operands);
    const { sql } = compilers[dialect].selectFrom("record_values").select("id").orderBy(order).compile();
    expect(sql).toBe(`select "id" from "record_values" order by ${term}`);
  });
});

describe("indexUse", () => {
  const scan = { filter: "selective", order: "none" };
  const covered = { filter: "all", order: "all" };
  const byKey = { filter: "selective", order: "all" };
  it.each([
    [undefined, undefined, byKey],
    ["totalAmount>1", undefined, byKey],
    ["totalAmount>1", "-id", byKey],
    [undefined, "-issueDate", covered],
    ["issueDate>2026-05-01 && issueDate<2026-06-01", "issueDate", covered],
    ["modifiedDate>2026-05-01 && id!=7", "modifiedDate", covered],
    ["customerRef.id=7", "customerRef.id", covered],
    [undefined, "totalAmount", scan],
    ["status=paid", "-issueDate", scan],
    ["modifiedDate>2026-05-01", "-issueDate", scan],
    ["{issueDate>2026-05-01 || status=paid}", "-issueDate", scan],
    ["connectionId=c", "-issueDate", scan],
  ])("%s by %s", (query, orderBy, expected) => {
    const filter = query === undefined ? undefined : parseQuery(query, invoices);
    const order = orderBy === undefined ? undefined : parseOrderBy(orderBy, invoices);
    expect(indexUse("billing-invoices", filter, order)).toEqual(expected);
  });
});

/** The same comparisons with other values. */
function replaceValues(filter: Filter): Filter {
  const other = { text: "' or 1=1 --", enum: "$.x", date: "0001-01-01T00:00:00.000", number: -1e300, boolean: true };
  switch (filter.kind) {
    case "clause":
      return { ...filter, value: other[filter.property.type] };
    case "oneOf":
      return { ...filter, values: filter.values.map(() => other[filter.property.type]) };
    default:
      return { ...filter, terms: filter.terms.map(replaceValues) };
  }
}
