import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Kysely, SqliteAdapter, SqliteDialect } from "kysely";
import { createCheckpointer } from "./checkpointer.js";
import type { Database } from "./database.js";
import { openSqlite } from "./sqlite.js";
import { lockSqliteFile } from "./sqlite-lock.js";
import { startSqliteThread } from "./sqlite-thread.js";
import type { Tables } from "./tables.js";
import { threadedDialect } from "./threaded-dialect.js";

/** DDL of SQLite can be rolled back; Kysely says it cannot, and would leave a failed migration half done. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true;
  }
}

class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter() {
    return new TransactionalAdapter();
  }
}

/** Makes the directory. Throws when it, or a file that is there, cannot be written: SQLite would find out much later. */
function makeWritable(dataDir: string, path: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    for (const written of [dataDir, path])
      if (existsSync(written)) accessSync(written, constants.R_OK | constants.W_OK);
  } catch (cause) {
    const { code, path: at = dataDir } = cause as NodeJS.ErrnoException;
    throw new Error(`The data directory ${dataDir} cannot be used (${code} at ${at}); set DATA_DIR to another one`, {
      cause,
    });
  }
}

/**
 * Opens (or makes) an SQLite file. Throws when another process uses it.
 *
 * @param onTrouble told of what does not stop it from working.
 */
export function openSqliteDatabase(dataDir: string, fileName: string, onTrouble: (error: Error) => void): Database {
  const path = join(dataDir, fileName);
  makeWritable(dataDir, path);
  const unlock = lockSqliteFile(path);
  // Two: how many records match a filter is counted while a page of them is found.
  const copying = startSqliteThread(path, onTrouble);
  const threads = [startSqliteThread(path, onTrouble), copying];
  const closeThreads = () => Promise.all(threads.map((thread) => thread.close()));
  const checkpointer = createCheckpointer(copying, onTrouble);
  try {
    const writer = new Kysely<Tables>({
      dialect: new TransactionalSqliteDialect({ database: openSqlite(path, { onCommit: checkpointer.committed }) }),
    });
    const reader = new Kysely<Tables>({
      dialect: new SqliteDialect({ database: openSqlite(path, { readOnly: true }) }),
    });
    const held = new Set<string>();
    return {
      engine: "sqlite",
      writer,
      reader,
      scanner: new Kysely<Tables>({ dialect: threadedDialect(threads) }),
      async lock(name) {
        if (held.has(name)) return undefined;
        held.add(name);
        return { release: async () => void held.delete(name) };
      },
      keepUp: checkpointer.keepUp,
      async close() {
        checkpointer.close();
        await closeThreads();
        await reader.destroy();
        await writer.destroy();
        unlock();
      },
    };
  } catch (error) {
    void closeThreads();
    unlock();
    throw error;
  }
}
