import { breath, inChunks } from "../db/chunks.js";
import type { Queries } from "../db/database.js";
import {
  deriveState,
  putSources,
  type SourceState,
  sourceStates,
  sourcesById,
  updateSources,
} from "../db/repositories/sources.js";
import type { MarkChanged } from "../db/transaction.js";
import type { ListSpec, SourceItem, SourcePage } from "../providers/provider.js";
import { deriveRoots, type Root } from "./derive.js";
import type { RunContext } from "./run-context.js";
import { canonicalItem, type ItemContent, itemContent, storedItem } from "./source-item.js";
import { markDeleted, touchRoots } from "./touch.js";

/** One reading of a list. */
export interface ListRun {
  list: ListSpec;
  runId: string;
  isFull: boolean;
}

/** An item of a page beside what is stored of it. */
interface Arrival {
  item: SourceItem;
  content: ItemContent;
  before: SourceState | undefined;
  /** `older` than what is stored: proof that the item is there, and nothing else. */
  kind: "new" | "changed" | "unchanged" | "older";
}

/** Items hashed before the event loop gets a turn. */
const itemsPerSlice = 100;

/**
 * Stores a page: its items, the records derived from them, and marks on what else they touch. Runs in the transaction
 * that moves the cursor, so a page is stored once and whole, or not at all.
 */
export async function storePage(
  queries: Queries,
  context: RunContext,
  run: ListRun,
  page: SourcePage,
  markChanged: MarkChanged,
): Promise<void> {
  const list = run.list.name;
  const where = { connectionId: context.connection.id, list };
  const arrivals = await compare(queries, where, page.items);
  const written = arrivals.filter(({ kind }) => kind === "new" || kind === "changed");
  const others = arrivals.filter(({ kind }) => kind === "unchanged" || kind === "older");
  const revived = others.filter(({ before }) => before?.is_deleted === 1);
  const previous = await previousVersions(queries, context, list, written);

  await putSources(
    queries,
    written.map(({ content }) => ({
      connection_id: where.connectionId,
      list,
      ...content,
      run_id: run.isFull ? run.runId : null,
      derive_state: deriveState.done,
      is_deleted: 0,
    })),
  );
  await updateSources(queries, where, idsOf(revived), { is_deleted: 0 });
  if (run.isFull) {
    // An element that could not be read is there all the same.
    const rejected = page.rejected.flatMap(({ id }) => (id === undefined || id.includes("\0") ? [] : [id]));
    await updateSources(queries, where, [...idsOf(others), ...rejected], { run_id: run.runId });
  }

  // A full run derives everything again, so that a new version of a mapper reaches every record.
  const toDerive = run.isFull ? arrivals : [...written, ...revived];
  const derived = new Set(idsOf(toDerive));
  if (context.plan.derivationsOf(list).length > 0 && toDerive.length > 0) {
    const marked = toDerive.filter(({ before }) => before !== undefined && before.derive_state !== deriveState.done);
    await updateSources(queries, where, idsOf(marked), { derive_state: deriveState.done });
    await deriveRoots(queries, context, list, await rootsOf(queries, where, toDerive), markChanged);
  }
  const changed = [...written, ...revived].map(({ item }) => item);
  await touchRoots(queries, context, list, [...changed, ...previous], derived);

  const deletions = page.deletions ?? [];
  for (const name of new Set(deletions.map((deletion) => deletion.list))) {
    const ofList = deletions.filter((deletion) => deletion.list === name);
    await markDeleted(queries, context, name, ofList);
  }
}

async function compare(
  queries: Queries,
  where: { connectionId: string; list: string },
  items: readonly SourceItem[],
): Promise<Arrival[]> {
  const byId = new Map<string, SourceItem>();
  for (const item of items.map(canonicalItem)) {
    const other = byId.get(item.id);
    if (!other || !isOlder(item.modifiedDate, other.modifiedDate ?? null)) byId.set(item.id, item);
  }
  const states = await sourceStates(queries, where, [...byId.keys()]);
  return inChunks(
    [...byId.values()],
    async (chunk) =>
      chunk.map((item) => {
        const content = itemContent(item);
        const before = states.get(item.id);
        return { item, content, before, kind: kindOf(content, before) };
      }),
    itemsPerSlice,
  );
}

function kindOf(content: ItemContent, before: SourceState | undefined): Arrival["kind"] {
  if (!before) return "new";
  if (isOlder(content.modified_date, before.modified_date)) return "older";
  return content.content_hash === before.content_hash ? "unchanged" : "changed";
}

function isOlder(date: string | null | undefined, than: string | null): boolean {
  return typeof date === "string" && than !== null && date < than;
}

/** How changed items of a joined list were before: they may have belonged to other roots. */
async function previousVersions(
  queries: Queries,
  { connection, plan }: RunContext,
  list: string,
  written: readonly Arrival[],
): Promise<SourceItem[]> {
  if (plan.joinsOn(list).length === 0) return [];
  const changed = written.filter(({ kind }) => kind === "changed");
  return (await sourcesById(queries, { connectionId: connection.id, list }, idsOf(changed))).map(storedItem);
}

/** The roots to derive as they are stored now. */
async function rootsOf(
  queries: Queries,
  where: { connectionId: string; list: string },
  arrivals: readonly Arrival[],
): Promise<Root[]> {
  await breath();
  const older = arrivals.filter(({ kind }) => kind === "older");
  const stored = new Map((await sourcesById(queries, where, idsOf(older))).map((row) => [row.id, storedItem(row)]));
  return arrivals.map(({ item, kind }) => ({
    item: stored.get(item.id) ?? item,
    isDeleted: false,
    isNew: kind === "new",
  }));
}

function idsOf(arrivals: readonly Arrival[]): string[] {
  return arrivals.map(({ item }) => item.id);
}
