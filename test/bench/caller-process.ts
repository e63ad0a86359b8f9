import { call } from "./call.js";
import { timed } from "./harness.js";

/** What a caller is to do: have data types synced and, if told so, read something again and again meanwhile. */
export interface Errand {
  address: string;
  company: string;
  dataTypes: readonly string[];
  read?: { path: string; everyMs: number } | undefined;
}

/** What the caller saw of it, in milliseconds. */
export interface Seen {
  /** From asking for the sync until it had ended. */
  wall: number;
  /** Each of the reads meanwhile. */
  reads: number[];
}

/** The wall is exact to this; to look more often would keep the service busy with being asked. */
const LOOK_EVERY_MS = 50;

/**
 * A caller as a process of its own: it takes processor time to send requests and to read answers, which no real caller
 * takes from the service. Says when it is ready, then of every errand what it saw, or why it failed.
 */
process.on("message", (errand: Errand) => {
  run(errand).then(
    (seen) => process.send?.({ seen }),
    (error) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
process.send?.("ready");

async function run({ address, company, dataTypes, read }: Errand): Promise<Seen> {
  const reads: Promise<number>[] = [];
  const readAgain = (path: string) => {
    const reading = timed(() => call(address, "GET", path));
    // It is awaited below; this only keeps a failure meanwhile from ending the process.
    reading.catch(() => {});
    reads.push(reading);
  };
  const timer = read && setInterval(() => readAgain(read.path), read.everyMs);
  try {
    const wall = await timed(() => sync(address, company, dataTypes));
    clearInterval(timer);
    return { wall, reads: await Promise.all(reads) };
  } finally {
    clearInterval(timer);
  }
}

async function sync(address: string, company: string, dataTypes: readonly string[]): Promise<void> {
  const queued = await Promise.all(
    dataTypes.map(async (type) => (await call(address, "POST", `${company}/data/queue/${type}`)) as { id: string }),
  );
  for (const { id } of queued) await completed(address, `${company}/data/history/${id}`);
}

async function completed(address: string, path: string): Promise<void> {
  for (;;) {
    const run = (await call(address, "GET", path)) as {
      isCompleted: boolean;
      isErrored: boolean;
      errorMessage?: string;
    };
    if (run.isCompleted) return;
    if (run.isErrored) throw new Error(`${path}: ${run.errorMessage}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
