import { sql } from "kysely";
import { inTextOrder } from "../../model/text-order.js";
import { breath, inChunks, keysPerStatement } from "../chunks.js";
import type { Queries } from "../database.js";
import { rowWriter } from "../row-writer.js";
import type { DeriveState, SourceRow } from "../tables.js";

/** The names of `SourceRow.derive_state`. */
export const deriveState = { done: 0, due: 1, failed: 2 } as const satisfies Record<string, DeriveState>;

/** A list of a connection. */
export interface ListOfConnection {
  connectionId: string;
  list: string;
}

export type SourceState = Pick<SourceRow, "id" | "content_hash" | "modified_date" | "derive_state" | "is_deleted">;

/** What a source element is mapped from. */
export type StoredSource = Pick<
  SourceRow,
  "id" | "join_key" | "modified_date" | "body" | "derive_state" | "is_deleted"
>;

const sourceColumns = [
  "connection_id",
  "list",
  "id",
  "join_key",
  "content_hash",
  "modified_date",
  "run_id",
  "derive_state",
  "is_deleted",
  "body",
] as const;

const storedColumns = ["id", "join_key", "modified_date", "derive_state", "is_deleted", "body"] as const;

/** How the elements with these ids are stored; those that are not stored are left out. */
export async function sourceStates(
  queries: Queries,
  { connectionId, list }: ListOfConnection,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SourceState>> {
  const rows = await inChunks(
    ids,
    (chunk) =>
      queries
        .selectFrom("sources")
        .select(["id", "content_hash", "modified_date", "derive_state", "is_deleted"])
        .where("connection_id", "=", connectionId)
        .where("list", "=", list)
        .where("id", "in", chunk)
        .execute(),
    keysPerStatement,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The stored elements with these ids, deleted ones included. */
export function sourcesById(
  queries: Queries,
  { connectionId, list }: ListOfConnection,
  ids: readonly string[],
): Promise<StoredSource[]> {
  return inChunks(ids, (chunk) =>
    queries
      .selectFrom("sources")
      .select(storedColumns)
      .where("connection_id", "=", connectionId)
      .where("list", "=", list)
      .where("id", "in", chunk)
      .orderBy("id")
      .execute(),
  );
}

/** The stored elements the source still has, by id or by join key, in id order. */
export async function liveSources(
  queries: Queries,
  { connectionId, list }: ListOfConnection,
  on: "id" | "join_key",
  keys: readonly string[],
): Promise<StoredSource[]> {
  const rows = await inChunks(keys, (chunk) =>
    queries
      .selectFrom("sources")
      .select(storedColumns)
      .where("connection_id", "=", connectionId)
      .where("list", "=", list)
      .where(on, "in", chunk)
      .where("is_deleted", "=", 0)
      .execute(),
  );
  // Not in SQL: SQLite would take the index that gives the order, and walk the whole list.
  return rows.sort((a, b) => inTextOrder(a.id, b.id));
}

const putRows = rowWriter("sources", sourceColumns, (conflict) =>
  conflict
    .columns(["connection_id", "list", "id"])
    .doUpdateSet((eb) => ({
      join_key: eb.ref("excluded.join_key"),
      content_hash: eb.ref("excluded.content_hash"),
      modified_date: eb.ref("excluded.modified_date"),
      run_id: eb.fn.coalesce("excluded.run_id", "sources.run_id"),
      derive_state: eb.ref("excluded.derive_state"),
      is_deleted: eb.ref("excluded.is_deleted"),
      body: eb.ref("excluded.body"),
    }))
    .where((eb) =>
      eb.or([
        eb("sources.modified_date", "is", null),
        eb("excluded.modified_date", "is", null),
        eb("excluded.modified_date", ">=", eb.ref("sources.modified_date")),
      ]),
    ),
);

/** Stores elements as they are. A newer copy stays, whatever the caller believed. */
export function putSources(queries: Queries, rows: readonly SourceRow[]): Promise<void> {
  return putRows(
    queries,
    rows.map((row) => sourceColumns.map((column) => row[column])),
  );
}

/** Changes columns of the elements with these ids. */
export async function updateSources(
  queries: Queries,
  { connectionId, list }: ListOfConnection,
  ids: readonly string[],
  change: Partial<Pick<SourceRow, "run_id" | "derive_state" | "is_deleted">>,
): Promise<void> {
  await inChunks(
    ids,
    async (chunk) => {
      await queries
        .updateTable("sources")
        .set(change)
        .where("connection_id", "=", connectionId)
        .where("list", "=", list)
        .where("id", "in", chunk)
        .execute();
      return [];
    },
    keysPerStatement,
  );
}

/** Roots to be derived again, the first by id. */
export function sourcesToDerive(
  queries: Queries,
  { connectionId, list }: ListOfConnection,
  limit: number,
): Promise<StoredSource[]> {
  return (
    queries
      .selectFrom("sources")
      .select(storedColumns)
      .where("connection_id", "=", connectionId)
      .where("list", "=", list)
      // Both conditions, as literals: the first is the partial index's.
      .where("derive_state", "<>", sql.lit(deriveState.done))
      .where("derive_state", "=", sql.lit(deriveState.due))
      .orderBy("id")
      .limit(limit)
      .execute()
  );
}

/** Elements that could not be mapped: the first ids, at most `limit`, and how many there are. */
export async function unmappedSources(
  queries: Queries,
  { connectionId, list }: ListOfConnection,
  limit: number,
): Promise<{ ids: string[]; count: number }> {
  const unmapped = queries
    .selectFrom("sources")
    .where("connection_id", "=", connectionId)
    .where("list", "=", list)
    .where("derive_state", "<>", sql.lit(deriveState.done))
    .where("derive_state", "=", sql.lit(deriveState.failed))
    .where("is_deleted", "=", 0);
  const { count } = await unmapped.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  if (count === 0) return { ids: [], count };
  const rows = await unmapped.select("id").orderBy("id").limit(limit).execute();
  return { ids: rows.map((row) => row.id), count };
}

/** Elements the source has, after an id, in id order. */
export function liveSourcesAfter(
  queries: Queries,
  { connectionId, list }: ListOfConnection,
  after: string,
  limit: number,
): Promise<StoredSource[]> {
  return queries
    .selectFrom("sources")
    .select(storedColumns)
    .where("connection_id", "=", connectionId)
    .where("list", "=", list)
    .where("id", ">", after)
    .where("is_deleted", "=", 0)
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Ids of elements stored as live that a full run has not seen, walked in id order so that no step is long. */
export async function unseenSources(
  queries: Queries,
  { connectionId, list }: ListOfConnection,
  runId: string,
): Promise<string[]> {
  const unseen: string[] = [];
  const rowsPerStep = 2_000;
  for (let after = ""; ; ) {
    const rows = await queries
      .selectFrom("sources")
      .select(["id", "run_id"])
      .where("connection_id", "=", connectionId)
      .where("list", "=", list)
      .where("id", ">", after)
      .where("is_deleted", "=", 0)
      .orderBy("id")
      .limit(rowsPerStep)
      .execute();
    for (const row of rows) if (row.run_id !== runId) unseen.push(row.id);
    const last = rows.at(-1);
    if (rows.length < rowsPerStep || last === undefined) return unseen;
    after = last.id;
    await breath();
  }
}
