import { toInstant } from "../../../model/dates.js";
import { ListNotSupported } from "../../provider.js";
import type { Answer } from "../client.js";
import { isId, PER_PAGE } from "../list.js";
import { maxioLists } from "../lists.js";
import { elementsOf, isObject } from "../page.js";
import type { WireListName } from "../wire/index.js";
import type { Changes, Context } from "./context.js";

/** The subscriptions that events are about. Undefined where these do not tell: there are none, or too many. */
export async function touchedSubscriptions(
  reader: WireListName,
  { events }: Context,
  { since, signal }: Changes,
): Promise<{ ids: Set<string>; observedAt: string } | undefined> {
  let answer: Answer;
  try {
    ({ answer } = await events.firstPage(reader, since, signal));
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
