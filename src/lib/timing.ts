import { setTimeout as delay } from "node:timers/promises";

/** The clocks and the dice of everything that waits, so that tests own them. */
export interface Timing {
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** Never runs backwards; for measuring and for deadlines, milliseconds. */
  monotonic(): number;
  /** In [0, 1). */
  random(): number;
  /** Resolves after so many milliseconds; rejects at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const realTiming: Timing = {
  now: Date.now,
  monotonic: () => performance.now(),
  random: Math.random,
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};
