import { createDerivations } from "../../src/providers/maxio/derivations.js";
import { maxioLists } from "../../src/providers/maxio/lists.js";
import type { WireListName } from "../../src/providers/maxio/wire/index.js";
import type { Derivation } from "../../src/providers/provider.js";
import { startSandbox } from "../../src/sandbox/index.js";
import { fetchPages } from "./pages.js";

export type Side = "floor" | "ours" | "sdk";

/** How subscriptions are made of what the source says. */
export function subscriptionDerivation(): Derivation {
  const derivation = createDerivations({ minorUnits: {} }).find(({ root }) => root === "subscriptions");
  if (derivation === undefined) throw new Error("nothing derives subscriptions");
  return derivation;
}

/** Pages as they came from upstream. */
export interface Pages {
  subscriptions: readonly Buffer[];
  /** By the list they are of, what a subscription is joined with. */
  joined: Readonly<Record<string, readonly Buffer[]>>;
}

/** The pages of Brightpath's subscriptions and of what they are joined with; the sandbox is gone when they are there. */
export async function brightpathPages(): Promise<Pages> {
  const sandbox = await startSandbox({ asOf: new Date("2026-11-01T00:00:00Z") });
  try {
    const connection = sandbox.companies.find(({ name }) => name.startsWith("Brightpath"))?.connections[0];
    if (connection === undefined) throw new Error("the sandbox has no Brightpath");
    const joined: Record<string, Buffer[]> = {};
    for (const { list } of subscriptionDerivation().joins) {
      const { path } = maxioLists[list as WireListName];
      joined[list] = await fetchPages(sandbox, connection, path.slice(1, -".json".length));
    }
    return { subscriptions: await fetchPages(sandbox, connection, "subscriptions", "include[]=coupons"), joined };
  } finally {
    await sandbox.close();
  }
}
