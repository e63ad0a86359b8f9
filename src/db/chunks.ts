import { setImmediate } from "node:timers/promises";

/**
 * Rows per statement. Both engines take thousands, but building and running a statement blocks the event loop: with
 * bodies of a few kilobytes, a hundred rows stay well under 15 ms.
 */
const rowsPerStatement = 100;

/** Keys per `in (…)`: short texts, so more fit. */
export const keysPerStatement = 500;

/** Lets requests that wait be answered between two pieces of a long job. */
export async function breath(): Promise<void> {
  await setImmediate();
}

/** Runs `work` on pieces of a list, one after the other, with a breath between two. Returns what they returned, joined. */
export async function inChunks<T, R>(
  items: readonly T[],
  work: (chunk: T[]) => Promise<readonly R[]>,
  size: number = rowsPerStatement,
): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += size) {
    if (start > 0) await breath();
    for (const result of await work(items.slice(start, start + size))) results.push(result);
  }
  return results;
}
