/** A seeded generator of pseudo-random numbers (mulberry32): the same seed always gives the same sequence. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [from, to], both included. */
  int(from: number, to: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
}

export function random(...seed: (string | number)[]): Random {
  let state = hash32(seed.join("|"), 0x9e3779b9);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (items) => items[int(0, items.length - 1)] ?? items[0],
  };
}

/**
 * An opaque identifier such as `inv_8g5x2k0q1m7tz`, always the same for the same parts. Maxio's uids look alike:
 * a prefix and thirteen lower-case letters and digits.
 */
export function uid(prefix: string, ...parts: (string | number)[]): string {
  const text = parts.join("|");
  const high = hash32(text, 0x2545f491).toString(36).padStart(7, "0");
  const low = hash32(text, 0x9e3779b9).toString(36).padStart(7, "0");
  return `${prefix}_${(high + low).slice(0, 13)}`;
}

/** A UUID (in the form of version 4) that is always the same for the same parts. */
export function uuid(...parts: string[]): string {
  const text = parts.join("|");
  const word = (seed: number) => hash32(text, seed).toString(16).padStart(8, "0");
  const [a, b, c, d] = [word(1), word(2), word(3), word(4)];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** FNV-1a with a final mix, so that neighbouring texts do not get neighbouring numbers. */
function hash32(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
