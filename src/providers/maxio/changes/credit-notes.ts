import { toInstant } from "../../../model/dates.js";
import { ListNotSupported, type SourcePage } from "../../provider.js";
import { maxioLists } from "../lists.js";
import { isObject, readItems } from "../page.js";
import { wireLists } from "../wire/index.js";
import { inBatches } from "./batches.js";
import type { Changes, Context } from "./context.js";
import type { InvoiceEvent } from "./invoice-events.js";

/**
 * The list has no filter on changes, but invoice events tell which credit notes were made or used. Those are read one by
 * one: an event holds the note as it was then.
 */
export async function* changedCreditNotes(context: Context, changes: Changes): AsyncGenerator<SourcePage> {
  const { resume, signal } = changes;
  const touched = await touchedNotes(context, changes);
  if (!touched) return yield* context.read(maxioLists.credit_notes, wireLists.credit_notes, { resume, signal });

  yield* inBatches(touched.uids, resume, touched.observedAt, async (uid) => {
    try {
      const { body } = await context.client.get(`/credit_notes/${encodeURIComponent(uid)}.json`, {}, { signal });
      return readItems([body], wireLists.credit_notes, "uid");
    } catch (error) {
      // Gone meanwhile: the next full read tells what became of it.
      if (error instanceof ListNotSupported) return { items: [], rejected: [] };
      throw error;
    }
  });
}

/** Undefined when the site has no invoice events. */
async function touchedNotes(
  { invoiceEvents }: Context,
  { since, signal }: Changes,
): Promise<{ uids: Set<string>; observedAt: string } | undefined> {
  try {
    const { events, observedAt } = await invoiceEvents.since("credit_notes", since, signal);
    return { uids: new Set(events.flatMap((event) => notesOf(event, since))), observedAt };
  } catch (error) {
    if (error instanceof ListNotSupported) return undefined;
    throw error;
  }
}

/** The uids of the credit notes an event is about; none when it is older than asked for: the filter knows whole days only. */
function notesOf(event: InvoiceEvent, since: string): string[] {
  const at = typeof event.timestamp === "string" ? toInstant(event.timestamp) : undefined;
  const data = event.event_data;
  if (!isObject(data) || (at !== undefined && at < since)) return [];
  const applied = Array.isArray(data["applied_credit_notes"]) ? data["applied_credit_notes"] : [];
  const candidates: unknown[] = [
    // Of an application, `uid` is its own and not the note's.
    event.event_type === "create_credit_note" ? data["uid"] : undefined,
    data["credit_note_uid"],
    uidOf(data["credit_note_attributes"]),
    ...applied.map(uidOf),
  ];
  return candidates.filter((uid): uid is string => typeof uid === "string" && uid !== "");
}

function uidOf(value: unknown): unknown {
  return isObject(value) ? value["uid"] : undefined;
}
