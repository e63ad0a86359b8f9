import type { Join, Joined, MappedRecord, SourceItem } from "../../provider.js";
import { id } from "../map/read.js";
import { theSite, type WireListName } from "../wire/index.js";
import type { Metadata } from "../wire/metadata.js";
import type { Site } from "../wire/site.js";

/** The site, for its currency. A change of it touches everything. */
export const siteJoin: Join = {
  list: "site" satisfies WireListName,
  on: "joinKey",
  keys: () => [theSite],
  touches: () => "all",
};

/** Items that name the root they belong to: that is their join key, and the root they touch. */
export function ownedBy(list: WireListName): Join {
  return { list, on: "joinKey", keys: (root) => [root.id], touches: touchesOwner };
}

/** The definitions of the custom fields that were found before. */
export function definitionsOf(metadata: WireListName, list: WireListName): Join {
  return {
    list,
    on: "id",
    keys: (_root, joined) => [
      ...new Set(bodies<Metadata>(joined, metadata).flatMap(({ metafield_id }) => id(metafield_id) ?? [])),
    ],
    touches: () => "all",
  };
}

export const touchesOwner = (item: SourceItem) => (item.joinKey === undefined ? [] : [item.joinKey]);

/** The body of an item. It was checked against the list's schema when it was read. */
export function body<T extends object>(item: SourceItem): T {
  return item.body as T;
}

export function bodies<T extends object>(joined: Joined, list: WireListName): T[] {
  return (joined[list] ?? []).map((item) => body<T>(item));
}

export function site(joined: Joined): Site | undefined {
  return bodies<Site>(joined, "site")[0];
}

/** The record, or none. */
export function record(
  dataType: MappedRecord["dataType"],
  mapped: MappedRecord["body"] | undefined,
): readonly MappedRecord[] {
  return mapped === undefined ? [] : [{ dataType, body: mapped }];
}
