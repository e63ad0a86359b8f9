import type { Queries } from "../db/database.js";
import type { OpenStore } from "../db/open-store.js";
import { hasChangedSince, markAnnounced, unannouncedDatasets, wasAnnounced } from "../db/repositories/announcements.js";
import { connectionById } from "../db/repositories/sync-connections.js";
import type { ConnectionRow, DatasetRow } from "../db/tables.js";
import type { DatasetStatus } from "../model/platform/dataset.js";

/** What a sync of a connection came to. */
export interface ReadSummary {
  connection: ConnectionRow;
  /** Whether nothing of the connection had been read before. */
  isInitial: boolean;
  dataTypes: readonly DataTypeSummary[];
}

interface DataTypeSummary {
  dataType: string;
  status: DatasetStatus;
  /** Whether a record was added, changed or deleted. */
  isModified: boolean;
  /** What is wrong or missing. */
  problem?: string;
}

/**
 * Told once of the runs of a connection that have ended, when none is left to do, in the transaction that makes it once:
 * what it writes is there exactly when it is not told again.
 */
export type OnReadCompleted = (queries: Queries, summary: ReadSummary) => Promise<void>;

/** Tells of what ended since it told last; what a crash kept it from telling, it tells now. */
export async function announce(store: OpenStore, connectionId: string, onReadCompleted?: OnReadCompleted) {
  const isTold = await store.database.writer.transaction().execute(async (queries) => {
    const datasets = await unannouncedDatasets(queries, connectionId);
    const connection = await connectionById(queries, connectionId);
    if (datasets.length === 0 || !connection) return false;
    if (onReadCompleted) {
      const isAnyComplete = datasets.some(({ status }) => status === "Complete");
      const isInitial = isAnyComplete && !(await wasAnnounced(queries, connectionId));
      const dataTypes: DataTypeSummary[] = [];
      for (const dataset of datasets) dataTypes.push(await summaryOf(queries, dataset));
      await onReadCompleted(queries, { connection, isInitial, dataTypes });
    }
    await markAnnounced(
      queries,
      datasets.map(({ id }) => id),
    );
    return true;
  });
  if (isTold) store.changes.deliveriesAdded();
}

async function summaryOf(queries: Queries, dataset: DatasetRow): Promise<DataTypeSummary> {
  const problem = dataset.error_message ?? dataset.status_description;
  return {
    dataType: dataset.data_type,
    status: dataset.status,
    isModified: await hasChangedSince(queries, dataset),
    ...(problem === null ? {} : { problem }),
  };
}
