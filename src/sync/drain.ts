import type { Queries } from "../db/database.js";
import { findCursor, moveRedo } from "../db/repositories/cursors.js";
import {
  deriveState,
  liveSourcesAfter,
  type StoredSource,
  sourcesToDerive,
  updateSources,
} from "../db/repositories/sources.js";
import type { MarkChanged } from "../db/transaction.js";
import { deriveRoots } from "./derive.js";
import type { RunContext } from "./run-context.js";
import { storedItem } from "./source-item.js";

/** Roots derived in one transaction. */
const rootsPerTransaction = 100;

/** Derives again what is marked among the roots of a list, piece by piece; stops between two when the run is aborted. */
export async function drainRoots(context: RunContext, list: string): Promise<void> {
  for (const step of [redoSome, deriveDue]) {
    let isDone = false;
    while (!isDone) {
      context.signal.throwIfAborted();
      isDone = await context.transaction((queries, markChanged) => step(queries, context, list, markChanged));
    }
  }
}

async function redoSome(
  queries: Queries,
  context: RunContext,
  list: string,
  markChanged: MarkChanged,
): Promise<boolean> {
  const where = { connectionId: context.connection.id, list };
  const cursor = await findCursor(queries, where.connectionId, list);
  if (typeof cursor?.redo_after !== "string") return true;
  const rows = await liveSourcesAfter(queries, where, cursor.redo_after, rootsPerTransaction);
  await deriveStored(queries, context, list, rows, markChanged);
  const last = rows.at(-1);
  const isDone = last === undefined || rows.length < rootsPerTransaction;
  await moveRedo(queries, where.connectionId, list, isDone ? null : last.id);
  return isDone;
}

async function deriveDue(
  queries: Queries,
  context: RunContext,
  list: string,
  markChanged: MarkChanged,
): Promise<boolean> {
  const rows = await sourcesToDerive(queries, { connectionId: context.connection.id, list }, rootsPerTransaction);
  await deriveStored(queries, context, list, rows, markChanged);
  return rows.length < rootsPerTransaction;
}

async function deriveStored(
  queries: Queries,
  context: RunContext,
  list: string,
  rows: readonly StoredSource[],
  markChanged: MarkChanged,
): Promise<void> {
  const marked = rows.filter(({ derive_state }) => derive_state !== deriveState.done).map(({ id }) => id);
  await updateSources(queries, { connectionId: context.connection.id, list }, marked, {
    derive_state: deriveState.done,
  });
  const roots = rows.map((row) => ({ item: storedItem(row), isDeleted: row.is_deleted === 1, isNew: false }));
  await deriveRoots(queries, context, list, roots, markChanged);
}
