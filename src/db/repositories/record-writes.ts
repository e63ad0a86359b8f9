import { inChunks, keysPerStatement } from "../chunks.js";
import type { Queries } from "../database.js";
import type { NewRecord } from "../record-row.js";
import { rowWriter } from "../row-writer.js";
import type { RecordRow } from "../tables.js";
import { putValues, recordSet } from "./record-values.js";

export type RecordState = Pick<
  RecordRow,
  "data_type" | "id" | "root_id" | "content_hash" | "modified_date" | "is_deleted"
>;

const stateColumns = ["data_type", "id", "root_id", "content_hash", "modified_date", "is_deleted"] as const;

/** How the records of a data type with these ids are stored. */
export function recordStates(
  queries: Queries,
  connectionId: string,
  dataType: string,
  ids: readonly string[],
): Promise<RecordState[]> {
  return inChunks(
    ids,
    (chunk) =>
      queries
        .selectFrom("records")
        .select(stateColumns)
        .where("connection_id", "=", connectionId)
        .where("data_type", "=", dataType)
        .where("id", "in", chunk)
        .execute(),
    keysPerStatement,
  );
}

/** How the records derived from these roots are stored. */
export function recordStatesOfRoots(
  queries: Queries,
  connectionId: string,
  rootIds: readonly string[],
): Promise<RecordState[]> {
  return inChunks(
    rootIds,
    (chunk) =>
      queries
        .selectFrom("records")
        .select(stateColumns)
        .where("connection_id", "=", connectionId)
        .where("root_id", "in", chunk)
        .execute(),
    keysPerStatement,
  );
}

/** Whole records of a data type. */
export function recordsById(
  queries: Queries,
  connectionId: string,
  dataType: string,
  ids: readonly string[],
): Promise<RecordRow[]> {
  return inChunks(ids, (chunk) =>
    queries
      .selectFrom("records")
      .selectAll()
      .where("connection_id", "=", connectionId)
      .where("data_type", "=", dataType)
      .where("id", "in", chunk)
      .execute(),
  );
}

const recordColumns = [
  "connection_id",
  "data_type",
  "id",
  "root_id",
  "content_hash",
  "modified_date",
  "source_modified_date",
  "is_deleted",
  "body",
] as const;

const putRows = rowWriter("records", recordColumns, (conflict) =>
  conflict.columns(["connection_id", "data_type", "id"]).doUpdateSet((eb) => ({
    root_id: eb.ref("excluded.root_id"),
    content_hash: eb.ref("excluded.content_hash"),
    modified_date: eb.ref("excluded.modified_date"),
    source_modified_date: eb.ref("excluded.source_modified_date"),
    is_deleted: eb.ref("excluded.is_deleted"),
    body: eb.ref("excluded.body"),
  })),
);

/** Stores records over what was there. */
export async function putRecords(queries: Queries, records: readonly NewRecord[]): Promise<void> {
  await putRows(
    queries,
    records.map((record) => recordColumns.map((column) => record[column])),
  );
  for (const ofSet of bySet(records)) {
    const [{ connection_id, data_type }] = ofSet;
    await putValues(queries, await recordSet(queries, connection_id, data_type), data_type, ofSet);
  }
}

function bySet(records: readonly NewRecord[]): Iterable<[NewRecord, ...NewRecord[]]> {
  const sets = new Map<string, [NewRecord, ...NewRecord[]]>();
  for (const record of records) {
    const key = `${record.connection_id}/${record.data_type}`;
    const others = sets.get(key);
    if (others) others.push(record);
    else sets.set(key, [record]);
  }
  return sets.values();
}

/** Whether there is any record of a data type, deleted ones included. */
export async function hasRecords(queries: Queries, connectionId: string, dataType: string): Promise<boolean> {
  const row = await queries
    .selectFrom("records")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("data_type", "=", dataType)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Records of a data type, deleted ones included, by connection and id, after a place in that order. */
export function recordsAfter(
  queries: Queries,
  dataType: string,
  after: { connectionId: string; id: string },
  limit: number,
): Promise<Pick<RecordRow, "connection_id" | "id" | "body">[]> {
  return queries
    .selectFrom("records")
    .select(["connection_id", "id", "body"])
    .where((eb) => eb(eb.refTuple("connection_id", "id"), ">", eb.tuple(after.connectionId, after.id)))
    .where("data_type", "=", dataType)
    .orderBy("connection_id")
    .orderBy("id")
    .limit(limit)
    .execute();
}
