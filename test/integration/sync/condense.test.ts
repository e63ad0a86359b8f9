import { afterEach, beforeEach, expect, it } from "vitest";
import type { FactCondenser, FactMaker } from "../../../src/sync/fact-maker.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

const dataType = "billing-subscriptions";

/** What a subscription brings. */
const revenue: FactMaker = {
  kind: "revenue",
  dataType,
  version: 1,
  make: ({ metadata, ...rest }) =>
    metadata.isDeleted ? undefined : String(Reflect.get(rest, "monthlyRecurringRevenue").net),
};

describeDatabases("condensed facts", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;
  let condensedTimes = 0;

  /** How many subscriptions there are, and what they bring: two parts. */
  const summary = (version: number): FactCondenser => ({
    kind: "summary",
    of: "revenue",
    dataType,
    version,
    async *condense(chunks) {
      condensedTimes += 1;
      const all: number[] = [];
      for await (const chunk of chunks) all.push(...(JSON.parse(chunk) as number[]));
      yield { version, count: all.length };
      yield all;
    },
  });

  beforeEach(async () => {
    condensedTimes = 0;
    database = await create();
    syncing = await startSyncing(database, { facts: [revenue], condensers: [summary(1)] });
    syncing.source.put("catalogue", "basic", { price: 10 });
    syncing.source.put("catalogue", "large", { price: 20 });
    for (const id of ["1", "2"]) syncing.source.put("subscriptions", id, { plan: "basic" });
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  async function stored(version = 1): Promise<unknown> {
    const parts = await syncing.store.facts.condensed(syncing.connectionId, { kind: "summary", dataType, version });
    return parts?.map((part): unknown => JSON.parse(part));
  }

  /** What there is to condense now. */
  async function facts(): Promise<number[]> {
    const all: number[] = [];
    for await (const chunk of syncing.store.facts.read(syncing.connectionId, "revenue")) all.push(...JSON.parse(chunk));
    return all;
  }

  const next = () => syncing.advance(25 * 3_600_000);

  it("are there once a sync has ended, in their parts", async () => {
    expect(await stored()).toBeUndefined();
    await syncing.run(dataType);
    expect(await stored()).toEqual([{ version: 1, count: 2 }, [10, 10]]);
  });

  it("are made again only when a record has changed", async () => {
    await syncing.run(dataType);
    next();
    await syncing.run(dataType);
    expect(condensedTimes).toBe(1);
    next();
    syncing.source.put("subscriptions", "2", { plan: "large" });
    await syncing.run(dataType);
    expect(condensedTimes).toBe(2);
    expect(await stored()).toEqual([{ version: 1, count: 2 }, [10, 20]]);
  });

  it("are not given out while they are older than a record", async () => {
    await syncing.run(dataType);
    await syncing.store.transaction(async (_, markChanged) => markChanged(syncing.connectionId, dataType));
    expect(await stored()).toBeUndefined();
    next();
    await syncing.run(dataType);
    expect(await stored()).toEqual([{ version: 1, count: 2 }, [10, 10]]);
  });

  it("follow what a sync of another data type changes", async () => {
    await syncing.run(dataType, "billing-plans");
    next();
    syncing.source.put("catalogue", "basic", { price: 15 });
    await syncing.run("billing-plans");
    expect(await stored()).toEqual([{ version: 1, count: 2 }, [15, 15]]);
  });

  it("in another layout are as good as none, until the next sync makes them anew", async () => {
    await syncing.run(dataType);
    syncing = await syncing.reopen({ condensers: [summary(2)] });
    expect(await stored(2)).toBeUndefined();
    next();
    await syncing.run(dataType);
    expect(await stored(2)).toEqual([{ version: 2, count: 2 }, [10, 10]]);
    expect(await stored(1)).toBeUndefined();
  });

  it("are never those of other facts, wherever the process dies", async () => {
    await syncing.run(dataType);
    let deaths = 0;
    for (let price = 1; deaths < price; price++) {
      next();
      syncing.source.put("catalogue", "basic", { price });
      syncing.dieAt(price, "before commit");
      await syncing.run(dataType).catch(() => {});
      if (!syncing.isDead) break;
      deaths += 1;
      syncing = await syncing.reopen();
      const found = await stored();
      if (found !== undefined) expect(found).toEqual([{ version: 1, count: 2 }, await facts()]);
      await syncing.sync.start();
      await syncing.sync.idle();
      expect(await stored()).toEqual([{ version: 1, count: 2 }, [price, price]]);
    }
    expect(deaths).toBeGreaterThan(2);
  });

  it("go when the connection is linked to another account", async () => {
    await syncing.run(dataType);
    const sourceInfo = JSON.stringify({ sourceAccountId: "another" });
    await syncing.store.connections.link(syncing.connectionId, { sealedCredentials: "sealed", sourceInfo });
    const rows = await syncing.store.database.writer.selectFrom("condensed_facts").selectAll().execute();
    expect(rows).toEqual([]);
  });
});
