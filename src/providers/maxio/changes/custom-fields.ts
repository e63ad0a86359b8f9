import type { SourcePage } from "../../provider.js";
import { maxioLists } from "../lists.js";
import { wireLists } from "../wire/index.js";
import { type Changes, type Context, nothing } from "./context.js";

/** Asked by date, but only when an event says that there is something to find. */
export async function* changedCustomFields(
  kind: "subscriptions" | "customers",
  context: Context,
  changes: Changes,
): AsyncGenerator<SourcePage> {
  const name = `${kind}_metadata` as const;
  if (changes.resume === undefined) {
    const { customFields, observedAt } = await context.events.hints(name, changes.since, changes.signal);
    if ((customFields[kind] ?? "") < changes.since) return yield nothing(observedAt);
  }
  yield* context.read(maxioLists[name], wireLists[name], changes);
}
