import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { SourcePage } from "../../../src/providers/provider.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { createFakeSource } from "../../helpers/fake-provider.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

const pageSize = 200;
const count = 20_000;

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

describeDatabases("a first sync of 20,000 items", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;
  /** Bytes on the heap beyond what was there before, at the end of every tenth page. */
  const held: number[] = [];

  beforeEach(async () => {
    database = await create();
    const source = createFakeSource();
    const connect = source.provider.connect;
    let before = 0;
    // Pages of some 500 KB that exist only once they are asked for.
    const read = async function* (list: string): AsyncGenerator<SourcePage> {
      const pages = list === "customers" ? count / pageSize : 1;
      for (let number = 0; number < pages; number++) {
        if (number % 10 === 0) {
          collectGarbage();
          const { heapUsed, external } = process.memoryUsage();
          if (number === 0) before = heapUsed + external;
          else held.push(heapUsed + external - before);
        }
        const items = Array.from({ length: list === "customers" ? pageSize : 0 }, (_, index) => ({
          id: String(1_000_000 + number * pageSize + index),
          body: { customerName: `Customer ${index}`, note: `${number}-${index} `.repeat(250) },
        }));
        const resume = number + 1 < pages ? { resume: String(number + 1) } : {};
        yield { items, rejected: [], observedAt: source.clock.now.toISOString(), ...resume };
      }
    };
    source.provider = { ...source.provider, connect: (credentials) => ({ ...connect(credentials), read }) };
    syncing = await startSyncing(database, { source });
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  it("holds a few pages, never the list", { timeout: 120_000 }, async () => {
    expect(await syncing.run("billing-customers")).toEqual([{ status: "Complete", description: null }]);
    const { total } = await syncing.store.records.page([syncing.connectionId], "billing-customers", {
      offset: 0,
      limit: 1,
    });
    expect(total).toBe(count);
    // The list is some 50 MB; the memory of statements and caches grows to its bound first.
    expect(held.length).toBeGreaterThan(8);
    expect(Math.max(...held)).toBeLessThan(20_000_000);
  });
});
