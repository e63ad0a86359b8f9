import type { SourcePage } from "../../provider.js";
import type { MaxioList } from "../list.js";
import { maxioLists } from "../lists.js";
import { wireLists } from "../wire/index.js";
import type { Changes, Context } from "./context.js";
import { firstThen } from "./hints.js";

/** The events since an instant: the first page is shared with the lists that take hints from it. */
export async function* newEvents(context: Context, changes: Changes): AsyncGenerator<SourcePage> {
  const list: MaxioList = maxioLists.events;
  if (changes.resume !== undefined) return yield* context.read(list, wireLists.events, changes);
  const { from, answer } = await context.events.firstPage("events", changes.since, changes.signal);
  const ask = firstThen(answer, (query, asking) => context.client.get(list.path, query, asking));
  yield* context.read(list, wireLists.events, { since: from, signal: changes.signal, ask });
}
