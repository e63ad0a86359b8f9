const EVERY_MS = 50;
const MB = 1024 * 1024;

/** Watches how far this process's resident memory grows above what it is now, in MB. */
export function watchMemory(): { stop(): number } {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return (Math.max(most, process.memoryUsage.rss()) - before) / MB;
    },
  };
}
