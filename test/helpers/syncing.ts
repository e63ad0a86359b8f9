import type { OpenStore } from "../../src/db/open-store.js";
import { queueDataset } from "../../src/db/repositories/datasets.js";
import type { Log } from "../../src/lib/log.js";
import { createSync, type SyncEngine, type SyncOptions } from "../../src/sync/create-sync.js";
import type { TestDatabase } from "./databases.js";
import { createFakeSource, type FakeSource } from "./fake-provider.js";

/** A linked connection of a fake source, a store and an engine over them. */
export interface Syncing {
  source: FakeSource;
  store: OpenStore;
  sync: SyncEngine;
  companyId: string;
  connectionId: string;
  /** The clock of the service; the source's moves with it. */
  clock: { now: Date };
  log: LogLine[];
  advance(milliseconds: number): void;
  /** Syncs data types in one run and waits until they are done; returns how their datasets ended. */
  run(...dataTypes: string[]): Promise<{ status: string; description: string | null }[]>;
  /** Live and deleted records of a data type by id. */
  records(dataType: string): Promise<Map<string, StoredRecord>>;
  /**
   * Lets the process die in a transaction of the sync, counted from 1 from now: before it commits, or right after. Nothing
   * reaches the database from the old engine after that.
   */
  dieAt(transaction: number, when: "before commit" | "after commit"): void;
  readonly isDead: boolean;
  /** A new process on the same database. */
  reopen(changed?: Partial<Pick<SyncOptions, "facts" | "condensers">>): Promise<Syncing>;
  close(): Promise<void>;
}

export interface StoredRecord {
  id: string;
  modifiedDate: string;
  metadata: { isDeleted: boolean };
  [property: string]: unknown;
}

export interface LogLine {
  level: "info" | "warn" | "error";
  details: object;
  message: string;
}

type Options = Partial<Pick<SyncOptions, "settings" | "projections" | "facts" | "condensers" | "onReadCompleted">>;

/**
 * @param options.store an open store of the database, to add a connection to. Close the engine that works on it first: a
 * process has one engine.
 */
export async function startSyncing(
  database: TestDatabase,
  options: Options & {
    source?: FakeSource;
    store?: OpenStore;
  } = {},
): Promise<Syncing> {
  const { source = createFakeSource(), store = await database.open(), ...rest } = options;
  const company = await store.companies.create({ name: "Acorn" });
  const connection = await store.connections.create({ companyId: company.id, platformKey: "fake" });
  await store.connections.link(connection.id, { sealedCredentials: "sealed", sourceInfo: "{}" });
  return assemble(database, store, source, company.id, connection.id, { now: new Date(source.clock.now) }, rest);
}

function assemble(
  database: TestDatabase,
  store: OpenStore,
  source: FakeSource,
  companyId: string,
  connectionId: string,
  clock: { now: Date },
  options: Options,
): Syncing {
  const lines: LogLine[] = [];
  const write = (level: LogLine["level"]) => (details: object, message: string) =>
    void lines.push({ level, details, message });
  const log: Log = { info: write("info"), warn: write("warn"), error: write("error") };
  const death = mortal(store);
  const sync = createSync({
    store: death.store,
    providers: new Map([["fake", source.provider]]),
    unseal: () => ({}),
    log,
    now: () => clock.now,
    ...options,
  });
  return {
    source,
    store,
    sync,
    companyId,
    connectionId,
    clock,
    log: lines,
    advance(milliseconds) {
      clock.now = new Date(clock.now.getTime() + milliseconds);
      source.clock.now = new Date(source.clock.now.getTime() + milliseconds);
    },
    async run(...dataTypes) {
      const ids: string[] = [];
      // All but the last are only put into the queue, so that the run begins with every one of them.
      for (const dataType of dataTypes.slice(0, -1)) {
        const requested = clock.now;
        const queued = { companyId, connectionId, dataType, requested, freshAfter: requested };
        ids.push((await queueDataset(store.database.writer, queued)).dataset.id);
      }
      for (const dataType of dataTypes.slice(-1)) ids.push(await sync.queue(connectionId, dataType));
      await sync.idle();
      const rows = await Promise.all(ids.map((id) => store.datasets.find(companyId, id)));
      return rows.map((row) => ({ status: row?.status ?? "missing", description: row?.status_description ?? null }));
    },
    async records(dataType) {
      const { rows } = await store.records.page([connectionId], dataType, { offset: 0, limit: 100_000 });
      return new Map(rows.map((row): [string, StoredRecord] => [JSON.parse(row).id, JSON.parse(row)]));
    },
    dieAt: death.dieAt,
    get isDead() {
      return death.isDead();
    },
    async reopen(changed) {
      await sync.close();
      await store.close();
      const reopened = await database.open();
      return assemble(database, reopened, source, companyId, connectionId, clock, { ...options, ...changed });
    },
    async close() {
      await sync.close();
      await store.close();
    },
  };
}

/** A store whose process can die. */
function mortal(store: OpenStore) {
  let left = Number.POSITIVE_INFINITY;
  let moment: "before commit" | "after commit" = "before commit";
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Error("the process died");
  };
  const database = new Proxy(store.database, {
    get: (target, key) => (isDead && key !== "engine" ? die() : Reflect.get(target, key)),
  });
  const transaction: OpenStore["transaction"] = async (work) => {
    if (isDead) die();
    const isLast = --left === 0;
    const result = await store.transaction(async (queries, markChanged) => {
      const outcome = await work(queries, markChanged);
      return isLast && moment === "before commit" ? die() : outcome;
    });
    return isLast ? die() : result;
  };
  return {
    store: { ...store, database, transaction },
    isDead: () => isDead,
    dieAt(transactionNumber: number, when: typeof moment) {
      left = transactionNumber;
      moment = when;
    },
  };
}
