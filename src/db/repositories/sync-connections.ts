import type { Database, Queries } from "../database.js";
import type { ConnectionRow } from "../tables.js";

export function connectionById(queries: Queries, id: string): Promise<ConnectionRow | undefined> {
  return queries.selectFrom("connections").selectAll().where("id", "=", id).executeTakeFirst();
}

export function linkedConnections(queries: Queries): Promise<ConnectionRow[]> {
  return queries.selectFrom("connections").selectAll().where("status", "=", "Linked").orderBy("id").execute();
}

/**
 * Whether a connection is still linked as it was when a sync opened it. On PostgreSQL it then stays so until the
 * transaction ends; on SQLite there is no other writer.
 */
export async function isStillLinked(
  queries: Queries,
  engine: Database["engine"],
  opened: ConnectionRow,
): Promise<boolean> {
  let query = queries.selectFrom("connections").select(["status", "sealed_credentials"]).where("id", "=", opened.id);
  if (engine === "postgres") query = query.forShare();
  const row = await query.executeTakeFirst();
  return row?.status === "Linked" && row.sealed_credentials === opened.sealed_credentials;
}

export async function setLastSync(queries: Queries, id: string, now: Date): Promise<void> {
  await queries.updateTable("connections").set({ last_sync: now.toISOString() }).where("id", "=", id).execute();
}
