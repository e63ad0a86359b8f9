import { breath } from "../db/chunks.js";
import type { Queries } from "../db/database.js";
import { type RecordContent, recordContent } from "../db/record-row.js";
import { deriveState, updateSources } from "../db/repositories/sources.js";
import type { MarkChanged } from "../db/transaction.js";
import type { Derivation, SourceItem } from "../providers/provider.js";
import { loadJoins } from "./joins.js";
import type { RunContext } from "./run-context.js";
import { type DerivedRoot, storeDerived } from "./store-derived.js";

/** Roots mapped before the event loop gets a turn: some 5 ms of work. */
const rootsPerSlice = 25;

/** A stored item that records are derived from. */
export interface Root {
  item: SourceItem;
  isDeleted: boolean;
  /** Whether it was stored just now for the first time: nothing was derived from it before. */
  isNew: boolean;
}

/**
 * Derives the records of roots of one list from what is stored, and stores what changed. A root whose mapper throws is
 * marked and keeps the records it had; the others are not affected.
 */
export async function deriveRoots(
  queries: Queries,
  context: RunContext,
  list: string,
  roots: readonly Root[],
  markChanged: MarkChanged,
): Promise<void> {
  const derived = new Map<string, DerivedRoot>(
    roots.map(({ item, isNew }) => [item.id, { rootId: `${list}:${item.id}`, isNew, isComplete: true, records: [] }]),
  );
  const live = roots.filter(({ isDeleted }) => !isDeleted).map(({ item }) => item);
  for (const derivation of context.plan.derivationsOf(list)) {
    const joined = await loadJoins(queries, context.connection.id, derivation, live);
    for (const [index, item] of live.entries()) {
      if (index > 0 && index % rootsPerSlice === 0) await breath();
      const root = derived.get(item.id);
      if (!root) continue;
      try {
        root.records.push(...mapRoot(context, derivation, item, joined[index] ?? {}, root.rootId));
      } catch (error) {
        root.isComplete = false;
        context.log.error(
          { connectionId: context.connection.id, list, id: item.id, error },
          "an item cannot be mapped",
        );
      }
    }
  }
  await storeDerived(queries, context, [...derived.values()], markChanged);

  const failed = live.filter(({ id }) => derived.get(id)?.isComplete === false).map(({ id }) => id);
  await updateSources(queries, { connectionId: context.connection.id, list }, failed, {
    derive_state: deriveState.failed,
  });
}

function mapRoot(
  { connection, plan }: RunContext,
  derivation: Derivation,
  item: SourceItem,
  joined: Parameters<Derivation["map"]>[1],
  rootId: string,
): RecordContent[] {
  return derivation.map(item, joined).flatMap(({ dataType, body }) => [
    recordContent(connection.id, { dataType, rootId, body }),
    ...plan.projections.project(dataType, body).map((projected) =>
      recordContent(connection.id, {
        ...projected,
        rootId: plan.projections.isShared(projected.dataType) ? "" : rootId,
      }),
    ),
  ]);
}
