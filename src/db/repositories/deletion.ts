import { type Expression, type SqlBool, sql } from "kysely";
import { breath } from "../chunks.js";
import type { Engine, Queries } from "../database.js";
import type { ConnectionRow } from "../tables.js";

/** Rows deleted by one statement: deleting is cheap, but each row leaves every index too. */
const rowsPerDelete = 200;

const keys = {
  record_values: ["set_id", "id"],
  records: ["connection_id", "data_type", "id"],
  facts: ["connection_id", "kind", "id"],
  sources: ["connection_id", "list", "id"],
} as const;

/**
 * Locks the connections of a company, or one of them, until the transaction ends. First of all, since a sync's
 * transaction locks its connection before it writes anything; in another order the two could wait for each other.
 */
export async function lockConnections(
  queries: Queries,
  engine: Engine,
  by: { id: string } | { companyId: string },
): Promise<ConnectionRow[]> {
  let query = queries.selectFrom("connections").selectAll().orderBy("id");
  query = "id" in by ? query.where("id", "=", by.id) : query.where("company_id", "=", by.companyId);
  if (engine === "postgres") query = query.forUpdate();
  return query.execute();
}

/**
 * Deletes everything read through a connection; the caller's transaction makes it happen at once for everybody else.
 * Versions stay, so that they never repeat.
 */
export async function deleteReadData(queries: Queries, engine: Engine, connectionId: string): Promise<void> {
  if (engine === "postgres") await sql`set local statement_timeout = 0`.execute(queries);
  for (const [table, columns] of Object.entries(keys)) {
    const isOfConnection =
      table === "record_values"
        ? sql<SqlBool>`set_id in (select id from record_sets where connection_id = ${connectionId})`
        : sql<SqlBool>`connection_id = ${connectionId}`;
    if (engine === "sqlite") await deleteInPieces(queries, table, columns, isOfConnection);
    else await sql`delete from ${sql.table(table)} where ${isOfConnection}`.execute(queries);
  }
  await queries.deleteFrom("condensed_facts").where("connection_id", "=", connectionId).execute();
  await queries.deleteFrom("first_answers").where("connection_id", "=", connectionId).execute();
  await queries.deleteFrom("cursors").where("connection_id", "=", connectionId).execute();
  await queries.deleteFrom("datasets").where("connection_id", "=", connectionId).execute();
}

/** SQLite deletes in this process: requests are answered between two pieces. */
async function deleteInPieces(
  queries: Queries,
  table: string,
  columns: readonly string[],
  isOfConnection: Expression<SqlBool>,
): Promise<void> {
  const key = sql.join(columns.map((column) => sql.ref(column)));
  let deleted: bigint;
  do {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where (${key}) in (
        select ${key} from ${sql.table(table)} where ${isOfConnection} limit ${sql.lit(rowsPerDelete)})
    `.execute(queries);
    deleted = numAffectedRows ?? 0n;
    await breath();
  } while (deleted > 0n);
}
