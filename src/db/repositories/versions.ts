import { sql } from "kysely";
import type { Queries } from "../database.js";

/** Makes the version of a data type of a connection grow. */
export async function bumpVersion(queries: Queries, connectionId: string, dataType: string): Promise<void> {
  await queries
    .insertInto("versions")
    .values({ connection_id: connectionId, data_type: dataType, version: Date.now() })
    .onConflict((conflict) =>
      conflict.columns(["connection_id", "data_type"]).doUpdateSet({ version: sql<number>`versions.version + 1` }),
    )
    .execute();
}

/** Versions by connection; a connection without one has no record of the data type. */
export async function versionsOf(
  queries: Queries,
  connectionIds: readonly string[],
  dataType: string,
): Promise<ReadonlyMap<string, number>> {
  if (connectionIds.length === 0) return new Map();
  const rows = await queries
    .selectFrom("versions")
    .select(["connection_id", "version"])
    .where("connection_id", "in", connectionIds)
    .where("data_type", "=", dataType)
    .execute();
  return new Map(rows.map((row) => [row.connection_id, row.version]));
}
