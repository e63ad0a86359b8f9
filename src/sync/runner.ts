import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../lib/log.js";
import { createSemaphore } from "../lib/semaphore.js";

/** Runs at most one job per key at a time, and at most `maxConcurrent` in all. */
export interface Runner {
  /** Has the job of a key run, once more if it runs already: something new is to be done. */
  wake(key: string): void;
  /** Stops the job of a key at its next opportunity, and has it look again at what is to be done. */
  restart(key: string): void;
  /** Stops all jobs and waits for them. */
  close(): Promise<void>;
  /** Waits until nothing runs. */
  idle(): Promise<void>;
}

/**
 * A job returns when there is nothing to do, or after how many milliseconds it wants to be tried again: somebody else is
 * at it, or the database is away.
 */
export type Job = (key: string, signal: AbortSignal) => Promise<number | undefined>;

interface Active {
  abort: AbortController;
  isWoken: boolean;
  ended: Promise<void>;
}

export function createRunner(job: Job, maxConcurrent: number, log: Log): Runner {
  const active = new Map<string, Active>();
  const slots = createSemaphore(maxConcurrent);
  let isClosed = false;

  async function inTurn(key: string, signal: AbortSignal): Promise<number | undefined> {
    const leave = await slots.acquire(signal);
    return job(key, signal).finally(leave);
  }

  async function work(key: string, state: Active): Promise<void> {
    while (state.isWoken && !isClosed) {
      state.isWoken = false;
      if (state.abort.signal.aborted) state.abort = new AbortController();
      const { signal } = state.abort;
      const retryInMs = await inTurn(key, signal).catch((error) => {
        if (!signal.aborted) log.error({ key, error }, "a sync failed unexpectedly");
        return undefined;
      });
      if (retryInMs !== undefined && !state.isWoken && !isClosed) {
        await delay(retryInMs, undefined, { signal }).catch(() => {});
        state.isWoken = true;
      }
    }
    active.delete(key);
  }

  function wake(key: string): void {
    if (isClosed) return;
    const known = active.get(key);
    if (known) {
      known.isWoken = true;
      return;
    }
    const state: Active = { abort: new AbortController(), isWoken: true, ended: Promise.resolve() };
    active.set(key, state);
    state.ended = work(key, state);
  }

  const idle = async () => {
    while (active.size > 0) await Promise.all([...active.values()].map(({ ended }) => ended));
  };
  return {
    wake,
    restart(key) {
      active.get(key)?.abort.abort();
      wake(key);
    },
    idle,
    async close() {
      isClosed = true;
      for (const { abort } of active.values()) abort.abort();
      await idle();
    },
  };
}
