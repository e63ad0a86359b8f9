import { type DatabaseConnection, type Dialect, SqliteDialect } from "kysely";
import { clearFailure } from "./failures.js";
import { bindable } from "./sqlite.js";
import type { SqliteThread } from "./sqlite-thread.js";

/** SQLite on other threads, for reading: no transactions, no streams. The threads are their owner's to close. */
export function threadedDialect(threads: readonly SqliteThread[]): Dialect {
  const sqlite = new SqliteDialect({ database: refuse });
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      const rows = await idlest(threads)
        .run(sql, parameters.map(bindable))
        .catch((error) => {
          throw clearFailure(error);
        });
      return { rows: rows as R[] };
    },
    streamQuery: refuse,
  };
  return {
    createAdapter: () => sqlite.createAdapter(),
    createQueryCompiler: () => sqlite.createQueryCompiler(),
    createIntrospector: (database) => sqlite.createIntrospector(database),
    createDriver: () => ({
      init: async () => {},
      acquireConnection: async () => connection,
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
      releaseConnection: async () => {},
      destroy: async () => {},
    }),
  };
}

function idlest(threads: readonly SqliteThread[]): SqliteThread {
  return threads.reduce((best, thread) => (thread.waiting() < best.waiting() ? thread : best));
}

function refuse(): never {
  throw new Error("the reading thread has neither transactions nor streams");
}
