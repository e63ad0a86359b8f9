import { createRequire } from "node:module";
import { array, type Schema, validateAndMap } from "@apimatic/schema";
import { createDerivations } from "../../src/providers/maxio/derivations.js";
import { type WireListName, wireLists } from "../../src/providers/maxio/wire/index.js";
import type { Derivation, Joined, SourceItem } from "../../src/providers/provider.js";
import { startSandbox } from "../../src/sandbox/index.js";
import { type Bench, interleave, timed } from "./harness.js";
import { fetchPages, rowsOf } from "./pages.js";

const require = createRequire(import.meta.url);
// The schema the official SDK deserializes a subscription with; the package does not export it by name.
const { subscriptionResponseSchema } =
  require("@maxio-com/advanced-billing-sdk/dist/cjs/models/subscriptionResponse.js") as {
    subscriptionResponseSchema: Schema<unknown>;
  };

const ROUNDS = 15;
const joinedLists = ["site", "subscriptions_components", "components_price_points", "coupons"] as const;

/** Bytes of upstream pages → parse → validate → map → serialized records, against the two obvious yardsticks. */
export const pipeline: Bench = {
  name: "mapping pipeline (2,000 subscriptions with components, price points and coupons joined)",
  async run() {
    const sandbox = await startSandbox({ asOf: new Date("2026-11-01T00:00:00Z") });
    try {
      const connection = sandbox.companies.find(({ name }) => name.startsWith("Brightpath"))?.connections[0];
      if (connection === undefined) throw new Error("the sandbox has no Brightpath");
      const pages = await fetchPages(sandbox, connection, "subscriptions", "include[]=coupons");
      const joins = new Map<string, ReadonlyMap<string, SourceItem[]>>();
      for (const list of joinedLists) joins.set(list, byKeys(list, await fetchPages(sandbox, connection, list)));
      const derivation = createDerivations({ minorUnits: {} }).find(({ root }) => root === "subscriptions");
      if (derivation === undefined) throw new Error("nothing derives subscriptions");

      const bytes = pages.reduce((sum, page) => sum + page.length, 0);
      const sides = await interleave(ROUNDS, {
        floor: () => timed(() => pages.map((page) => JSON.stringify(JSON.parse(page.toString())))),
        ours: () => timed(() => pages.map((page) => convert(page, derivation, joins))),
        sdk: () => timed(() => pages.map(deserialize)),
      });
      const detail = `${(bytes / 1024 / 1024).toFixed(1)} MB: floor ${sides.floor.toFixed(0)} ms, ours ${sides.ours.toFixed(0)} ms, SDK ${sides.sdk.toFixed(0)} ms`;
      return [
        {
          label: "our pipeline ÷ (JSON.parse + JSON.stringify)",
          value: sides.ours / sides.floor,
          unit: "×",
          atMost: 2,
          detail,
        },
        {
          label: "official SDK deserializing alone ÷ our pipeline",
          value: sides.sdk / sides.ours,
          unit: "×",
          atLeast: 8,
        },
      ];
    } finally {
      await sandbox.close();
    }
  },
};

function items(list: WireListName, page: Buffer): SourceItem[] {
  const wire = wireLists[list];
  const parsed: unknown = JSON.parse(page.toString());
  return (rowsOf(parsed) ?? Object.values(parsed as object)).map((element) => {
    const body = wire.schema.parse(element) as never;
    const joinKey = "joinKey" in wire ? wire.joinKey?.(body) : undefined;
    return { id: wire.id(body), body, ...(joinKey === undefined ? {} : { joinKey }) };
  });
}

function byKeys(list: WireListName, pages: readonly Buffer[]): ReadonlyMap<string, SourceItem[]> {
  const found = new Map<string, SourceItem[]>();
  const add = (key: string, item: SourceItem) => found.set(key, [...(found.get(key) ?? []), item]);
  for (const item of pages.flatMap((page) => items(list, page))) {
    add(`id:${item.id}`, item);
    if (item.joinKey !== undefined) add(`joinKey:${item.joinKey}`, item);
  }
  return found;
}

function convert(
  page: Buffer,
  derivation: Derivation,
  joins: ReadonlyMap<string, ReadonlyMap<string, SourceItem[]>>,
): string[] {
  return items("subscriptions", page).flatMap((root) => {
    const joined: Record<string, SourceItem[]> = {};
    for (const join of derivation.joins) {
      const list = joins.get(join.list);
      joined[join.list] = join.keys(root, joined as Joined).flatMap((key) => list?.get(`${join.on}:${key}`) ?? []);
    }
    return derivation.map(root, joined).map((record) => JSON.stringify(record.body));
  });
}

function deserialize(page: Buffer): unknown {
  const result = validateAndMap(JSON.parse(page.toString()), array(subscriptionResponseSchema));
  if (result.errors) throw new Error("the SDK refuses a page");
  return result.result;
}
