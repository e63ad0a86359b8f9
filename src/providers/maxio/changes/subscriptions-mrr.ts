import { toInstant } from "../../../model/dates.js";
import type { SourcePage } from "../../provider.js";
import { ListNotSupported } from "../../provider.js";
import type { Answer } from "../client.js";
import { isId, type MaxioList, PER_PAGE } from "../list.js";
import { maxioLists } from "../lists.js";
import { elementsOf, isObject } from "../page.js";
import { wireLists } from "../wire/index.js";
import { type Changes, type Context, nothing } from "./context.js";

/**
 * The list has no filter on changes: the figures of the subscriptions that an event is about are read, and the whole
 * list when there are many events. A figure that moves without an event waits for a full read.
 */
export async function* changedRevenue(context: Context, changes: Changes): AsyncGenerator<SourcePage> {
  const { resume, signal } = changes;
  const list: MaxioList = maxioLists.subscriptions_mrr;
  const wire = wireLists.subscriptions_mrr;
  const touched = resume === undefined ? await touchedSubscriptions(context, changes) : undefined;
  if (touched === undefined) return yield* context.read(list, wire, { resume, signal });
  if (touched.ids.size === 0) return yield nothing(touched.observedAt);
  const query = { ...list.query, "filter[subscription_ids]": [...touched.ids].sort().join() };
  yield* context.read({ ...list, query }, wire, { signal });
}

/** Undefined where the events do not tell: there are none, or too many. */
async function touchedSubscriptions(
  { events }: Context,
  { since, signal }: Changes,
): Promise<{ ids: Set<string>; observedAt: string } | undefined> {
  let answer: Answer;
  try {
    ({ answer } = await events.firstPage("subscriptions_mrr", since, signal));
  } catch (error) {
    if (error instanceof ListNotSupported) return undefined;
    throw error;
  }
  const { path, envelope } = maxioLists.events;
  const elements = elementsOf(answer.body, envelope, path);
  // As many as fit: at most one request's worth of subscriptions, and no further pages.
  if (elements.length >= PER_PAGE) return undefined;
  const ids = new Set<string>();
  for (const event of elements) {
    if (!isObject(event) || !isId(event["subscription_id"])) continue;
    const at = typeof event["created_at"] === "string" ? toInstant(event["created_at"]) : undefined;
    if (at === undefined || at >= since) ids.add(`${event["subscription_id"]}`);
  }
  return { ids, observedAt: answer.observedAt };
}
