import { afterEach, beforeEach, expect, it } from "vitest";
import { UpstreamError } from "../../../src/errors.js";
import type { OnReadCompleted, ReadSummary } from "../../../src/sync/announce.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

describeDatabases("the end of a sync", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;
  let told: ReadSummary[];
  let isBroken: boolean;
  const onReadCompleted: OnReadCompleted = async (_queries, summary) => {
    if (isBroken) throw new Error("it could not be told");
    told.push(summary);
  };

  beforeEach(async () => {
    database = await create();
    told = [];
    isBroken = false;
    syncing = await startSyncing(database, { onReadCompleted });
    syncing.source.put("catalogue", "basic", { price: 10 });
    syncing.source.put("subscriptions", "1", { plan: "basic" });
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  const dataTypes = () => told.map((summary) => summary.dataTypes.map(({ dataType }) => dataType).sort());

  it("is told once, of everything that was read, and the first time is told apart", async () => {
    await syncing.run("billing-subscriptions", "billing-customers");
    expect(told.flatMap((summary) => summary.dataTypes)).toHaveLength(2);
    expect(told[0]).toMatchObject({ connection: { id: syncing.connectionId }, isInitial: true });
    await syncing.sync.tick();
    await syncing.sync.idle();
    const before = told.length;

    syncing.advance(3_600_000);
    await syncing.run("billing-subscriptions");
    expect(told.slice(before)).toMatchObject([
      { isInitial: false, dataTypes: [{ dataType: "billing-subscriptions", status: "Complete", isModified: false }] },
    ]);

    syncing.advance(3_600_000);
    syncing.source.put("subscriptions", "2", { plan: "basic" });
    await syncing.run("billing-subscriptions");
    expect(told.at(-1)?.dataTypes).toMatchObject([{ isModified: true }]);
  });

  it("is told with what failed, which is no first read", async () => {
    syncing.source.onPage = () => {
      throw new UpstreamError("unavailable", "the source is down");
    };
    await syncing.run("billing-subscriptions");
    expect(told).toMatchObject([
      {
        isInitial: false,
        dataTypes: [
          { status: "FetchError", isModified: false, problem: expect.stringContaining("the source is down") },
        ],
      },
    ]);
  });

  it("is told later when it could not be told at once", async () => {
    isBroken = true;
    await syncing.run("billing-subscriptions");
    expect(told).toEqual([]);
    isBroken = false;
    await syncing.sync.tick();
    await syncing.sync.idle();
    expect(dataTypes()).toEqual([["billing-subscriptions"]]);
    await syncing.sync.tick();
    await syncing.sync.idle();
    expect(told).toHaveLength(1);
  });

  it("is told by the next process when the one that read has died", async () => {
    isBroken = true;
    await syncing.run("billing-subscriptions");
    isBroken = false;
    syncing = await syncing.reopen();
    await syncing.sync.start();
    await syncing.sync.idle();
    expect(dataTypes()).toEqual([["billing-subscriptions"]]);
  });
});
