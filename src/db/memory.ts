/** Answers kept by key, until they are forgotten or too old. */
export interface Memory<T> {
  get(key: string): Promise<T>;
  forget(key: string): void;
  forgetAll(): void;
}

/** Enough for every company and data type in use; more than that starts over. */
const maxEntries = 50_000;

/**
 * Keeps what `load` answered for `keepForMs`, and asks once for callers that come at the same time. Neither `undefined`
 * (unknown keys come from callers, and would fill it) nor an answer that was on its way while its key was forgotten
 * (it may be older than the change) is kept.
 */
export function createMemory<T>(keepForMs: number, load: (key: string) => Promise<T>): Memory<T> {
  const kept = new Map<string, { answer: Promise<T>; askedAt: number }>();
  const isRecent = ({ askedAt }: { askedAt: number }) =>
    keepForMs === Number.POSITIVE_INFINITY || performance.now() - askedAt < keepForMs;
  return {
    get(key) {
      if (keepForMs === 0) return load(key);
      const known = kept.get(key);
      if (known && isRecent(known)) return known.answer;
      const entry = { answer: load(key), askedAt: performance.now() };
      if (kept.size >= maxEntries) kept.clear();
      kept.set(key, entry);
      const drop = () => {
        if (kept.get(key) === entry) kept.delete(key);
      };
      entry.answer.then((answer) => {
        if (answer === undefined) drop();
      }, drop);
      return entry.answer;
    },
    forget: (key) => void kept.delete(key),
    forgetAll: () => kept.clear(),
  };
}
