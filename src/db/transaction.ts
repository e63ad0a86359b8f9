import type { Changes } from "./changes.js";
import type { Database, Queries } from "./database.js";
import { bumpVersion } from "./repositories/versions.js";

/** Says that the running transaction changed records of a data type. */
export type MarkChanged = (connectionId: string, dataType: string) => void;

/**
 * Runs `work` in one write transaction. The versions of the data types it marks as changed grow in the same
 * transaction; what this process remembers of them is dropped once it is committed.
 */
export async function inTransaction<T>(
  database: Database,
  changes: Changes,
  work: (queries: Queries, markChanged: MarkChanged) => Promise<T>,
): Promise<T> {
  await database.keepUp();
  const changed = new Map<string, Set<string>>();
  const result = await database.writer.transaction().execute(async (queries) => {
    const outcome = await work(queries, (connectionId, dataType) => {
      const types = changed.get(connectionId) ?? new Set();
      changed.set(connectionId, types.add(dataType));
    });
    for (const [connectionId, types] of changed) {
      for (const dataType of types) await bumpVersion(queries, connectionId, dataType);
    }
    return outcome;
  });
  for (const [connectionId, types] of changed) {
    for (const dataType of types) changes.recordsChanged(connectionId, dataType);
  }
  return result;
}
