import { STATUS_CODES } from "node:http";
import { breath } from "../db/chunks.js";
import { isDatabaseAway } from "../db/failures.js";
import type { OpenStore } from "../db/open-store.js";
import { unannouncedDatasets } from "../db/repositories/announcements.js";
import { forgetOldDatasets, moveDataset, unfinishedDatasets } from "../db/repositories/datasets.js";
import { connectionById, isStillLinked, setLastSync } from "../db/repositories/sync-connections.js";
import type { ConnectionRow } from "../db/tables.js";
import type { Log } from "../lib/log.js";
import type { Credentials, Provider } from "../providers/provider.js";
import { announce, type OnReadCompleted } from "./announce.js";
import type { FactCondenser, FactMaker } from "./fact-maker.js";
import { type Failure, failureOf } from "./failure.js";
import type { Plan } from "./plan.js";
import { type OnMoved, runConnection } from "./run.js";
import { type RunContext, RunStopped } from "./run-context.js";
import type { Job } from "./runner.js";
import type { SyncSettings } from "./settings.js";

export interface JobOptions {
  store: OpenStore;
  providers: ReadonlyMap<string, Provider>;
  plans: ReadonlyMap<string, Plan>;
  unseal(connection: ConnectionRow): Credentials;
  facts?: readonly FactMaker[];
  condensers?: readonly FactCondenser[];
  log: Log;
  settings: SyncSettings;
  now(): Date;
  /** Told of the end of syncs. */
  onReadCompleted?: OnReadCompleted;
}

/** How soon to look again while another replica syncs the connection. */
const lockedRetryMs = 1_000;

/** How soon to try again while the database does not answer. */
const databaseRetryMs = 5_000;

/** Makes the job that works on the unfinished datasets of one connection. */
export function createJob(options: JobOptions, onMoved: OnMoved): Job {
  const { store, log } = options;
  return async (connectionId, signal) => {
    try {
      const { writer } = store.database;
      const isAnything = async () =>
        (await unfinishedDatasets(writer, connectionId)).length > 0 ||
        (await unannouncedDatasets(writer, connectionId)).length > 0;
      if (!(await isAnything())) return undefined;
      const lock = await store.database.lock(`sync:${connectionId}`);
      if (!lock) return lockedRetryMs;
      try {
        await work(options, connectionId, signal, onMoved);
        await announce(store, connectionId, options.onReadCompleted);
      } finally {
        await lock.release();
      }
      return undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof RunStopped) return lockedRetryMs;
      if (!isDatabaseAway(error)) throw error;
      log.warn({ connectionId, error }, "the database does not answer: the sync goes on when it does");
      return databaseRetryMs;
    }
  };
}

async function work(options: JobOptions, connectionId: string, signal: AbortSignal, onMoved: OnMoved): Promise<void> {
  const { store, log, now, settings } = options;
  const { writer } = store.database;
  const connection = await connectionById(writer, connectionId);
  if (!connection || (await unfinishedDatasets(writer, connectionId)).length === 0) return;
  if (connection.status !== "Linked") {
    const message = `The connection is ${connection.status}.`;
    return endAll(options, connection, { status: "Cancelled", message, isOfConnection: true }, onMoved);
  }

  let isAnyComplete = false;
  const moved: OnMoved = (dataset, status, failure) => {
    isAnyComplete ||= status === "Complete";
    onMoved(dataset, status, failure);
  };
  let failure: Failure | undefined;
  try {
    failure = await syncConnection(options, connection, signal, moved);
  } catch (error) {
    if (signal.aborted || error instanceof RunStopped || isDatabaseAway(error)) throw error;
    log.error({ connectionId, error }, "a sync failed");
    failure = failureOf(error);
    await endAll(options, connection, failure, onMoved);
  }
  if (isAnyComplete) await setLastSync(writer, connectionId, now());
  await forgetOldDatasets(writer, connectionId, new Date(now().getTime() - settings.keepHistory));
  if (failure?.status === "AuthError") {
    await store.connections.setStatus(connectionId, "Deauthorized", refusalOf(failure));
  }
}

/** What the connection keeps of a refusal: the source's own status and our words for it. */
function refusalOf({ sourceStatus = 401, message }: Failure) {
  return { statusCode: `${sourceStatus}`, statusText: STATUS_CODES[sourceStatus] ?? "", errorMessage: message };
}

async function syncConnection(
  { store, providers, plans, facts = [], condensers = [], unseal, log, settings, now }: JobOptions,
  connection: ConnectionRow,
  signal: AbortSignal,
  onMoved: OnMoved,
): Promise<Failure | undefined> {
  const provider = providers.get(connection.platform_key);
  const plan = plans.get(connection.platform_key);
  if (!provider || !plan) throw new Error(`There is no provider ${connection.platform_key}`);
  const { database } = store;
  const source = provider.connect(unseal(connection));
  const context: RunContext = {
    connection,
    plan,
    facts,
    condensers,
    source,
    database,
    settings,
    log,
    signal,
    now,
    async transaction(work) {
      await breath();
      return store.transaction(async (queries, markChanged) => {
        if (!(await isStillLinked(queries, database.engine, connection))) {
          throw new RunStopped("The connection was deleted, unlinked or linked anew");
        }
        return work(queries, markChanged);
      });
    },
  };
  try {
    return await runConnection(context, onMoved);
  } finally {
    await source.close();
  }
}

/** Ends every unfinished dataset of a connection. */
async function endAll(
  { store, now }: JobOptions,
  connection: ConnectionRow,
  failure: Failure,
  onMoved: OnMoved,
): Promise<void> {
  const { writer } = store.database;
  const { status, message } = failure;
  for (const dataset of await unfinishedDatasets(writer, connection.id)) {
    await moveDataset(writer, dataset.id, { status, statusDescription: message, errorMessage: message }, now());
    onMoved(dataset, status, failure);
  }
}
