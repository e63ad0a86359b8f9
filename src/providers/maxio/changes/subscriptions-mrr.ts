import type { SourcePage } from "../../provider.js";
import type { MaxioList } from "../list.js";
import { maxioLists } from "../lists.js";
import { wireLists } from "../wire/index.js";
import { type Changes, type Context, nothing } from "./context.js";
import { touchedSubscriptions } from "./touched-subscriptions.js";

/**
 * The list has no filter on changes: the figures of the subscriptions that an event is about are read, and the whole
 * list when there are many events. A figure that moves without an event waits for a full read.
 */
export async function* changedRevenue(context: Context, changes: Changes): AsyncGenerator<SourcePage> {
  const { resume, signal } = changes;
  const list: MaxioList = maxioLists.subscriptions_mrr;
  const wire = wireLists.subscriptions_mrr;
  const touched = resume === undefined ? await touchedSubscriptions("subscriptions_mrr", context, changes) : undefined;
  if (touched === undefined) return yield* context.read(list, wire, { resume, signal });
  if (touched.ids.size === 0) return yield nothing(touched.observedAt);
  const query = { ...list.query, "filter[subscription_ids]": [...touched.ids].sort().join() };
  yield* context.read({ ...list, query }, wire, { signal });
}
