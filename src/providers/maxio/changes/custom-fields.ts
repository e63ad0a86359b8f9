import type { SourcePage } from "../../provider.js";
import { maxioLists } from "../lists.js";
import { type WireListName, wireLists } from "../wire/index.js";
import { type Changes, type Context, nothing } from "./context.js";

type Kind = "subscriptions" | "customers";

/** Asked by date, but only when an event says that there is something to find. */
export async function* changedCustomFields(kind: Kind, context: Context, changes: Changes): AsyncGenerator<SourcePage> {
  const name = `${kind}_metadata` as const;
  const quiet = await quietSince(kind, name, context, changes);
  if (quiet !== undefined) return yield nothing(quiet);
  yield* context.read(maxioLists[name], wireLists[name], changes);
}

/**
 * No event tells of a definition, and the list has no filter on changes: it is asked, whole, when a value changed, which
 * may be the first of a new field. A field that is only renamed waits for the next full read.
 */
export async function* changedDefinitions(kind: Kind, context: Context, changes: Changes): AsyncGenerator<SourcePage> {
  const name = `${kind}_metafields` as const;
  const quiet = await quietSince(kind, name, context, changes);
  if (quiet !== undefined) return yield nothing(quiet);
  const { resume, signal } = changes;
  yield* context.read(maxioLists[name], wireLists[name], { resume, signal });
}

/** When the events were read that tell of no change of a custom field; undefined when there may be one. */
async function quietSince(
  kind: Kind,
  reader: WireListName,
  context: Context,
  { since, resume, signal }: Changes,
): Promise<string | undefined> {
  if (resume !== undefined) return undefined;
  const { customFields, observedAt } = await context.events.hints(reader, since, signal);
  return (customFields[kind] ?? "") < since ? observedAt : undefined;
}
