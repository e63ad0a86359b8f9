import type { SqliteDatabase, SqliteStatement } from "kysely";
import Libsql from "libsql";
import { clearFailure } from "./failures.js";

/** Prepared statements kept per connection: libsql frees the others only when the event loop turns, some 4 KB each. */
const maxStatements = 256;

/** How long a statement waits for a lock another process holds. It blocks the event loop, so it is short. */
const busyTimeoutMs = 1_000;

/**
 * Going through the values of all records, as a filter does, takes half the time it takes with SQLite's usual 4,096 bytes;
 * and bodies of some 2 KB leave less of a page unused.
 */
export const pageSize = 16_384;

/** The log is copied by this connection once it is this long (128 MB): only if nobody else does it (`checkpointer.ts`). */
const autoCheckpointPages = (128 * 1024 * 1024) / pageSize;

export interface SqliteOptions {
  readOnly?: boolean;
  /** Told after every commit. */
  onCommit?: () => void;
}

/**
 * Opens one connection to an SQLite file for Kysely's `SqliteDialect`: write-ahead log, enforced foreign keys, and
 * none of libsql's traps (see `bindable`). `synchronous = NORMAL` loses no commit when the process dies; a power loss
 * may cost the last ones, which the next sync reads again.
 */
export function openSqlite(path: string, options: SqliteOptions = {}): SqliteDatabase {
  const raw = new Libsql(path, { timeout: busyTimeoutMs });
  // Only of a file that is made now.
  raw.exec(`pragma page_size = ${pageSize}`);
  raw.exec("pragma journal_mode = wal");
  raw.exec("pragma synchronous = normal");
  raw.exec("pragma foreign_keys = on");
  raw.exec("pragma cache_size = -16384");
  raw.exec(`pragma wal_autocheckpoint = ${autoCheckpointPages}`);
  if (options.readOnly) raw.exec("pragma query_only = on");

  const statements = new Map<string, SqliteStatement>();
  return {
    close() {
      statements.clear();
      raw.close();
    },
    prepare(sql) {
      if (sql === "rollback") return rollbackOf(raw);
      // A deferred transaction that reads and then writes fails at once when it is not alone; Kysely only says `begin`.
      const text = sql === "begin" ? "begin immediate" : sql;
      const kept = statements.get(text);
      if (kept) {
        statements.delete(text);
        statements.set(text, kept);
        return kept;
      }
      const statement = checked(
        clearly(() => raw.prepare(text)),
        () => {
          if (options.onCommit && !raw.inTransaction) options.onCommit();
        },
      );
      statements.set(text, statement);
      const oldest = statements.keys().next().value;
      if (statements.size > maxStatements && oldest !== undefined) statements.delete(oldest);
      return statement;
    },
  };
}

/**
 * After some errors, a full disk among them, SQLite has rolled back by itself: doing it again would be an error of its own,
 * and hide the first one.
 */
function rollbackOf(raw: Libsql.Database): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    run() {
      if (raw.inTransaction) clearly(() => raw.exec("rollback"));
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: cannotStream,
  };
}

function checked(statement: Libsql.Statement, onRun: () => void): SqliteStatement {
  return {
    reader: statement.reader,
    all: (parameters) => clearly(() => statement.all(parameters.map(bindable))),
    run: (parameters) => {
      const result = clearly(() => statement.run(parameters.map(bindable)));
      onRun();
      return result;
    },
    iterate: cannotStream,
  };
}

/** Kysely's stream() would hold the one connection open between rows. */
function cannotStream(): never {
  throw new Error("streaming is not supported on SQLite");
}

function clearly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw clearFailure(error);
  }
}

/**
 * What libsql can bind. A boolean would abort the whole process, text would be cut at NUL and an integer beyond 64 bits
 * would wrap, all without an error.
 */
export function bindable(value: unknown, index: number): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string" && !value.includes("\0")) return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) return value;
  const kind = typeof value === "string" ? "text with a NUL character" : `a ${typeof value} it cannot hold`;
  throw new TypeError(`SQL parameter ${index + 1} is ${kind}`);
}
