import { randomUUID } from "node:crypto";
import { type DatasetStatus, isFinal } from "../../model/platform/dataset.js";
import type { Database, Queries } from "../database.js";
import { listRows } from "../list-rows.js";
import { datasetOperands } from "../platform-operands.js";
import type { Datasets } from "../store.js";
import type { DatasetRow } from "../tables.js";

export function createDatasets(database: Database): Datasets {
  const { reader, engine } = database;
  const operands = datasetOperands(engine);
  return {
    async statusOf(companyId) {
      const rows = await reader
        .with("runs", (db) =>
          db
            .selectFrom("datasets")
            .select(["connection_id", "data_type"])
            .select((eb) => [
              eb.fn.max("requested").as("latest"),
              eb.fn.max(eb.case().when("status", "=", "Complete").then(eb.ref("requested")).end()).as("successful"),
            ])
            .where("company_id", "=", companyId)
            .groupBy(["connection_id", "data_type"]),
        )
        .selectFrom("runs")
        .innerJoin("datasets", (join) =>
          join
            .onRef("datasets.connection_id", "=", "runs.connection_id")
            .onRef("datasets.data_type", "=", "runs.data_type")
            .on((eb) =>
              eb.or([
                eb("datasets.requested", "=", eb.ref("runs.latest")),
                eb("datasets.requested", "=", eb.ref("runs.successful")),
              ]),
            ),
        )
        .selectAll("datasets")
        .orderBy("datasets.connection_id")
        .orderBy("datasets.data_type")
        .orderBy("datasets.requested", "desc")
        .execute();

      const statuses = new Map<string, Awaited<ReturnType<Datasets["statusOf"]>>[number]>();
      for (const row of rows) {
        const key = `${row.connection_id}/${row.data_type}`;
        const status = statuses.get(key) ?? { connectionId: row.connection_id, dataType: row.data_type, latest: row };
        if (row.status === "Complete") status.latestSuccessful = row;
        statuses.set(key, status);
      }
      return [...statuses.values()];
    },

    find(companyId, id) {
      return reader
        .selectFrom("datasets")
        .selectAll()
        .where("company_id", "=", companyId)
        .where("id", "=", id)
        .executeTakeFirst();
    },

    list(companyId, options) {
      const query = reader.selectFrom("datasets").selectAll().where("company_id", "=", companyId);
      // Without an order, the newest first: it is a history.
      const newestFirst = { property: { path: ["requested"], type: "date" as const }, descending: true };
      return listRows(query, { order: newestFirst, ...options }, operands, ["id"]);
    },
  };
}

export interface QueuedDataset {
  companyId: string;
  connectionId: string;
  dataType: string;
  requested: Date;
  /** Lists read since then need not be read again. */
  freshAfter: Date;
}

/** Queues a run unless one of the data type is queued or running. */
export async function queueDataset(
  queries: Queries,
  { companyId, connectionId, dataType, requested, freshAfter }: QueuedDataset,
): Promise<{ dataset: DatasetRow; isNew: boolean }> {
  return queries.transaction().execute(async (trx) => {
    const latest = await latestDataset(trx, connectionId, dataType);
    const inserted = await trx
      .insertInto("datasets")
      .values({
        id: randomUUID(),
        company_id: companyId,
        connection_id: connectionId,
        data_type: dataType,
        status: "Queued",
        status_description: null,
        error_message: null,
        requested: laterThan(latest?.requested, requested),
        completed: null,
        progress: 0,
        fresh_after: freshAfter.toISOString(),
        is_announced: 0,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted) return { dataset: inserted, isNew: true };
    const inProgress = await trx
      .selectFrom("datasets")
      .selectAll()
      .where("connection_id", "=", connectionId)
      .where("data_type", "=", dataType)
      .where("completed", "is", null)
      .executeTakeFirst();
    // It may have ended in the meantime, on another replica: then it is as fresh as one could be.
    const dataset = inProgress ?? (await latestDataset(trx, connectionId, dataType));
    if (!dataset) throw new Error(`Queueing ${dataType} of connection ${connectionId} conflicted with no dataset`);
    return { dataset, isNew: false };
  });
}

/** Runs of a data type are told apart and ordered by when they were requested, so no two may be alike. */
function laterThan(previous: string | undefined, requested: Date): string {
  if (previous === undefined || previous < requested.toISOString()) return requested.toISOString();
  return new Date(Date.parse(previous) + 1).toISOString();
}

export function latestDataset(
  queries: Queries,
  connectionId: string,
  dataType: string,
): Promise<DatasetRow | undefined> {
  return queries
    .selectFrom("datasets")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("data_type", "=", dataType)
    .orderBy("requested", "desc")
    .limit(1)
    .executeTakeFirst();
}

export function latestSuccessfulDataset(
  queries: Queries,
  connectionId: string,
  dataType: string,
): Promise<DatasetRow | undefined> {
  return queries
    .selectFrom("datasets")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("data_type", "=", dataType)
    .where("status", "=", "Complete")
    .orderBy("requested", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Runs of a connection that are queued, or were running when a process died. */
export function unfinishedDatasets(queries: Queries, connectionId: string): Promise<DatasetRow[]> {
  return queries
    .selectFrom("datasets")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("completed", "is", null)
    .orderBy("requested")
    .orderBy("data_type")
    .execute();
}

/** Connections that have such runs, or runs of whose end nobody has been told. */
export async function unfinishedConnections(queries: Queries): Promise<string[]> {
  const rows = await queries
    .selectFrom("datasets")
    .select("connection_id")
    .distinct()
    .where((eb) => eb.or([eb("completed", "is", null), eb("is_announced", "=", 0)]))
    .orderBy("connection_id")
    .execute();
  return rows.map((row) => row.connection_id);
}

export interface DatasetProgress {
  status: DatasetStatus;
  statusDescription?: string | undefined;
  errorMessage?: string | undefined;
  progress?: number;
}

/** Moves a run on; a final status ends it. */
export async function moveDataset(
  queries: Queries,
  id: string,
  { status, statusDescription, errorMessage, progress }: DatasetProgress,
  now: Date,
): Promise<void> {
  await queries
    .updateTable("datasets")
    .set({
      status,
      status_description: statusDescription ?? null,
      error_message: errorMessage ?? null,
      completed: isFinal(status) ? now.toISOString() : null,
      ...(progress === undefined ? {} : { progress }),
    })
    .where("id", "=", id)
    .where("completed", "is", null)
    .execute();
}

/** Deletes runs older than `before` that are not the latest or the latest successful one of their data type. */
export async function forgetOldDatasets(queries: Queries, connectionId: string, before: Date): Promise<void> {
  const runs = queries.selectFrom("datasets").where("connection_id", "=", connectionId).groupBy("data_type");
  const latest = runs.select((eb) => ["data_type", eb.fn.max("requested").as("requested")]);
  const successful = latest.where("status", "=", "Complete");
  await queries
    .deleteFrom("datasets")
    .where("connection_id", "=", connectionId)
    .where("requested", "<", before.toISOString())
    .where(({ eb, refTuple }) => {
      const run = refTuple("data_type", "requested");
      return eb.and([
        eb(run, "not in", latest.$asTuple("data_type", "requested")),
        eb(run, "not in", successful.$asTuple("data_type", "requested")),
      ]);
    })
    .execute();
}
