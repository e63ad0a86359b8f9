import { monitorEventLoopDelay } from "node:perf_hooks";

export interface LoadWatch {
  /** Whether work waits so long that more of it should be refused. */
  isTooHigh(): boolean;
  stop(): void;
}

const sampleMs = 1_000;
/** How long work may wait on average. */
const maxMeanDelayMs = 1_000;
/** Samples in a row that must be too high: one long task is no overload. */
const patience = 3;

/** Watches how late the event loop is. */
export function watchLoad(): LoadWatch {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  const judge = createJudge();
  let isTooHigh = false;
  delay.enable();
  const timer = setInterval(() => {
    // Without a count nothing ran at all in this sample, and the mean is not a number.
    isTooHigh = judge(delay.count === 0 ? sampleMs : delay.mean / 1e6);
    delay.reset();
  }, sampleMs).unref();
  return {
    isTooHigh: () => isTooHigh,
    stop() {
      clearInterval(timer);
      delay.disable();
    },
  };
}

/** Tells from the mean delays of one sample after another, in milliseconds, whether the load is too high. */
export function createJudge(): (meanDelayMs: number) => boolean {
  let inARow = 0;
  return (meanDelayMs) => {
    inARow = meanDelayMs >= maxMeanDelayMs ? inARow + 1 : 0;
    return inARow >= patience;
  };
}
