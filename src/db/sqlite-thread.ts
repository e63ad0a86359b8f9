import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";

/**
 * A connection to an SQLite file on a thread of its own. It only reads, and does what would keep the requests of this
 * process waiting: going through every body of a data type, waiting for the disk.
 */
export interface SqliteThread {
  /** Runs a statement after those before it. */
  run(sql: string, parameters?: readonly unknown[]): Promise<unknown[]>;
  /** Statements that are running or wait to be run. */
  waiting(): number;
  close(): Promise<void>;
}

/** Plain JavaScript, since a worker starts from source text alike in `dist` and under the test runner. */
const code = `
const { parentPort, workerData } = require("node:worker_threads");
const Libsql = require(workerData.libsql);
const database = new Libsql(workerData.path, { timeout: 1000 });
database.exec("pragma query_only = on");
database.exec("pragma cache_size = " + workerData.cacheSize);
parentPort.on("message", ({ sql, parameters }) => {
  if (sql === undefined) {
    database.close();
    return parentPort.close();
  }
  try {
    parentPort.postMessage({ rows: database.prepare(sql).all(parameters) });
  } catch (error) {
    parentPort.postMessage({ failure: { message: error.message, code: error.code } });
  }
});
`;

/** 32 MB: the values of 100,000 invoices stay in memory while they are gone through again and again. */
const cacheSize = -32_768;

type Answer = { rows: unknown[] } | { failure: { message: string; code?: string } };

/** @param onFailure told when the thread died; statements fail from then on. */
export function startSqliteThread(path: string, onFailure: (error: Error) => void): SqliteThread {
  const libsql = createRequire(import.meta.url).resolve("libsql");
  const worker = new Worker(code, { eval: true, workerData: { libsql, path, cacheSize } });
  worker.unref();
  const waiting: { resolve: (rows: unknown[]) => void; reject: (error: Error) => void }[] = [];
  let isRunning = true;
  const exited = new Promise<void>((resolve) => {
    worker.on("exit", () => {
      isRunning = false;
      for (const { reject } of waiting.splice(0)) reject(gone());
      resolve();
    });
  });
  worker.on("error", onFailure);
  worker.on("message", (answer: Answer) => {
    const next = waiting.shift();
    if ("rows" in answer) next?.resolve(answer.rows);
    else next?.reject(Object.assign(new Error(answer.failure.message), { code: answer.failure.code }));
  });

  return {
    run(sql, parameters = []) {
      if (!isRunning) return Promise.reject(gone());
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage({ sql, parameters });
      });
    },
    waiting: () => waiting.length,
    async close() {
      // The thread keeps no process alive, but one that waits for its end must not be over before it.
      worker.ref();
      if (isRunning) worker.postMessage({});
      await exited;
    },
  };
}

function gone(): Error {
  return Object.assign(new Error("The database thread has ended"), { code: "SQLITE_IOERR" });
}
