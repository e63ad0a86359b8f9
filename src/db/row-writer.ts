import { CompiledQuery, type DialectAdapter, type OnConflictBuilder, type OnConflictUpdateBuilder } from "kysely";
import { breath } from "./chunks.js";
import type { Queries } from "./database.js";
import type { StoredValue, Tables } from "./tables.js";

/**
 * Rows per statement. A statement for many costs less a row, and 64 rows with bodies of a few kilobytes still take well
 * under 15 ms, in which the event loop waits; what is left over goes in smaller ones, so that there are few statements.
 */
const sizes = [64, 16, 4, 1];

type Written = "sources" | "records" | "record_values" | "facts";
type Conflict<Table extends Written> = OnConflictBuilder<Tables, Table>;
type Resolved<Table extends Written> =
  | ReturnType<Conflict<Table>["doNothing"]>
  | OnConflictUpdateBuilder<Tables, Table>;

/**
 * Writes many rows of a table, page after page of a sync: each a list of values, one for each column. A statement is built
 * once for each number of rows, and then only given other values: building one for every chunk took longer than SQLite
 * takes to run it.
 *
 * @param onConflict what becomes of a row that is there already; takes no values but those of the rows.
 */
export function rowWriter<Table extends Written>(
  table: Table,
  columns: readonly (string & keyof Tables[Table])[],
  onConflict: (conflict: Conflict<Table>) => Resolved<Table>,
): (queries: Queries, rows: readonly (readonly StoredValue[])[]) => Promise<void> {
  const statements = new WeakMap<DialectAdapter, Map<number, string>>();

  function statementFor(queries: Queries, size: number): string {
    const { adapter } = queries.getExecutor();
    const known = statements.get(adapter) ?? new Map<number, string>();
    statements.set(adapter, known);
    const statement = known.get(size) ?? build(queries, size);
    known.set(size, statement);
    return statement;
  }

  function build(queries: Queries, size: number): string {
    const row = Object.fromEntries(columns.map((column) => [column, null]));
    const rows = Array.from({ length: size }, () => row);
    const { sql, parameters } = queries
      .insertInto(table)
      .values(rows as never)
      .onConflict(onConflict as never)
      .compile();
    if (parameters.length !== size * columns.length) throw new Error(`an insert into ${table} takes other values too`);
    return sql;
  }

  return async (queries, rows) => {
    for (let start = 0; start < rows.length; ) {
      if (start > 0) await breath();
      const size = sizes.find((each) => each <= rows.length - start) ?? 1;
      const values: StoredValue[] = [];
      for (const row of rows.slice(start, start + size)) for (const value of row) values.push(value);
      if (values.length !== size * columns.length) throw new Error(`${table} has ${columns.length} columns`);
      await queries.executeQuery(CompiledQuery.raw(statementFor(queries, size), values));
      start += size;
    }
  };
}
