import { randomUUID } from "node:crypto";
import type { Queries } from "../db/database.js";
import { beginRun, findCursor, moveCursor } from "../db/repositories/cursors.js";
import { liveSourcesAfter, unseenSources } from "../db/repositories/sources.js";
import type { CursorRow } from "../db/tables.js";
import { UpstreamError } from "../errors.js";
import type { ListSpec, SourcePage } from "../providers/provider.js";
import { type RunContext, RunStopped } from "./run-context.js";
import { storablePage, withoutTooDeep } from "./source-item.js";
import { type ListRun, storePage } from "./store-page.js";
import { markDeleted } from "./touch.js";

/** Ids of rejected elements that are kept, to be told; more than that is as bad as this. */
const maxRejected = 1_000;

/** A reading in progress, and what decides at its end whether absence is proof. */
interface Reading extends ListRun {
  cursor: CursorRow;
  /** Whether a row may have slipped from one page to another unseen: there were several, or the reading was resumed. */
  isShifty: boolean;
  /** Whether this is the second look that a shifty reading needs. */
  isConfirmation: boolean;
  itemCount: number;
}

/**
 * Reads a list to its end, from where the last run stopped if it did not get there: what changed since the watermark, or
 * everything, and after everything marks what was not there any more as deleted. Each page is one transaction with the
 * cursor; aborting stops between two.
 *
 * @throws what the source throws; the cursor stays where it was.
 */
export async function readList(context: RunContext, list: ListSpec): Promise<void> {
  const cursor = await beginOrResume(context, list);
  const reading: Reading = {
    list,
    cursor,
    runId: cursor.run_id ?? "",
    isFull: cursor.is_full === 1,
    isShifty: cursor.resume !== null,
    isConfirmation: false,
    itemCount: 0,
  };
  try {
    while (!(await readPages(context, reading))) {
      context.log.info({ ...whereOf(context, reading), list: list.name }, "reading a list again to confirm deletions");
      reading.isConfirmation = true;
      reading.itemCount = 0;
    }
  } catch (error) {
    await forgetRefusedPosition(context, reading, error);
    throw error;
  }
}

async function beginOrResume(context: RunContext, list: ListSpec): Promise<CursorRow> {
  const { connection, now, settings } = context;
  return context.transaction(async (queries) => {
    const cursor = await findCursor(queries, connection.id, list.name);
    if (cursor?.run_id) return cursor;
    const begun = now().toISOString();
    return beginRun(queries, {
      connectionId: connection.id,
      list: list.name,
      runId: randomUUID(),
      begun,
      isFull: needsFullRun(list, cursor, Date.parse(begun) - settings.fullSweepEvery),
    });
  });
}

function needsFullRun(list: ListSpec, cursor: CursorRow | undefined, sweepBefore: number): boolean {
  if (!list.incremental || !cursor?.watermark) return true;
  return list.sweepable && (cursor.last_full === null || Date.parse(cursor.last_full) <= sweepBefore);
}

/** @returns false when the list must be read once more before anything is marked as deleted. */
async function readPages(context: RunContext, reading: Reading): Promise<boolean> {
  const { cursor, list } = reading;
  const since = reading.isFull || !cursor.watermark ? undefined : before(cursor.watermark, context.settings.overlap);
  const pages = context.source.read(list.name, {
    ...(since === undefined ? {} : { since }),
    ...(cursor.resume === null ? {} : { resume: cursor.resume }),
    signal: context.signal,
  });
  let pageCount = 0;
  for await (const page of pages) {
    context.signal.throwIfAborted();
    if (++pageCount > context.settings.maxPages) {
      throw new UpstreamError("badPayload", `The list ${list.name} does not end: ${pageCount - 1} pages were read`);
    }
    reading.isShifty ||= page.resume !== undefined;
    reading.itemCount += page.items.length + page.rejected.length;
    const isLast = page.resume === undefined;
    if (isLast) await checkEmptiness(context, reading);
    const isFinished = await storeAndMove(context, reading, storablePage(page), isLast);
    if (isLast) return isFinished;
  }
  await checkEmptiness(context, reading);
  return context.transaction((queries) => finish(queries, context, reading));
}

function before(instant: string, milliseconds: number): string {
  return new Date(Date.parse(instant) - milliseconds).toISOString();
}

/** @returns whether the list is done. */
async function storeAndMove(
  context: RunContext,
  reading: Reading,
  read: SourcePage,
  isLast: boolean,
): Promise<boolean> {
  logRejected(context, reading, read);
  try {
    return await storeOnce(context, reading, read, isLast);
  } catch (error) {
    // A stack overflow is a RangeError, as are other faults: only a page with items nested too deeply is tried without them.
    const rest = error instanceof RangeError ? withoutTooDeep(read) : read;
    if (rest.items.length === read.items.length) throw error;
    logRejected(context, reading, rest);
    return storeOnce(context, reading, rest, isLast);
  }
}

function storeOnce(context: RunContext, reading: Reading, read: SourcePage, isLast: boolean): Promise<boolean> {
  return context.transaction(async (queries, markChanged) => {
    await storePage(queries, context, reading, read, markChanged);
    const { cursor } = reading;
    const isUnidentified = read.rejected.some(({ id }) => id === undefined);
    const moved: CursorRow = {
      ...cursor,
      resume: read.resume ?? null,
      run_started: cursor.run_started ?? read.observedAt,
      can_sweep: isUnidentified ? 0 : cursor.can_sweep,
      rejected: rejectedAfter(cursor.rejected, read),
    };
    const { resume, run_started, can_sweep, rejected } = moved;
    await moveOrStop(queries, context, reading, { resume, run_started, can_sweep, rejected });
    reading.cursor = moved;
    return isLast ? finish(queries, context, reading) : false;
  });
}

/** Ends a run of a list, sweeping first if it read everything. */
async function finish(queries: Queries, context: RunContext, reading: Reading): Promise<boolean> {
  const { cursor, isFull, list } = reading;
  if (isFull && list.sweepable && cursor.can_sweep === 1) {
    const where = { connectionId: context.connection.id, list: list.name };
    const unseen = await unseenSources(queries, where, reading.runId);
    if (unseen.length > 0 && reading.isShifty && !reading.isConfirmation) {
      // Lists are paged by position: when something before it is deleted, an element slips to a page already read.
      await moveOrStop(queries, context, reading, { resume: null });
      reading.cursor = { ...cursor, resume: null };
      return false;
    }
    for (let start = 0; start < unseen.length; start += 200) {
      const ids = unseen.slice(start, start + 200);
      await markDeleted(
        queries,
        context,
        list.name,
        ids.map((id) => ({ id })),
      );
    }
    if (unseen.length > 0) context.log.info({ ...where, deleted: unseen.length }, "items have disappeared");
  }
  await moveOrStop(queries, context, reading, {
    run_id: null,
    begun: null,
    resume: null,
    run_started: null,
    watermark: cursor.run_started ?? cursor.watermark,
    last_read: cursor.begun,
    ...(isFull ? { last_full: cursor.begun } : {}),
  });
  return true;
}

/** A source that has nothing any more may be one that cannot be asked: deleting everything needs a second opinion. */
async function checkEmptiness(context: RunContext, { isFull, itemCount, list }: Reading): Promise<void> {
  if (!isFull || itemCount > 0) return;
  const where = { connectionId: context.connection.id, list: list.name };
  const stored = await liveSourcesAfter(context.database.writer, where, "", 1);
  if (stored.length > 0) await context.source.describe(context.signal);
}

async function moveOrStop(
  queries: Queries,
  { connection }: RunContext,
  { list, runId }: Reading,
  change: Partial<CursorRow>,
): Promise<void> {
  const isOurs = await moveCursor(queries, { connectionId: connection.id, list: list.name, runId }, change);
  if (!isOurs) throw new RunStopped(`The run of ${list.name} was taken over`);
}

/** A position the source refuses would be refused for ever: the next run begins at the start. */
async function forgetRefusedPosition(context: RunContext, reading: Reading, error: unknown): Promise<void> {
  const isRefused = error instanceof UpstreamError && (error.kind === "rejected" || error.kind === "notFound");
  if (!isRefused || reading.cursor.resume === null) return;
  await context.transaction((queries) => moveOrStop(queries, context, reading, { resume: null }));
}

function rejectedAfter(stored: string | null, page: SourcePage): string | null {
  const rejected = new Set<string>(stored === null ? [] : JSON.parse(stored));
  for (const { id } of page.items) rejected.delete(id);
  for (const { id } of page.rejected) if (rejected.size < maxRejected) rejected.add(id ?? "");
  return rejected.size === 0 ? null : JSON.stringify([...rejected]);
}

function logRejected(context: RunContext, reading: Reading, { rejected }: SourcePage): void {
  if (rejected.length === 0) return;
  const details = { ...whereOf(context, reading), count: rejected.length, rejected: rejected.slice(0, 20) };
  context.log.warn(details, "elements of a list could not be read");
}

function whereOf({ connection }: RunContext, { list, runId }: Reading) {
  return { connectionId: connection.id, list: list.name, runId };
}
