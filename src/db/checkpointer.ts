import { pageSize } from "./sqlite.js";
import type { SqliteThread } from "./sqlite-thread.js";

/**
 * Has what was committed copied from the write-ahead log into the database file by another thread: the disk is waited
 * for there.
 */
export interface Checkpointer {
  /** Something was committed. */
  committed(): void;
  /** Waits while the log is long: it starts over only when all of it was copied before the next write. */
  keepUp(): Promise<void>;
  close(): void;
}

/**
 * How long after a commit copying begins. It is not sooner because the first write after all was copied starts the log
 * over, and that waits for the disk once.
 */
const delayMs = 2_000;

/** Pages in the log from which writers wait for the copying: 64 MB. */
const longLog = (64 * 1024 * 1024) / pageSize;

/** @param onFailure told when it did not work; the writing connection copies by itself when the log gets too long. */
export function createCheckpointer(thread: SqliteThread, onFailure: (error: Error) => void): Checkpointer {
  let timer: NodeJS.Timeout | undefined;
  let copying: Promise<void> | undefined;
  let pages = 0;

  const copy = () => {
    timer = undefined;
    copying = thread
      .run("pragma wal_checkpoint(passive)")
      .then(([row]) => {
        pages = (row as { log: number }).log;
      }, onFailure)
      .finally(() => {
        copying = undefined;
      });
  };
  return {
    committed() {
      if (!copying) timer ??= setTimeout(copy, delayMs).unref();
    },
    async keepUp() {
      if (pages > longLog) await copying;
    },
    close() {
      clearTimeout(timer);
    },
  };
}
