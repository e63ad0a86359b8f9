import { createRequire } from "node:module";
import { array, type Schema, validateAndMap } from "@apimatic/schema";
import { parseJson } from "../../src/lib/json.js";
import { maxioLists } from "../../src/providers/maxio/lists.js";
import { elementsOf, readItems } from "../../src/providers/maxio/page.js";
import { type WireListName, wireLists } from "../../src/providers/maxio/wire/index.js";
import type { Join, Joined, SourceItem } from "../../src/providers/provider.js";
import { cpuTimed } from "./harness.js";
import { type Pages, type Side, subscriptionDerivation } from "./pipeline-pages.js";

/** Takes one page and returns what became of it. */
type Work = (page: Buffer) => unknown;

/**
 * One side of the pipeline's benchmark as a process: told the pages first, it answers every further message with the
 * milliseconds of CPU it took to go through them once, one page after the other as they arrive from a source.
 */
const sides: Readonly<Record<Side, (pages: Pages) => Work>> = { floor, ours, sdk };
const side = sides[process.argv[2] as Side];
process.once("message", (pages: Pages) => {
  const work = side(pages);
  const run = () => {
    for (const page of pages.subscriptions) work(page);
  };
  process.on("message", () => process.send?.(cpuTimed(run)));
});

function floor(): Work {
  return (page) => JSON.stringify(JSON.parse(page.toString()));
}

/** The production code, but for the store: joined items are looked up in memory, read and validated beforehand. */
function ours({ joined: lists }: Pages): Work {
  const derivation = subscriptionDerivation();
  const joins = derivation.joins.map((join) => {
    const list = join.list as WireListName;
    return {
      join,
      index: indexOf(
        join,
        (lists[list] ?? []).flatMap((page) => items(list, page)),
      ),
    };
  });
  const convert = (root: SourceItem): string[] => {
    const joined: Record<string, readonly SourceItem[]> = {};
    for (const { join, index } of joins) joined[join.list] = lookUp(index, join.keys(root, joined satisfies Joined));
    return derivation.map(root, joined).map((record) => JSON.stringify(record.body));
  };
  return (page) => items("subscriptions", page).flatMap(convert);
}

function items(list: WireListName, page: Buffer): readonly SourceItem[] {
  const { path, envelope } = maxioLists[list];
  const { items, rejected } = readItems(elementsOf(parseJson(page), envelope, path), wireLists[list], undefined);
  if (rejected.length > 0) throw new Error(`${list}: ${rejected[0]?.reason}`);
  return items;
}

type Index = ReadonlyMap<string, readonly SourceItem[]>;

function lookUp(index: Index, keys: readonly string[]): readonly SourceItem[] {
  if (keys.length > 1) return keys.flatMap((key) => index.get(key) ?? []);
  return (keys[0] === undefined ? undefined : index.get(keys[0])) ?? [];
}

function indexOf({ on }: Join, found: readonly SourceItem[]): Index {
  const index = new Map<string, SourceItem[]>();
  for (const item of found) {
    const key = item[on];
    if (key !== undefined) index.set(key, [...(index.get(key) ?? []), item]);
  }
  return index;
}

/** The official SDK's deserializer of a list of subscriptions. */
function sdk(): Work {
  // The schema is not exported by name.
  const { subscriptionResponseSchema } = createRequire(import.meta.url)(
    "@maxio-com/advanced-billing-sdk/dist/cjs/models/subscriptionResponse.js",
  ) as { subscriptionResponseSchema: Schema<unknown> };
  const schema = array(subscriptionResponseSchema);
  return (page) => {
    const result = validateAndMap(JSON.parse(page.toString()), schema);
    if (result.errors) throw new Error("the SDK refuses a page");
    return result.result;
  };
}
