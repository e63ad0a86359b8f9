import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from "kysely";
import pg from "pg";
import type { Database, Lock } from "./database.js";
import { clearFailure, isUnavailable } from "./failures.js";
import type { Tables } from "./tables.js";

export interface PostgresOptions {
  /** Connections of the pool, 20 if not given; each running sync takes up to two, one of them for its lock. */
  maxConnections?: number;
  statementTimeoutMs?: number;
  /** Told of connections the server dropped. */
  onConnectionLost?: (error: Error) => void;
}

/** Opens a pool; does no I/O by itself. */
export function openPostgresDatabase(databaseUrl: string, options: PostgresOptions = {}): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.maxConnections ?? 20,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 60_000,
    // The server enforces the statement timeout; this ends the wait when the server itself does not answer any more.
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
    application_name: "standard-billing",
    // bigint arrives as text otherwise; every one of ours is a safe integer.
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as "text"),
    },
  });
  const lost = options.onConnectionLost ?? (() => {});
  // Without these listeners a connection dropped by the server, idle or between two statements, ends the process.
  pool.on("error", lost);
  pool.on("connect", (client) => client.on("error", lost));

  const queries = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: clearPool(pool) }) });
  return {
    engine: "postgres",
    reader: queries,
    writer: queries,
    scanner: queries,
    lock: (name) => advisoryLock(pool, name),
    keepUp: async () => {},
    close: () => queries.destroy(),
  };
}

function clearPool(pool: pg.Pool): PostgresPool {
  return {
    end: () => pool.end(),
    connect: async () => clearClient(await pool.connect().catch(rejectClearly)),
  };
}

function clearClient(client: pg.PoolClient): PostgresPoolClient {
  let doubtful = false;
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    text: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): PostgresCursor<R> | Promise<PostgresQueryResult<R>> {
    if (typeof text !== "string") throw new Error("streaming is not supported on PostgreSQL");
    return client.query(text, [...values]).then(
      ({ command, rowCount, rows }) => ({ command, rowCount: rowCount ?? 0, rows }) as PostgresQueryResult<R>,
      (error) => {
        doubtful ||= isUnavailable(error);
        return rejectClearly(error);
      },
    );
  }
  // A connection whose server went away, or that still waits for an answer, does not go back to the pool.
  return { query, release: () => client.release(doubtful) };
}

function rejectClearly(error: unknown): never {
  throw clearFailure(error);
}

/** Held by a connection of its own, so that the server gives it back when this process dies. */
async function advisoryLock(pool: pg.Pool, name: string): Promise<Lock | undefined> {
  const client = await pool.connect().catch(rejectClearly);
  const ask = (verb: string) =>
    client.query<{ done: boolean }>(`select ${verb}(hashtextextended($1, 0)) as done`, [name]).then(
      ({ rows }) => rows[0]?.done === true,
      (error: Error) => {
        // A connection that failed is closed, which also gives back what it held.
        client.release(error);
        return rejectClearly(error);
      },
    );
  if (await ask("pg_try_advisory_lock")) {
    return {
      release: () =>
        ask("pg_advisory_unlock").then(
          () => client.release(),
          () => {}, // the connection is closed, which unlocks too
        ),
    };
  }
  client.release();
  return undefined;
}
