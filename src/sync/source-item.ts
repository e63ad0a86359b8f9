import { hash } from "node:crypto";
import type { StoredSource } from "../db/repositories/sources.js";
import type { SourceRow } from "../db/tables.js";
import type { SourceItem, SourcePage } from "../providers/provider.js";

/** A page without items that cannot be stored: an id identifies, and no database holds a NUL. */
export function storablePage(page: SourcePage): SourcePage {
  const isStorable = ({ id }: SourceItem) => id !== "" && !id.includes("\0");
  if (page.items.every(isStorable)) return page;
  const refused = page.items.filter((item) => !isStorable(item)).map(() => ({ reason: "id is not usable" }));
  return { ...page, items: page.items.filter(isStorable), rejected: [...page.rejected, ...refused] };
}

/** A page without items that `JSON.stringify` runs out of stack on: their values are nested some thousand levels deep. */
export function withoutTooDeep(page: SourcePage): SourcePage {
  const tooDeep = page.items.filter(({ body }) => !isSerializable(body));
  const refused = tooDeep.map(({ id }) => ({ id, reason: "is nested too deeply" }));
  return {
    ...page,
    items: page.items.filter((item) => !tooDeep.includes(item)),
    rejected: [...page.rejected, ...refused],
  };
}

function isSerializable(body: unknown): boolean {
  try {
    JSON.stringify(body);
    return true;
  } catch {
    return false;
  }
}

/** An item of a page in the one form it has here, fresh or from the store: its date is UTC with milliseconds. */
export function canonicalItem({ id, joinKey, modifiedDate, body }: SourceItem): SourceItem {
  const instant = modifiedDate === undefined ? Number.NaN : Date.parse(modifiedDate);
  return {
    id,
    body,
    ...(joinKey === undefined ? {} : { joinKey: joinKey.replaceAll("\0", "") }),
    ...(Number.isNaN(instant) ? {} : { modifiedDate: new Date(instant).toISOString() }),
  };
}

export function storedItem({ id, join_key, modified_date, body }: StoredSource): SourceItem {
  return {
    id,
    body: JSON.parse(body),
    ...(join_key === null ? {} : { joinKey: join_key }),
    ...(modified_date === null ? {} : { modifiedDate: modified_date }),
  };
}

/** What of an item is stored, whichever run reads it. */
export type ItemContent = Pick<SourceRow, "id" | "join_key" | "body" | "content_hash" | "modified_date">;

export function itemContent({ id, joinKey, modifiedDate, body }: SourceItem): ItemContent {
  const json = JSON.stringify(body);
  return {
    id,
    join_key: joinKey ?? null,
    body: json,
    content_hash: hash("sha256", `${joinKey ?? ""}\n${json}`, "base64url"),
    modified_date: modifiedDate ?? null,
  };
}
