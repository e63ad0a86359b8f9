import type { Queries } from "../db/database.js";
import { liveSources } from "../db/repositories/sources.js";
import type { Derivation, Join, Joined, SourceItem } from "../providers/provider.js";
import { storedItem } from "./source-item.js";

/** Finds what a derivation joins with its roots, with a few statements for all of them together. */
export async function loadJoins(
  queries: Queries,
  connectionId: string,
  derivation: Derivation,
  roots: readonly SourceItem[],
): Promise<Joined[]> {
  const joined: Record<string, SourceItem[]>[] = roots.map(() =>
    Object.fromEntries(derivation.joins.map(({ list }) => [list, []])),
  );
  for (const join of derivation.joins) {
    const keysOfRoots = roots.map((root, index) => join.keys(root, joined[index] ?? {}));
    const found = await itemsByKey(queries, connectionId, join, new Set(keysOfRoots.flat()));
    for (const [index, keys] of keysOfRoots.entries()) {
      const items = joined[index]?.[join.list];
      if (!items) continue;
      const known = new Set(items.map(({ id }) => id));
      for (const item of [...new Set(keys)].flatMap((key) => found.get(key) ?? [])) {
        if (!known.has(item.id)) items.push(item);
        known.add(item.id);
      }
    }
  }
  return joined;
}

async function itemsByKey(
  queries: Queries,
  connectionId: string,
  { list, on }: Join,
  keys: ReadonlySet<string>,
): Promise<Map<string, SourceItem[]>> {
  // No key of a source holds a NUL, and the database could not compare it.
  const wanted = [...keys].filter((key) => !key.includes("\0"));
  const column = on === "id" ? "id" : "join_key";
  const rows = await liveSources(queries, { connectionId, list }, column, wanted);
  const byKey = new Map<string, SourceItem[]>();
  for (const row of rows) {
    const key = row[column];
    if (key === null) continue;
    const items = byKey.get(key);
    if (items) items.push(storedItem(row));
    else byKey.set(key, [storedItem(row)]);
  }
  return byKey;
}
