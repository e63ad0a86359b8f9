import { isDatabaseAway } from "../db/failures.js";
import { cursorsOf, redoRoots } from "../db/repositories/cursors.js";
import {
  type DatasetProgress,
  latestSuccessfulDataset,
  moveDataset,
  unfinishedDatasets,
} from "../db/repositories/datasets.js";
import { hasRecords } from "../db/repositories/record-writes.js";
import type { CursorRow, DatasetRow } from "../db/tables.js";
import type { DatasetStatus } from "../model/platform/dataset.js";
import { ListNotSupported, type ListSpec } from "../providers/provider.js";
import { condenseFacts } from "./condense.js";
import { drainRoots } from "./drain.js";
import { type Failure, failureOf } from "./failure.js";
import { findGaps } from "./gaps.js";
import { readList } from "./read-list.js";
import { type RunContext, RunStopped } from "./run-context.js";

/** What became of a list in this run, and when: steps are numbered, since clocks can jump. */
interface ListOutcome {
  step: number;
  unsupported?: string;
  failure?: Failure;
}

interface RunState {
  step: number;
  /** The step at which each dataset joined the run. */
  joined: Map<string, number>;
  outcomes: Map<string, ListOutcome>;
}

/** Told of every dataset whose status changed, after it was stored. */
export type OnMoved = (dataset: DatasetRow, status: DatasetStatus, failure?: Failure) => void;

/**
 * Works on the datasets of a connection until none is unfinished: those left by a crash, those queued before and those
 * that are queued meanwhile. The lists they need are read once each, in the provider's order; a dataset is complete as
 * soon as its lists are read and its records derived, whatever the others still wait for.
 *
 * @returns the failure that ended it when it is one of the whole connection.
 * @throws when the run is aborted, the connection changes or the database fails: its datasets then stay unfinished.
 */
export async function runConnection(context: RunContext, onMoved: OnMoved): Promise<Failure | undefined> {
  const state: RunState = { step: 0, joined: new Map(), outcomes: new Map() };
  for (;;) {
    context.signal.throwIfAborted();
    const datasets = await unfinishedDatasets(context.database.writer, context.connection.id);
    for (const dataset of datasets) await join(context, state, dataset, onMoved);
    const waiting = await settle(context, state, datasets, onMoved);
    if (waiting.length === 0) {
      if (datasets.length > 0) continue;
      // What was read for one data type may have touched others, that were complete by then or not asked for.
      for (const list of context.plan.roots) await drainRoots(context, list);
      await condenseFacts(context);
      return undefined;
    }
    const next = context.plan.lists.find((list) => waiting.some(({ lists }) => lists.includes(list)));
    if (!next) throw new Error(`No list is left to read for ${waiting.map(({ dataset }) => dataset.data_type).join()}`);
    const { failure } = await read(context, state, next);
    if (failure?.isOfConnection) {
      await failAll(context, failure, onMoved);
      return failure;
    }
  }
}

async function join(context: RunContext, state: RunState, dataset: DatasetRow, onMoved: OnMoved): Promise<void> {
  if (state.joined.has(dataset.id)) return;
  state.joined.set(dataset.id, state.step);
  await deriveFirstTime(context, dataset.data_type);
  await move(context, dataset, { status: "Fetching", progress: 0 }, onMoved);
}

/** A data type's roots may have been read, for other data types, before there was anything to derive it with. */
async function deriveFirstTime({ connection, database, plan }: RunContext, dataType: string): Promise<void> {
  const { writer } = database;
  if (await latestSuccessfulDataset(writer, connection.id, dataType)) return;
  if (await hasRecords(writer, connection.id, dataType)) return;
  for (const list of plan.rootsOf(dataType)) await redoRoots(writer, connection.id, list);
}

/** Ends the datasets that can be ended; returns the others with the lists they wait for. */
async function settle(context: RunContext, state: RunState, datasets: readonly DatasetRow[], onMoved: OnMoved) {
  const cursors = await cursorsOf(context.database.writer, context.connection.id);
  const now = context.now().toISOString();
  const waiting: { dataset: DatasetRow; lists: ListSpec[] }[] = [];
  for (const dataset of datasets) {
    const needed = context.plan.listsOf(dataset.data_type);
    const outcomes = needed.map((list) => outcomeFor(state, dataset, list));
    const failure = outcomes.find((outcome) => outcome?.failure)?.failure;
    const lists = needed.filter((list, index) => !outcomes[index] && !isFresh(cursors, dataset, list, now));
    if (failure) {
      await fail(context, dataset, failure, onMoved);
    } else if (lists.length > 0) {
      waiting.push({ dataset, lists });
      const progress = Math.floor((100 * (needed.length - lists.length)) / (needed.length + 1));
      if (progress !== dataset.progress) await move(context, dataset, { status: "Fetching", progress }, onMoved);
    } else {
      await complete(context, state, dataset, onMoved);
    }
  }
  return waiting;
}

/** What became of a list since a dataset joined. */
function outcomeFor(state: RunState, dataset: DatasetRow, list: ListSpec): ListOutcome | undefined {
  const outcome = state.outcomes.get(list.name);
  return outcome && outcome.step > (state.joined.get(dataset.id) ?? 0) ? outcome : undefined;
}

/** Whether the last finished run of a list began late enough for a dataset (and not in a future a clock was set back from). */
function isFresh(cursors: readonly CursorRow[], dataset: DatasetRow, list: ListSpec, now: string): boolean {
  const cursor = cursors.find((candidate) => candidate.list === list.name);
  if (!cursor?.last_read || cursor.run_id !== null) return false;
  return cursor.last_read > dataset.fresh_after && cursor.last_read <= now;
}

async function read(context: RunContext, state: RunState, list: ListSpec): Promise<ListOutcome> {
  const outcome = { step: ++state.step, ...(await outcomeOf(context, list)) };
  state.outcomes.set(list.name, outcome);
  return outcome;
}

async function outcomeOf(context: RunContext, list: ListSpec): Promise<Omit<ListOutcome, "step">> {
  try {
    await readList(context, list);
    return {};
  } catch (error) {
    if (error instanceof RunStopped || context.signal.aborted || isDatabaseAway(error)) throw error;
    if (error instanceof ListNotSupported) return { unsupported: error.message };
    const failure = await ofWholeSource(context, failureOf(error));
    const details = { connectionId: context.connection.id, list: list.name, status: failure.status, error };
    context.log.warn(details, "reading a list failed");
    return { failure };
  }
}

/**
 * A list that may not be read can be a feature the account does not have: the others are read all the same. When the
 * source does not even say who it is, the connection is no longer authorized.
 */
async function ofWholeSource(context: RunContext, failure: Failure): Promise<Failure> {
  if (failure.status !== "PermissionsError") return failure;
  try {
    await context.source.describe(context.signal);
    return failure;
  } catch (error) {
    if (context.signal.aborted) throw error;
    const { status } = failureOf(error);
    const isRefused = status === "PermissionsError" || status === "AuthError";
    return isRefused ? { ...failure, status: "AuthError", isOfConnection: true } : failure;
  }
}

/** All lists of a dataset are dealt with: derives what is still marked and ends it. */
async function complete(context: RunContext, state: RunState, dataset: DatasetRow, onMoved: OnMoved): Promise<void> {
  const { connection, database, plan } = context;
  const roots = plan.rootsOf(dataset.data_type);
  const unsupported = roots.map((list) => state.outcomes.get(list)?.unsupported);
  if (unsupported.every((message) => message !== undefined)) {
    const statusDescription = sentences(unsupported) || "The source has no such data.";
    await move(context, dataset, { status: "NotSupported", statusDescription, progress: 100 }, onMoved);
    return;
  }
  const lists = plan.listsOf(dataset.data_type).length;
  await move(context, dataset, { status: "Mapping", progress: Math.floor((100 * lists) / (lists + 1)) }, onMoved);
  for (const list of roots) await drainRoots(context, list);
  await condenseFacts(context, dataset.data_type);
  const gaps = await findGaps(database.writer, connection.id, plan, dataset.data_type);
  const joined = plan.listsOf(dataset.data_type).filter(({ name }) => !roots.includes(name));
  const absent = roots.filter((list) => state.outcomes.get(list)?.unsupported !== undefined);
  const missed = joined.filter(({ name }) => !isOnlyFor(absent, name, dataset.data_type, plan));
  const description = [...missingLists(state, missed), gaps.description ?? ""].join(" ").trim();
  const isAllLost = gaps.unmapped > 0 && !(await hasRecords(database.writer, connection.id, dataset.data_type));
  const end: DatasetProgress = isAllLost
    ? { status: "MapError", errorMessage: description, progress: 100 }
    : { status: "Complete", progress: 100 };
  await move(context, dataset, { ...end, ...(description === "" ? {} : { statusDescription: description }) }, onMoved);
}

/**
 * What records were made without: a reader of amounts must know that a list they are joined with is not there. A list of
 * roots is no loss while there is another, and neither is what only its items would be joined with: a source has its
 * payments in one of several.
 */
function missingLists(state: RunState, lists: readonly ListSpec[]): string[] {
  return lists.flatMap(({ name }) => {
    const reason = state.outcomes.get(name)?.unsupported;
    return reason === undefined ? [] : [`Made without ${name}: ${sentences([reason])}`];
  });
}

/** Whether a list is joined with nothing but these roots, of those the data type has. */
function isOnlyFor(roots: readonly string[], list: string, dataType: string, plan: RunContext["plan"]): boolean {
  const joins = plan.joinsOn(list).filter(({ root }) => plan.rootsOf(dataType).includes(root));
  return joins.length > 0 && joins.every(({ root }) => roots.includes(root));
}

/** Different reasons, each with its full stop. */
function sentences(reasons: readonly string[]): string {
  return [...new Set(reasons)].map((reason) => `${reason.replace(/[.]$/, "")}.`).join(" ");
}

/** Ends every unfinished dataset of the connection with the same failure. */
async function failAll(context: RunContext, failure: Failure, onMoved: OnMoved): Promise<void> {
  for (const dataset of await unfinishedDatasets(context.database.writer, context.connection.id)) {
    await fail(context, dataset, failure, onMoved);
  }
}

function fail(context: RunContext, dataset: DatasetRow, failure: Failure, onMoved: OnMoved): Promise<void> {
  const { status, message } = failure;
  return move(context, dataset, { status, statusDescription: message, errorMessage: message }, onMoved, failure);
}

async function move(
  context: RunContext,
  dataset: DatasetRow,
  progress: DatasetProgress,
  onMoved: OnMoved,
  failure?: Failure,
): Promise<void> {
  await moveDataset(context.database.writer, dataset.id, progress, context.now());
  onMoved(dataset, progress.status, failure);
}
