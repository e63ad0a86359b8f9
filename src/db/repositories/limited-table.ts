import { sql } from "kysely";
import type { Database, Queries } from "../database.js";

/** Adds to a table that holds at most `limit` rows, whoever else adds to it; undefined when it is full. */
export async function inLimitedTable<T>(
  { writer, engine }: Database,
  table: "api_keys" | "webhooks",
  limit: number,
  add: (queries: Queries) => Promise<T>,
): Promise<T | undefined> {
  return writer.transaction().execute(async (queries) => {
    // Readers go on; on SQLite there is no other writer.
    if (engine === "postgres") await sql`lock table ${sql.table(table)} in share row exclusive mode`.execute(queries);
    const { count } = await queries
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return count >= limit ? undefined : add(queries);
  });
}
