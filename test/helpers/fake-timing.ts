import type { Timing } from "../../src/lib/timing.js";

/** A clock that only moves when somebody sleeps, and then at once. */
export interface FakeTiming extends Timing {
  /** Every wait asked for, milliseconds. */
  readonly slept: number[];
  advance(ms: number): void;
}

export function fakeTiming(options: { random?: number; now?: string } = {}): FakeTiming {
  const start = Date.parse(options.now ?? "2026-05-01T12:00:00Z");
  const slept: number[] = [];
  let elapsed = 0;
  return {
    slept,
    now: () => start + elapsed,
    monotonic: () => elapsed,
    random: () => options.random ?? 1,
    async sleep(ms, signal) {
      if (signal.aborted) throw signal.reason;
      slept.push(ms);
      elapsed += ms;
    },
    advance(ms) {
      elapsed += ms;
    },
  };
}
