const lastDigits = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, "0"));

/**
 * A count that is never negative, in decimal digits. V8 remembers the text of every number it is asked for, which keeps
 * thousands of texts of a running count alive, each for nothing; here only its thousands are remembered.
 */
export function countText(count: number): string {
  return count < 1_000 ? String(count) : String(Math.floor(count / 1_000)) + (lastDigits[count % 1_000] ?? "");
}
