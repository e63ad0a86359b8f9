import { ListNotSupported, type ReadOptions, type Rejection, type SourceItem, type SourcePage } from "../provider.js";
import { BATCH, inBatches } from "./changes/batches.js";
import type { Context } from "./changes/context.js";
import { touchedSubscriptions } from "./changes/touched-subscriptions.js";
import type { MaxioList, Pieces } from "./list.js";
import { type WireListName, wireLists } from "./wire/index.js";

/** Reads another list of the site, by whichever way it answers it. */
type ReadList = (name: WireListName, options: ReadOptions) => AsyncIterable<SourcePage>;

/**
 * Reads a list that the site does not have owner by owner, e.g. the components of each subscription. Maxio's API began with
 * those lists; the ones of a whole site are younger (Chargify docs of 2012, API reference of 2020).
 *
 * An owner that is not answered for is reported: nobody knows what it has. When none is, the site has no such elements at
 * all, and what it said of the list itself is thrown.
 */
export async function* readPieces(
  name: WireListName,
  list: MaxioList & { pieces: Pieces },
  options: ReadOptions,
  { context, readList, refusal }: { context: Context; readList: ReadList; refusal: ListNotSupported },
): AsyncGenerator<SourcePage> {
  const { signal } = options;
  const { of, path, ...how } = list.pieces;
  const { owners, observedAt } = await ownersOf(name, of, options, context, readList).catch((error) => {
    throw error instanceof ListNotSupported ? refusal : error;
  });
  const givesUpAfter = Math.min(owners.size, BATCH);
  let isAnswered = options.resume !== undefined;
  let unanswered = 0;

  yield* inBatches(owners, options.resume, observedAt, async (owner) => {
    const piece: MaxioList = { ...list, ...how, path: path(owner) };
    const items: SourceItem[] = [];
    const rejected: Rejection[] = [];
    try {
      for await (const page of context.read(piece, wireLists[name], { signal })) {
        items.push(...page.items);
        rejected.push(...page.rejected);
      }
      isAnswered = true;
    } catch (error) {
      if (!(error instanceof ListNotSupported)) throw error;
      unanswered++;
      if (!isAnswered && unanswered === givesUpAfter) throw refusal;
      // Without an id: what is not told of here has not disappeared.
      rejected.push({ reason: error.message });
    }
    return { items, rejected };
  });
}

/**
 * All owners, or those of which something may have changed. Owners in the catalogue are few, and do not change when what
 * they own does.
 */
async function ownersOf(
  name: WireListName,
  of: WireListName,
  { since, signal }: ReadOptions,
  context: Context,
  readList: ReadList,
): Promise<{ owners: ReadonlySet<string>; observedAt: string }> {
  const isNarrowed = since !== undefined && of === "subscriptions";
  const touched = isNarrowed ? await touchedSubscriptions(name, context, { since, signal }) : undefined;
  const owners = new Set(touched?.ids);
  let observedAt = touched?.observedAt;
  for await (const page of readList(of, { ...(touched && isNarrowed && { since }), ...(signal && { signal }) })) {
    observedAt ??= page.observedAt;
    for (const { id } of page.items) owners.add(id);
  }
  return { owners, observedAt: observedAt ?? since ?? new Date(0).toISOString() };
}
