/** Answers kept by key until they are forgotten. */
export interface Memory<T> {
  get(key: string): Promise<T>;
  forget(key: string): void;
}

/** Enough for every company and data type in use; more than that starts over. */
const maxEntries = 50_000;

/**
 * Keeps what `load` answered, except `undefined`: unknown keys come from callers, and would fill it. An answer that was
 * on its way while its key was forgotten is not kept, since it may be older than the change.
 */
export function createMemory<T>(isKept: boolean, load: (key: string) => Promise<T>): Memory<T> {
  const kept = new Map<string, T>();
  let forgotten = 0;
  return {
    async get(key) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const before = forgotten;
      const answer = await load(key);
      if (isKept && answer !== undefined && forgotten === before) {
        if (kept.size >= maxEntries) kept.clear();
        kept.set(key, answer);
      }
      return answer;
    },
    forget(key) {
      forgotten++;
      kept.delete(key);
    },
  };
}
