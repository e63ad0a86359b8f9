import type { Queries } from "../db/database.js";
import { cursorsOf } from "../db/repositories/cursors.js";
import { unmappedSources } from "../db/repositories/sources.js";
import type { Plan } from "./plan.js";

/** How many elements at fault are named. */
const namedIds = 10;

/** What is missing from a data type that was otherwise read. */
export interface Gaps {
  /** Undefined when there is none. */
  description?: string;
  /** Items stored that could not be mapped. */
  unmapped: number;
}

/** Finds what the source sent of a data type that could not be read or mapped, in this run or an earlier one. */
export async function findGaps(queries: Queries, connectionId: string, plan: Plan, dataType: string): Promise<Gaps> {
  const sentences: string[] = [];
  let unmapped = 0;
  const cursors = await cursorsOf(queries, connectionId);
  for (const { name } of plan.listsOf(dataType)) {
    const rejected: string[] = JSON.parse(cursors.find(({ list }) => list === name)?.rejected ?? "[]");
    if (rejected.length > 0) sentences.push(sentence(rejected.length, name, "could not be read", rejected));
  }
  for (const list of plan.rootsOf(dataType)) {
    const { ids, count } = await unmappedSources(queries, { connectionId, list }, namedIds);
    if (count > 0) sentences.push(sentence(count, list, "could not be mapped", ids));
    unmapped += count;
  }
  return sentences.length === 0 ? { unmapped } : { unmapped, description: sentences.join(" ") };
}

/**
 * `2 elements of invoices could not be read: inv_1, inv_2.` Elements without an id cannot be told from one another, so that
 * there may be more of them.
 */
function sentence(count: number, list: string, what: string, ids: readonly string[]): string {
  const named = ids.filter((id) => id !== "").slice(0, namedIds);
  const more = count > named.length && named.length > 0 ? ", …" : "";
  const names = named.length > 0 ? `: ${named.join(", ")}${more}` : "";
  const atLeast = ids.includes("") ? "At least " : "";
  return `${atLeast}${count} ${count === 1 ? "element" : "elements"} of ${list} ${what}${names}.`;
}
