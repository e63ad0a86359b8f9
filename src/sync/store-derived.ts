import { inChunks } from "../db/chunks.js";
import type { Queries } from "../db/database.js";
import { deletedContent, type RecordContent, recordRow } from "../db/record-row.js";
import {
  putRecords,
  type RecordState,
  recordStates,
  recordStatesOfRoots,
  recordsById,
} from "../db/repositories/record-writes.js";
import type { MarkChanged } from "../db/transaction.js";
import { storeFacts } from "./facts.js";
import type { RunContext } from "./run-context.js";

/** What a root became. */
export interface DerivedRoot {
  rootId: string;
  isNew: boolean;
  /** False when a mapper failed: what is missing from `records` may still be right. */
  isComplete: boolean;
  records: RecordContent[];
}

/** Rows made before the event loop gets a turn. */
const rowsPerSlice = 50;

interface Write {
  content: RecordContent;
  before: RecordState | undefined;
}

/**
 * Stores the records of roots. Only what changed is written, and only that moves its `modifiedDate`; records that a root
 * made before and makes no longer are marked as deleted.
 */
export async function storeDerived(
  queries: Queries,
  context: RunContext,
  roots: readonly DerivedRoot[],
  markChanged: MarkChanged,
): Promise<void> {
  const connectionId = context.connection.id;
  const derived = byTypeAndId(roots.flatMap(({ records }) => records));
  const writes: Write[] = [];
  for (const [dataType, contents] of derived) {
    const states = await recordStates(queries, connectionId, dataType, [...contents.keys()]);
    const before = new Map(states.map((state) => [state.id, state]));
    for (const [id, content] of contents) {
      const state = before.get(id);
      if (!isSame(content, state) || state?.root_id !== content.rootId) writes.push({ content, before: state });
    }
  }
  writes.push(...(await findVanished(queries, connectionId, roots, derived)));

  const changed = writes.filter(({ content, before }) => !isSame(content, before));
  for (const dataType of new Set(changed.map(({ content }) => content.dataType))) markChanged(connectionId, dataType);
  const rows = await inChunks(
    writes,
    async (chunk) => chunk.map((write) => recordRow(connectionId, write.content, modifiedDate(context.now(), write))),
    rowsPerSlice,
  );
  await putRecords(queries, rows);
  await storeFacts(
    queries,
    context,
    changed.map(({ content }) => content),
  );
}

/** An id that was derived twice (a shared record) is written once, as it was derived last. */
function byTypeAndId(contents: readonly RecordContent[]): ReadonlyMap<string, ReadonlyMap<string, RecordContent>> {
  const types = new Map<string, Map<string, RecordContent>>();
  for (const content of contents) {
    const ofType = types.get(content.dataType) ?? new Map<string, RecordContent>();
    types.set(content.dataType, ofType.set(content.body.id, content));
  }
  return types;
}

/** Records stored as derived from these roots, not deleted yet, that were not derived from any of them now. */
async function findVanished(
  queries: Queries,
  connectionId: string,
  roots: readonly DerivedRoot[],
  derived: ReadonlyMap<string, ReadonlyMap<string, RecordContent>>,
): Promise<Write[]> {
  const known = roots.filter(({ isNew, isComplete }) => !isNew && isComplete).map(({ rootId }) => rootId);
  const states = await recordStatesOfRoots(queries, connectionId, known);
  const vanished = states.filter(
    ({ data_type, id, is_deleted }) => is_deleted === 0 && !derived.get(data_type)?.has(id),
  );
  const writes: Write[] = [];
  for (const dataType of new Set(vanished.map(({ data_type }) => data_type))) {
    const ofType = new Map(
      vanished.filter(({ data_type }) => data_type === dataType).map((state) => [state.id, state]),
    );
    for (const row of await recordsById(queries, connectionId, dataType, [...ofType.keys()])) {
      writes.push({ content: deletedContent(row), before: ofType.get(row.id) });
    }
  }
  return writes;
}

function isSame(content: RecordContent, state: RecordState | undefined): boolean {
  return state?.content_hash === content.contentHash;
}

/** Now, but after the record's last change, since callers ask for what changed since the last date they saw. */
function modifiedDate(now: Date, { content, before }: Write): Date {
  if (!before) return now;
  const last = Date.parse(`${before.modified_date}Z`);
  if (isSame(content, before)) return new Date(last);
  return now.getTime() > last ? now : new Date(last + 1);
}
