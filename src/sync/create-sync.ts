/**
 * The sync engine: brings what sources hold into the store, and keeps it fresh. From the outside in:
 *
 * - `create-sync.ts` is asked (by a read, a request, the schedule) and queues *datasets*: runs of one data type of one
 *   connection. `standings.ts` and `readiness.ts` say which data types are fresh, due or failed.
 * - `runner.ts` has one job at a time per connection; `job.ts` is that job: it takes the connection's lock, opens the
 *   source, and announces what ended.
 * - `run.ts` works out which of the provider's lists the queued datasets wait for (`plan.ts`), has each read once, and
 *   ends a dataset when its lists are read and its records derived.
 * - `read-list.ts` reads a list page by page from its cursor and sweeps for what has disappeared; `store-page.ts` stores a
 *   page in one transaction.
 * - `derive.ts` makes records of the page's items with the provider's mappers and `projections.ts`, joined with stored items
 *   (`joins.ts`); `store-derived.ts` writes those that changed, and their facts (`facts.ts`), which are put together when
 *   all is read (`condense.ts`).
 * - An item of a joined list changes records of others: `touch.ts` marks those roots, `drain.ts` derives them again.
 */
import type { OpenStore } from "../db/open-store.js";
import { queueDataset, unfinishedConnections } from "../db/repositories/datasets.js";
import { connectionById, linkedConnections } from "../db/repositories/sync-connections.js";
import type { ConnectionRow, DatasetRow } from "../db/tables.js";
import { errors } from "../errors.js";
import type { Log } from "../lib/log.js";
import type { Credentials, Provider } from "../providers/provider.js";
import type { OnReadCompleted } from "./announce.js";
import type { FactCondenser, FactMaker } from "./fact-maker.js";
import { renewFacts } from "./facts.js";
import { createJob } from "./job.js";
import { type Plan, planOf } from "./plan.js";
import { noProjections, type Projections } from "./projections.js";
import { dueAt, isDue, readinessOf } from "./readiness.js";
import { createRunner } from "./runner.js";
import { defaultSettings, type SyncSettings } from "./settings.js";
import { createStandings } from "./standings.js";
import type { Readiness, Sync } from "./sync.js";
import { createWaiters } from "./waiters.js";

export interface SyncOptions {
  store: OpenStore;
  /** By platform key. */
  providers: ReadonlyMap<string, Provider>;
  /** Opens a connection's sealed credentials. */
  unseal(connection: ConnectionRow): Credentials;
  /** What else is made of billing records. */
  projections?: Projections;
  /** What metrics are computed from. */
  facts?: readonly FactMaker[];
  /** What is made of facts taken together. */
  condensers?: readonly FactCondenser[];
  /** Told of the end of syncs. */
  onReadCompleted?: OnReadCompleted;
  log: Log;
  settings?: Partial<SyncSettings>;
  now?(): Date;
}

export interface SyncEngine extends Sync {
  /**
   * Makes facts anew that are in another layout than this version's, goes on with what a crash or a stop left
   * unfinished, and starts the schedule.
   */
  start(): Promise<void>;
  /** Starts what the schedule says is due; `start` has it called every minute. */
  tick(): Promise<void>;
  /** Waits until no sync is running or queued here. */
  idle(): Promise<void>;
}

/** How often the schedule is looked at, and runs that another replica left are looked for. */
const tickMs = 60_000;

/** What to tell a caller who has to come again for the result of a first sync. */
const pendingRetrySeconds = 5;

/** How often a run that another replica may be doing is looked at. */
const pollMs = 500;

/** Makes the sync engine of a store. It does nothing until it is started or asked. */
export function createSync(options: SyncOptions): SyncEngine {
  const { store, providers, log, now = () => new Date() } = options;
  const settings: SyncSettings = { ...defaultSettings, ...options.settings };
  const { database, changes } = store;
  const isShared = database.engine === "postgres";

  const plans = new Map<string, Plan>(
    [...providers].map(([key, provider]) => [key, planOf(provider, options.projections ?? noProjections)]),
  );
  const standings = createStandings(database, settings, now);
  const ended = createWaiters();
  const job = createJob({ ...options, settings, now, plans }, (dataset, status, failure) => {
    const key = keyOf(dataset.connection_id, dataset.data_type);
    standings.moved(key, status, failure);
    changes.datasetChanged(dataset.connection_id, dataset.data_type);
    ended.wake(key);
  });
  const runner = createRunner(job, settings.maxConcurrentRuns, log);
  const stopListening = changes.listen({
    connectionChanged: (connectionId) => {
      standings.forgetConnection(connectionId);
      runner.restart(connectionId);
    },
  });
  const starting = new Map<string, Promise<Readiness | undefined>>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** A reader is content with a list that was read for another data type a moment ago. */
  const recently = () => new Date(now().getTime() - settings.listFreshFor);

  /** Queues a run, or finds the one in progress, and sees that it is worked on. */
  async function enqueue(connection: ConnectionRow, dataType: string, freshAfter: Date) {
    const requested = now();
    const queued = await queueDataset(database.writer, {
      companyId: connection.company_id,
      connectionId: connection.id,
      dataType,
      requested,
      freshAfter,
    });
    standings.forget(keyOf(connection.id, dataType));
    runner.wake(connection.id);
    return queued;
  }

  /** Starts a run because somebody reads, once for all who do; returns why that is not possible. */
  function startForReaders(connectionId: string, dataType: string): Promise<Readiness | undefined> {
    const key = keyOf(connectionId, dataType);
    const known = starting.get(key);
    if (known) return known;
    const start = startForReader(connectionId, dataType).finally(() => starting.delete(key));
    starting.set(key, start);
    return start;
  }

  async function startForReader(connectionId: string, dataType: string): Promise<Readiness | undefined> {
    if (isClosed) return undefined;
    const connection = await connectionById(database.reader, connectionId);
    if (!connection) throw errors.connectionNotFound(connectionId);
    if (!plans.get(connection.platform_key)?.supports(dataType)) {
      return { state: "notSupported", message: `${connection.platform_key} has no ${dataType}.` };
    }
    if (connection.status !== "Linked") {
      const status = connection.status === "Deauthorized" ? "AuthError" : "PrerequisiteNotMet";
      return failed(status, `The connection is ${connection.status}: it must be linked before it can be read.`);
    }
    await enqueue(connection, dataType, recently());
    return undefined;
  }

  function refreshInBackground(connectionId: string, dataType: string): void {
    startForReaders(connectionId, dataType).then(
      (refusal) => {
        if (refusal) standings.refused(keyOf(connectionId, dataType));
      },
      (error) => log.warn({ connectionId, dataType, error }, "a refresh could not be started"),
    );
  }

  async function ensure(connectionId: string, dataType: string, waitMs: number): Promise<Readiness> {
    const key = keyOf(connectionId, dataType);
    const deadline = performance.now() + waitMs;
    for (;;) {
      const standing = await standings.of(key);
      const due = standings.due(key, standing, settings.maxAge(dataType));
      const readiness = readinessOf(standing, due);
      if (readiness) {
        if (isDue(standing, due)) refreshInBackground(connectionId, dataType);
        else if (readiness.state === "ready" && !isShared) return { ...readiness, until: dueAt(standing, due) };
        return readiness;
      }
      if (isDue(standing, due)) {
        const refusal = await startForReaders(connectionId, dataType);
        if (refusal) return refusal;
      } else {
        // It may have been left by a process that is no more.
        runner.wake(connectionId);
      }
      const left = deadline - performance.now();
      if (left <= 0 || isClosed) {
        return { state: "pending", retryAfterSeconds: pendingRetrySeconds, progress: standing.latest?.progress ?? 0 };
      }
      await ended.wait(key, isShared ? Math.min(left, pollMs) : left);
    }
  }

  async function queue(connectionId: string, dataType: string, asked?: Date): Promise<string> {
    if (isClosed) throw errors.unavailable("The service is shutting down.");
    const connection = await connectionById(database.reader, connectionId);
    if (!connection) throw errors.connectionNotFound(connectionId);
    if (!plans.get(connection.platform_key)?.supports(dataType)) {
      throw errors.dataTypeNotSupported(dataType, connection.platform_key);
    }
    if (connection.status !== "Linked") {
      throw errors.badRequest(`Cannot queue ${dataType} sync: data connection ${connectionId} is ${connection.status}`);
    }
    // What began to be read at the very moment that several were asked for is new enough for all of them.
    const freshAfter = asked ? new Date(asked.getTime() - 1) : now();
    const { dataset, isNew } = await enqueue(connection, dataType, freshAfter);
    if (!isNew) throw errors.badRequest(alreadyInProgress(dataset));
    return dataset.id;
  }

  async function tick(): Promise<void> {
    for (const connectionId of await unfinishedConnections(database.reader)) runner.wake(connectionId);
    for (const connection of await linkedConnections(database.reader)) {
      for (const dataType of plans.get(connection.platform_key)?.dataTypes ?? []) {
        const every = settings.every(dataType);
        if (every === undefined || isClosed) continue;
        const key = keyOf(connection.id, dataType);
        const standing = await standings.of(key);
        if (isDue(standing, standings.due(key, standing, every))) {
          await enqueue(connection, dataType, recently());
        }
      }
    }
  }

  return {
    ensure,
    queue,
    tick,
    async idle() {
      await Promise.allSettled(starting.values());
      await runner.idle();
    },
    async start() {
      await renewFacts(store, options.facts ?? [], log);
      const tickSafely = () => tick().catch((error) => log.warn({ error }, "the schedule could not be kept"));
      timer = setInterval(tickSafely, tickMs);
      timer.unref();
      await tickSafely();
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      stopListening();
      ended.wakeAll();
      await runner.close();
    },
  };
}

function keyOf(connectionId: string, dataType: string): string {
  return `${connectionId}/${dataType}`;
}

function failed(status: string, message: string): Readiness {
  return { state: "failed", status, message };
}

/** The words of Codat's API for it. */
function alreadyInProgress({ data_type, company_id, id }: DatasetRow): string {
  return `DatasetAlreadyInProgressException: Cannot queue ${data_type} sync for ${company_id} as previous sync ${id} is still in progress`;
}
