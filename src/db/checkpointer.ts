import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";

/**
 * Copies what was committed from the write-ahead log into the database file, on a thread of its own: the disk is waited
 * for there, and not by the requests this process answers meanwhile.
 */
export interface Checkpointer {
  /** Something was committed. */
  committed(): void;
  /** Waits while the log is long: it starts over only when all of it was copied before the next write. */
  keepUp(): Promise<void>;
  close(): Promise<void>;
}

/**
 * How long after a commit copying begins. It is not sooner because the first write after all was copied starts the log
 * over, and that waits for the disk once.
 */
const delayMs = 2_000;

/** Frames (4 KB) of the log from which writers wait for the copying: 64 MB. */
const longLog = 16_000;

/** Plain JavaScript, since a worker starts from source text alike in `dist` and under the test runner. */
const workerCode = `
const { parentPort, workerData } = require("node:worker_threads");
const Libsql = require(workerData.libsql);
const database = new Libsql(workerData.path, { timeout: 0 });
const checkpoint = database.prepare("pragma wal_checkpoint(passive)");
parentPort.on("message", (message) => {
  if (message === "checkpoint") return parentPort.postMessage(checkpoint.all([])[0].log);
  database.close();
  parentPort.close();
});
`;

/** @param onFailure told when the thread died; the database connection then copies by itself when the log gets long. */
export function startCheckpointer(path: string, onFailure: (error: Error) => void): Checkpointer {
  const libsql = createRequire(import.meta.url).resolve("libsql");
  const worker = new Worker(workerCode, { eval: true, workerData: { libsql, path } });
  worker.unref();
  let isRunning = true;
  let isBusy = false;
  let timer: NodeJS.Timeout | undefined;
  let frames = 0;
  let waiting: (() => void)[] = [];

  const release = () => {
    for (const resume of waiting) resume();
    waiting = [];
  };
  const run = () => {
    timer = undefined;
    isBusy = true;
    worker.postMessage("checkpoint");
  };
  worker.on("message", (log: number) => {
    frames = log;
    isBusy = false;
    release();
  });
  worker.on("error", onFailure);
  const exited = new Promise<void>((resolve) => {
    worker.on("exit", () => {
      isRunning = false;
      release();
      resolve();
    });
  });

  return {
    committed() {
      if (isRunning && !isBusy) timer ??= setTimeout(run, delayMs).unref();
    },
    async keepUp() {
      if (isRunning && isBusy && frames > longLog) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    async close() {
      clearTimeout(timer);
      if (isRunning) worker.postMessage("close");
      await exited;
    },
  };
}
