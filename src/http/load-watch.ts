import { monitorEventLoopDelay } from "node:perf_hooks";

export interface LoadWatch {
  /** Whether work waits so long that more of it should be refused. */
  isTooHigh(): boolean;
  stop(): void;
}

const sampleMs = 1_000;
/** One long task is no overload; this is what work waits on average. */
const maxMeanDelayMs = 2_000;

/** Watches how late the event loop is. */
export function watchLoad(): LoadWatch {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let isTooHigh = false;
  const timer = setInterval(() => {
    isTooHigh = delay.count > 0 && delay.mean / 1e6 > maxMeanDelayMs;
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
