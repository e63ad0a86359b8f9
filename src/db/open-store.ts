import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { AppError } from "../errors.js";
import type { Log } from "../lib/log.js";
import { type Changes, createChanges } from "./changes.js";
import type { OnConnectionEvent } from "./connection-events.js";
import type { Database, Queries } from "./database.js";
import { migrate } from "./migrate.js";
import type { PlatformNames } from "./platform-operands.js";
import { openPostgresDatabase } from "./postgres-database.js";
import { renewValues } from "./renew-values.js";
import { createApiKeys } from "./repositories/api-keys.js";
import { createCompanies } from "./repositories/companies.js";
import { createConnections } from "./repositories/connections.js";
import { createDatasets } from "./repositories/datasets.js";
import { createFacts } from "./repositories/facts.js";
import { createFirstAnswers } from "./repositories/first-answers.js";
import { createIdempotencyKeys } from "./repositories/idempotency.js";
import { createRecords } from "./repositories/records.js";
import { createWebhooks } from "./repositories/webhooks.js";
import { openSqliteDatabase } from "./sqlite-database.js";
import type { Store } from "./store.js";
import { inTransaction, type MarkChanged } from "./transaction.js";

export interface StoreOptions {
  /** `postgres://…`; without it, an SQLite file in `dataDir`. */
  databaseUrl?: string;
  dataDir: string;
  /** Name of the SQLite file. */
  fileName?: string;
  /** Names of the platforms by key: connections are queried by them. */
  platforms?: PlatformNames;
  /** How long to wait at the start for a PostgreSQL server that does not answer yet. */
  startTimeoutMs?: number;
  log?: Pick<Log, "info" | "warn">;
  onConnectionEvent?: OnConnectionEvent;
}

/** The store with what the sync engine needs besides. */
export interface OpenStore extends Store {
  readonly database: Database;
  readonly changes: Changes;
  /** One write transaction; see `inTransaction`. */
  transaction<T>(work: (queries: Queries, markChanged: MarkChanged) => Promise<T>): Promise<T>;
}

/**
 * Opens the database, waits for it if need be, brings its tables up to date and returns the store. Throws a plain `Error`
 * that names the cause when it cannot be used: in use by another process, newer than this version, a failed migration,
 * no answer.
 */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const { databaseUrl, dataDir, fileName = "standard-billing.sqlite", platforms = {}, log } = options;
  const onConnectionEvent = options.onConnectionEvent ?? (async () => {});
  const database =
    databaseUrl === undefined
      ? openSqliteDatabase(dataDir, fileName, (error) =>
          log?.warn({ reason: error.message }, "the write-ahead log could not be copied by its thread"),
        )
      : openPostgresDatabase(databaseUrl, {
          onConnectionLost: (error) => log?.warn({ reason: error.message }, "database connection lost"),
        });
  try {
    await untilItAnswers(database, options);
    await migrate(database);
    await renewValues(database, ({ connection_id, data_type }, records) =>
      log?.info({ connectionId: connection_id, dataType: data_type, records }, "values of records were made anew"),
    );
  } catch (error) {
    await database.close();
    throw error;
  }
  const changes = createChanges();
  return {
    database,
    changes,
    companies: createCompanies(database, changes, platforms, onConnectionEvent),
    connections: createConnections(database, changes, platforms, onConnectionEvent),
    datasets: createDatasets(database),
    records: createRecords(database, changes),
    facts: createFacts(database),
    firstAnswers: createFirstAnswers(database),
    apiKeys: createApiKeys(database),
    idempotencyKeys: createIdempotencyKeys(database),
    webhooks: createWebhooks(database),
    transaction: (work) => inTransaction(database, changes, work),
    ping: () => ping(database),
    close: () => database.close(),
  };
}

async function ping({ reader }: Database): Promise<void> {
  await sql`select 1`.execute(reader);
}

/** A server that starts together with this process may need a moment. */
async function untilItAnswers(database: Database, { startTimeoutMs = 60_000, log }: StoreOptions): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  for (let delayMs = 250; ; delayMs = Math.min(delayMs * 2, 5_000)) {
    try {
      return await ping(database);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      if (performance.now() + delayMs > deadline) {
        throw new Error(`The database does not answer: ${reason}`, { cause: error });
      }
      log?.warn({ reason, retryInMs: delayMs }, "the database does not answer yet");
      await setTimeout(delayMs);
    }
  }
}
