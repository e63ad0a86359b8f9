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
import { recordOperands } from "../../../src/db/operands.js";
import { companyOperands, connectionOperands, datasetOperands } from "../../../src/db/platform-operands.js";
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
  const query = compilers[operands.dialect].selectFrom("records").select("id").where(compileFilter(filter, operands));
  const { sql, parameters } = query.compile();
  return { sql: sql.replace(/^select "id" from "records" where /, ""), parameters };
}

describe("compileFilter", () => {
  it.each([
    ["status=paid", "sqlite", `"records"."status" = ?`, ["Paid"]],
    ["status=paid", "postgres", `"records"."status" collate "C" = $1`, ["Paid"]],
    ["id=1 || id=2", "sqlite", `"records"."id" in (?, ?)`, ["1", "2"]],
    ["totalAmount>100", "sqlite", `"records"."amount" > cast(? as double precision)`, [100]],
    ["issueDate>=2026-05-01", "sqlite", `"records"."record_date" >= ?`, ["2026-05-01T00:00:00.000"]],
    ["modifiedDate>2026-05-01", "sqlite", `"records"."modified_date" > ?`, ["2026-05-01T00:00:00.000"]],
    ["metadata.isDeleted!=true", "postgres", `"records"."is_deleted" <> $1`, [1]],
    ["memo~50% Off", "sqlite", `instr(lower(json_extract("records"."body", ?)), ?) > 0`, ["$.memo", "50% off"]],
    [
      "memo~50% Off",
      "postgres",
      `strpos(lower(("records"."body"::json #>> $1) collate "C"), $2) > 0`,
      [["memo"], "50% off"],
    ],
    [
      "{amountDue>0 || status!=paid} && id=1",
      "sqlite",
      `((cast(json_extract("records"."body", ?) as real) > cast(? as double precision) or "records"."status" <> ?) and "records"."id" = ?)`,
      ["$.amountDue", 0, "Paid", "1"],
    ],
  ] as const)("%s on %s", (query, dialect, sql, parameters) => {
    expect(where(parseQuery(query, invoices), recordOperands(dialect, "billing-invoices"))).toEqual({
      sql,
      parameters,
    });
  });

  it.each(dialects)("on %s the text never depends on a value, and a value is only ever bound", (dialect) => {
    const operands = recordOperands(dialect, "billing-subscriptions");
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
    ["issueDate", "sqlite", `"records"."record_date" asc nulls first`],
    ["-totalAmount", "postgres", `"records"."amount" desc nulls last`],
    ["-customerRef.id", "postgres", `"records"."customer_id" collate "C" desc nulls last`],
    ["-dueDate", "sqlite", `substr(rtrim(json_extract("records"."body", ?), 'Z') || '.000', 1, 23) desc nulls last`],
  ] as const)("%s on %s", (orderBy, dialect, term) => {
    const order = compileOrder(parseOrderBy(orderBy, invoices), recordOperands(dialect, "billing-invoices"));
    const { sql } = compilers[dialect].selectFrom("records").select("id").orderBy(order).compile();
    expect(sql).toBe(`select "id" from "records" order by ${term}`);
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
