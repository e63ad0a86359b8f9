import type { Rejection, SourceItem, SourcePage } from "../../provider.js";

/** Requests whose results are given on as one page. */
export const BATCH = 25;
/** Tells these positions from page numbers. */
const MARK = ">";

/** Whether a position is one in a list that is read piece by piece. */
export const isInBatches = (resume: string | undefined): boolean => resume?.startsWith(MARK) === true;

/**
 * Reads what can only be asked for piece by piece, such as customer by customer, in the order of the keys. The position
 * after a page is its last key, so a run can be resumed even when the keys have become more meanwhile.
 */
export async function* inBatches(
  keys: Iterable<string>,
  resume: string | undefined,
  observedAt: string,
  readOne: (key: string) => Promise<{ items: readonly SourceItem[]; rejected: readonly Rejection[] }>,
): AsyncGenerator<SourcePage> {
  const done = isInBatches(resume) ? resume?.slice(MARK.length) : undefined;
  const todo = [...keys].filter((key) => done === undefined || key > done).sort();
  for (let start = 0; start < todo.length || start === 0; start += BATCH) {
    const batch = todo.slice(start, start + BATCH);
    const items: SourceItem[] = [];
    const rejected: Rejection[] = [];
    for (const key of batch) {
      const one = await readOne(key);
      items.push(...one.items);
      rejected.push(...one.rejected);
    }
    const more = start + BATCH < todo.length;
    yield { items, rejected, observedAt, ...(more && { resume: `${MARK}${batch.at(-1)}` }) };
  }
}
