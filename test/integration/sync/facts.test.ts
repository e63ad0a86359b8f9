import { afterEach, beforeEach, expect, it } from "vitest";
import type { FactMaker } from "../../../src/sync/fact-maker.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

/** Which plan a subscription has; none for one that is gone. */
const planFacts = (version: number): FactMaker => ({
  kind: "plan",
  dataType: "billing-subscriptions",
  version,
  make: ({ id, metadata, ...rest }) =>
    metadata.isDeleted ? undefined : JSON.stringify([version, id, Reflect.get(rest, "monthlyRecurringRevenue").net]),
});

describeDatabases("facts", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;

  beforeEach(async () => {
    database = await create();
    syncing = await startSyncing(database, { facts: [planFacts(1)] });
    syncing.source.put("catalogue", "basic", { price: 10 });
    syncing.source.put("catalogue", "large", { price: 20 });
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  async function chunks(): Promise<unknown[][]> {
    const read: unknown[][] = [];
    for await (const chunk of syncing.store.facts.read(syncing.connectionId, "plan")) {
      read.push(JSON.parse(chunk));
    }
    return read;
  }

  it("follow their records: new, changed and gone", async () => {
    for (const id of ["1", "2", "3"]) syncing.source.put("subscriptions", id, { plan: "basic" });
    expect(await chunks()).toEqual([]);
    await syncing.run("billing-subscriptions");
    const before = [
      [1, "1", 10],
      [1, "2", 10],
      [1, "3", 10],
    ];
    expect(await chunks()).toEqual([before]);

    syncing.advance(25 * 3_600_000);
    syncing.source.put("subscriptions", "2", { plan: "large" });
    syncing.source.remove("subscriptions", "3");
    await syncing.run("billing-subscriptions");
    expect(await chunks()).toEqual([
      [
        [1, "1", 10],
        [1, "2", 20],
      ],
    ]);
  });

  it("come in chunks, each once and in order", async () => {
    const ids = Array.from({ length: 2_203 }, (_, index) => String(10_000 + index));
    syncing.source.pageSize = 200;
    for (const id of ids) syncing.source.put("subscriptions", id, { plan: "basic" });
    await syncing.run("billing-subscriptions");
    const read = await chunks();
    expect(read.map((chunk) => chunk.length)).toEqual([2000, 203]);
    expect(read.flat()).toEqual(ids.map((id) => [1, id, 10]));
  });

  it("of another layout are made anew at the start, and so is what was computed from them", async () => {
    for (const id of ["1", "2"]) syncing.source.put("subscriptions", id, { plan: "basic" });
    await syncing.run("billing-subscriptions");
    const versionOf = async () =>
      (await syncing.store.records.scope(syncing.companyId, "billing-subscriptions"))?.version;
    await syncing.sync.start();
    const before = await versionOf();
    await syncing.sync.close();

    const later = await syncing.reopen({ facts: [planFacts(2)] });
    await later.sync.start();
    syncing = later;
    expect(await chunks()).toEqual([
      [
        [2, "1", 10],
        [2, "2", 10],
      ],
    ]);
    expect(await versionOf()).not.toBe(before);

    const unchanged = await versionOf();
    await later.sync.close();
    syncing = await later.reopen({ facts: [planFacts(2)] });
    await syncing.sync.start();
    expect(await versionOf()).toBe(unchanged);
  });

  it("go when the connection is linked to another account", async () => {
    syncing.source.put("subscriptions", "1", { plan: "basic" });
    await syncing.run("billing-subscriptions");
    expect(await chunks()).toHaveLength(1);
    const sourceInfo = JSON.stringify({ sourceAccountId: "another" });
    await syncing.store.connections.link(syncing.connectionId, { sealedCredentials: "sealed", sourceInfo });
    expect(await chunks()).toEqual([]);
  });
});
