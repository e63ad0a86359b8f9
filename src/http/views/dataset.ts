import type { DatasetRow } from "../../db/tables.js";
import { isErrored, type PullOperation } from "../../model/platform/dataset.js";

/** A sync run as callers see it: Codat's pull operation. */
export function datasetView(row: DatasetRow): PullOperation {
  return {
    id: row.id,
    companyId: row.company_id,
    connectionId: row.connection_id,
    dataType: row.data_type,
    status: row.status,
    ...(row.status_description === null ? {} : { statusDescription: row.status_description }),
    ...(row.error_message === null ? {} : { errorMessage: row.error_message }),
    requested: row.requested,
    ...(row.completed === null ? {} : { completed: row.completed }),
    progress: row.progress,
    isCompleted: row.status === "Complete",
    isErrored: isErrored(row.status),
  };
}
