import type { Queries } from "../database.js";
import type { CursorRow } from "../tables.js";

export function findCursor(queries: Queries, connectionId: string, list: string): Promise<CursorRow | undefined> {
  return queries
    .selectFrom("cursors")
    .selectAll()
    .where("connection_id", "=", connectionId)
    .where("list", "=", list)
    .executeTakeFirst();
}

export function cursorsOf(queries: Queries, connectionId: string): Promise<CursorRow[]> {
  return queries.selectFrom("cursors").selectAll().where("connection_id", "=", connectionId).execute();
}

/** Begins a run of a list from its start. */
export function beginRun(
  queries: Queries,
  run: { connectionId: string; list: string; runId: string; begun: string; isFull: boolean },
): Promise<CursorRow> {
  const fresh = {
    run_id: run.runId,
    begun: run.begun,
    is_full: run.isFull ? 1 : 0,
    can_sweep: 1,
    resume: null,
    run_started: null,
    // A full run meets what cannot be read again.
    ...(run.isFull ? { rejected: null } : {}),
  };
  return queries
    .insertInto("cursors")
    .values({
      rejected: null,
      ...fresh,
      connection_id: run.connectionId,
      list: run.list,
      watermark: null,
      last_full: null,
      last_read: null,
      redo_after: null,
    })
    .onConflict((conflict) => conflict.columns(["connection_id", "list"]).doUpdateSet(fresh))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Changes the cursor of a run in progress.
 *
 * @returns false when the run is not in progress any more: the connection was deleted or another process took over.
 */
export async function moveCursor(
  queries: Queries,
  run: { connectionId: string; list: string; runId: string },
  change: Partial<Omit<CursorRow, "connection_id" | "list">>,
): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable("cursors")
    .set(change)
    .where("connection_id", "=", run.connectionId)
    .where("list", "=", run.list)
    .where("run_id", "=", run.runId)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Has every root of a list derived again from the start; nothing to do for a list that was never read. */
export function redoRoots(queries: Queries, connectionId: string, list: string): Promise<void> {
  return moveRedo(queries, connectionId, list, "");
}

/** Records how far deriving all roots again has come; null when it is done. */
export async function moveRedo(
  queries: Queries,
  connectionId: string,
  list: string,
  redoAfter: string | null,
): Promise<void> {
  await queries
    .updateTable("cursors")
    .set({ redo_after: redoAfter })
    .where("connection_id", "=", connectionId)
    .where("list", "=", list)
    .execute();
}
