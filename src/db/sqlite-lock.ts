import Libsql from "libsql";

/**
 * Takes the right to use an SQLite file for the life of this process, and throws when another process has it: two
 * services on one file would each answer from their own memory of it. The lock is an exclusive transaction on a file
 * next to it, so the operating system frees it however the process ends, and no stale file can be left behind.
 *
 * @returns a function that gives the right back.
 */
export function lockSqliteFile(path: string): () => void {
  const lock = new Libsql(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec("begin exclusive");
  } catch (cause) {
    lock.close();
    if (!isHeld(cause)) throw new Error(`The lock file ${path}.lock cannot be used: ${messageOf(cause)}`, { cause });
    throw new Error(
      `The database ${path} is in use by another process. SQLite serves one process: stop the other one, or set DATABASE_URL to a PostgreSQL database to run several.`,
      { cause },
    );
  }
  return () => lock.close();
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
