import type { Queries } from "../db/database.js";
import { redoRoots } from "../db/repositories/cursors.js";
import { deriveState, sourcesById, updateSources } from "../db/repositories/sources.js";
import type { Deletion, SourceItem } from "../providers/provider.js";
import type { RunContext } from "./run-context.js";
import { storedItem } from "./source-item.js";

/**
 * Marks the roots that items of a joined list touch, as they are and as they were: their records are derived again
 * before the run ends.
 *
 * @param derived roots of this same list that were derived just now.
 */
export async function touchRoots(
  queries: Queries,
  { connection, plan }: RunContext,
  list: string,
  items: readonly SourceItem[],
  derived: ReadonlySet<string> = new Set(),
): Promise<void> {
  if (items.length === 0) return;
  const touched = new Map<string, Set<string> | "all">();
  for (const { root, join } of plan.joinsOn(list)) {
    for (const item of items) {
      const ids = touched.get(root) ?? new Set<string>();
      const more = join.touches(item);
      if (ids === "all" || more === "all") touched.set(root, "all");
      else
        touched.set(
          root,
          more.reduce((all, id) => all.add(id), ids),
        );
    }
  }
  for (const [root, ids] of touched) {
    if (ids === "all") {
      await redoRoots(queries, connection.id, root);
    } else {
      const others = [...ids].filter((id) => !id.includes("\0") && !(root === list && derived.has(id)));
      await updateSources(queries, { connectionId: connection.id, list: root }, others, {
        derive_state: deriveState.due,
      });
    }
  }
}

/**
 * Marks items the source no longer has; their records, and those they were joined with, are derived again. An item that
 * is known to have changed after it went has come back: events are read with an overlap, and so more than once.
 */
export async function markDeleted(
  queries: Queries,
  context: RunContext,
  list: string,
  deletions: readonly Omit<Deletion, "list">[],
): Promise<void> {
  const where = { connectionId: context.connection.id, list };
  const wentAt = new Map<string, string | undefined>();
  for (const { id, at } of deletions) {
    const other = wentAt.get(id);
    if (!id.includes("\0") && (other === undefined || (at !== undefined && at > other))) wentAt.set(id, at);
  }
  const stored = await sourcesById(queries, where, [...wentAt.keys()]);
  const gone = stored.filter((row) => row.is_deleted === 0 && !isLater(row.modified_date, wentAt.get(row.id)));
  if (gone.length === 0) return;
  const isRoot = context.plan.derivationsOf(list).length > 0;
  const goneIds = gone.map(({ id }) => id);
  await updateSources(queries, where, goneIds, {
    is_deleted: 1,
    derive_state: isRoot ? deriveState.due : deriveState.done,
  });
  await touchRoots(queries, context, list, gone.map(storedItem), new Set(goneIds));
}

function isLater(instant: string | null, than: string | undefined): boolean {
  return instant !== null && than !== undefined && Date.parse(instant) > Date.parse(than);
}
