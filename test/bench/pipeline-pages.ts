import { maxioLists } from "../../src/providers/maxio/lists.js";
import type { WireListName } from "../../src/providers/maxio/wire/index.js";
import { startSandbox } from "../../src/sandbox/index.js";
import { fetchPages } from "./pages.js";

export type Side = "floor" | "ours" | "sdk";

/** What a subscription is joined with. */
const joinedLists = [
  "site",
  "products_price_points",
  "components",
  "components_price_points",
  "coupons",
  "subscriptions_components",
  "subscriptions_metadata",
] as const satisfies readonly WireListName[];
export type JoinedList = (typeof joinedLists)[number];

/** Pages as they came from upstream. */
export interface Pages {
  subscriptions: readonly Buffer[];
  joined: Readonly<Record<JoinedList, readonly Buffer[]>>;
}

/** The pages of Brightpath's subscriptions and of what they are joined with; the sandbox is gone when they are there. */
export async function brightpathPages(): Promise<Pages> {
  const sandbox = await startSandbox({ asOf: new Date("2026-11-01T00:00:00Z") });
  try {
    const connection = sandbox.companies.find(({ name }) => name.startsWith("Brightpath"))?.connections[0];
    if (connection === undefined) throw new Error("the sandbox has no Brightpath");
    const joined = {} as Record<JoinedList, Buffer[]>;
    for (const list of joinedLists) {
      joined[list] = await fetchPages(sandbox, connection, maxioLists[list].path.slice(1, -".json".length));
    }
    return { subscriptions: await fetchPages(sandbox, connection, "subscriptions", "include[]=coupons"), joined };
  } finally {
    await sandbox.close();
  }
}
