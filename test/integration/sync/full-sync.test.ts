import { afterEach, beforeEach, expect, it } from "vitest";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

describeDatabases("a first sync", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;

  beforeEach(async () => {
    database = await create();
    syncing = await startSyncing(database);
    const { source } = syncing;
    source.put("catalogue", "basic", { price: 10 });
    source.put("catalogue", "seat", { price: 3 });
    for (const id of ["1", "2", "3", "4", "5"]) source.put("subscriptions", id, { plan: "basic" });
    source.put("components", "c1", { plan: "seat", quantity: 7 }, "2");
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  it("stores every record with what its root is joined with", async () => {
    expect(await syncing.run("billing-subscriptions")).toEqual([{ status: "Complete", description: null }]);
    const records = await syncing.records("billing-subscriptions");
    expect([...records.keys()]).toEqual(["1", "2", "3", "4", "5"]);
    expect(records.get("2")).toEqual({
      id: "2",
      connectionId: syncing.connectionId,
      status: "Active",
      createdDate: "2026-01-01T00:00:00Z",
      sourceModifiedDate: "2026-05-01T12:00:00.000Z",
      customerRef: { id: "1" },
      quantities: [7],
      monthlyRecurringRevenue: { net: 13 },
      metadata: { isDeleted: false },
      modifiedDate: "2026-05-01T12:00:00.000Z",
    });
    expect(syncing.log.filter(({ level }) => level !== "info")).toEqual([]);
  });
});
