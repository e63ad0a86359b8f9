import type { Engine, Queries } from "../database.js";
import { layoutOf } from "../record-columns.js";
import type { NewRecord } from "../record-row.js";
import { rowWriter } from "../row-writer.js";
import type { RecordRow, RecordSetRow } from "../tables.js";

/** The sets of a data type that these connections have, in the order of the connections' ids. */
export function recordSets(
  queries: Queries,
  connectionIds: readonly string[],
  dataType: string,
): Promise<RecordSetRow[]> {
  return queries
    .selectFrom("record_sets")
    .selectAll()
    .where("connection_id", "in", connectionIds)
    .where("data_type", "=", dataType)
    .orderBy("connection_id")
    .execute();
}

/** Every set there is. */
export function allRecordSets(queries: Queries): Promise<RecordSetRow[]> {
  return queries.selectFrom("record_sets").selectAll().orderBy("id").execute();
}

export async function setLayout(queries: Queries, setId: number, layout: string): Promise<void> {
  await queries.updateTable("record_sets").set({ layout }).where("id", "=", setId).execute();
}

/** The bodies of a set after an id, in id order; nobody changes them until the transaction ends. */
export function lockedBodies(
  queries: Queries,
  engine: Engine,
  set: RecordSetRow,
  after: string,
  limit: number,
): Promise<Pick<RecordRow, "id" | "body">[]> {
  const rows = queries
    .selectFrom("records")
    .select(["id", "body"])
    .where("connection_id", "=", set.connection_id)
    .where("data_type", "=", set.data_type)
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit);
  return (engine === "postgres" ? rows.forUpdate() : rows).execute();
}

type PutRows = ReturnType<typeof rowWriter<"record_values">>;
const writers = new Map<string, PutRows>();

function writerOf(dataType: string): PutRows {
  const known = writers.get(dataType);
  if (known) return known;
  const columns = layoutOf(dataType).columns.map(({ column }) => column);
  const writer = rowWriter("record_values", ["set_id", "id", ...columns], (conflict) => {
    const key = conflict.columns(["set_id", "id"]);
    if (columns.length === 0) return key.doNothing();
    return key.doUpdateSet((eb) => Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}`)])));
  });
  writers.set(dataType, writer);
  return writer;
}

/** Stores the values of records of one set over what was there. */
export function putValues(
  queries: Queries,
  setId: number,
  dataType: string,
  records: readonly Pick<NewRecord, "id" | "values">[],
): Promise<void> {
  return writerOf(dataType)(
    queries,
    records.map(({ id, values }) => [setId, id, ...values]),
  );
}

/** The set of a data type of a connection, made when there is none yet. */
export async function recordSet(queries: Queries, connectionId: string, dataType: string): Promise<number> {
  const known = await findSet(queries, connectionId, dataType);
  if (known !== undefined) return known;
  await queries
    .insertInto("record_sets")
    .values({ connection_id: connectionId, data_type: dataType, layout: layoutOf(dataType).fingerprint })
    .onConflict((conflict) => conflict.columns(["connection_id", "data_type"]).doNothing())
    .execute();
  const made = await findSet(queries, connectionId, dataType);
  if (made === undefined) throw new Error(`The set of ${dataType} was not stored`);
  return made;
}

async function findSet(queries: Queries, connectionId: string, dataType: string): Promise<number | undefined> {
  const row = await queries
    .selectFrom("record_sets")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("data_type", "=", dataType)
    .executeTakeFirst();
  return row?.id;
}
