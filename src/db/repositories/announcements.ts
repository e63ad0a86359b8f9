import type { Queries } from "../database.js";
import type { DatasetRow } from "../tables.js";

/** Runs of a connection that are over and of whose end nobody has been told. */
export function unannouncedDatasets(queries: Queries, connectionId: string): Promise<DatasetRow[]> {
  return queries
    .selectFrom("datasets")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("is_announced", "=", 0)
    .where("completed", "is not", null)
    .orderBy("requested")
    .orderBy("data_type")
    .execute();
}

export async function markAnnounced(queries: Queries, ids: readonly string[]): Promise<void> {
  await queries.updateTable("datasets").set({ is_announced: 1 }).where("id", "in", ids).execute();
}

/** Whether the end of a successful run of the connection has been told before. */
export async function wasAnnounced(queries: Queries, connectionId: string): Promise<boolean> {
  const row = await queries
    .selectFrom("datasets")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("is_announced", "=", 1)
    .where("status", "=", "Complete")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a record of the run's data type has changed since the run was asked for. */
export async function hasChangedSince(queries: Queries, dataset: DatasetRow): Promise<boolean> {
  const row = await queries
    .selectFrom("record_sets")
    .innerJoin("record_values", "record_values.set_id", "record_sets.id")
    .select("record_values.id")
    .where("connection_id", "=", dataset.connection_id)
    .where("data_type", "=", dataset.data_type)
    .where("record_values.modified_date", ">=", Date.parse(dataset.requested))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
