/** Callers that wait for something to happen to a key. */
export interface Waiters {
  /** Resolves when the key is woken, or after `ms`. */
  wait(key: string, ms: number): Promise<void>;
  wake(key: string): void;
  wakeAll(): void;
}

export function createWaiters(): Waiters {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (key: string) => {
    for (const resolve of waiting.get(key) ?? []) resolve();
  };
  return {
    wait(key, ms) {
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          others.delete(done);
          if (others.size === 0) waiting.delete(key);
          resolve();
        };
        const timer = setTimeout(done, ms);
        const others = waiting.get(key) ?? new Set();
        waiting.set(key, others.add(done));
      });
    },
    wake,
    wakeAll() {
      for (const key of [...waiting.keys()]) wake(key);
    },
  };
}
