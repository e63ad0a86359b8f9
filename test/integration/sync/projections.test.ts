import { afterEach, beforeEach, expect, it } from "vitest";
import { createSync } from "../../../src/sync/create-sync.js";
import type { Projections } from "../../../src/sync/projections.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

/** Invoices become orders and, all of them alike, one tax. */
const projections: Projections = {
  dataTypes: ["commerce-orders", "commerce-taxComponents", "commerce-disputes"],
  sourcesOf: (dataType) => (dataType === "commerce-disputes" ? [] : ["billing-invoices"]),
  isShared: (dataType) => dataType === "commerce-taxComponents",
  project: (dataType, { id }) =>
    dataType === "billing-invoices"
      ? [
          { dataType: "commerce-orders", body: { id: `order of ${id}` } },
          { dataType: "commerce-taxComponents", body: { id: "VAT" } },
        ]
      : [],
};

describeDatabases("what is made of billing records", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;

  beforeEach(async () => {
    database = await create();
    syncing = await startSyncing(database, { projections });
    for (const id of ["i1", "i2", "i3"]) syncing.source.put("invoices", id, { total: 10 });
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  it("is stored with them, from the same lists", async () => {
    expect(await syncing.run("commerce-orders", "billing-invoices")).toEqual([
      { status: "Complete", description: null },
      { status: "Complete", description: null },
    ]);
    expect(syncing.source.calls).toEqual([{ list: "invoices" }]);
    const orders = await syncing.records("commerce-orders");
    expect([...orders.keys()]).toEqual(["order of i1", "order of i2", "order of i3"]);
    expect(orders.get("order of i1")).toEqual({
      id: "order of i1",
      metadata: { isDeleted: false },
      modifiedDate: "2026-05-01T12:00:00.000Z",
    });
  });

  it("is made of what was read before there was anything to make it", async () => {
    await syncing.sync.close();
    const before = await startSyncing(database, { store: syncing.store, source: syncing.source });
    await before.run("billing-invoices");
    await before.sync.close();
    expect((await before.records("commerce-orders")).size).toBe(0);

    const { store, source, clock } = before;
    const after = createSync({
      store,
      providers: new Map([["fake", source.provider]]),
      unseal: () => ({}),
      projections,
      log: { info() {}, warn() {}, error() {} },
      now: () => clock.now,
    });
    before.advance(3_600_000);
    await after.queue(before.connectionId, "commerce-orders");
    await after.idle();
    expect((await before.records("commerce-orders")).size).toBe(3);
    await after.close();
  });

  it("goes when its record goes, unless others make it too", async () => {
    await syncing.run("commerce-orders", "commerce-taxComponents");
    syncing.source.remove("invoices", "i1");
    syncing.advance(24 * 3_600_000);
    await syncing.run("commerce-orders", "commerce-taxComponents");
    const deleted = async (dataType: string) =>
      [...(await syncing.records(dataType)).values()].map(({ id, metadata }) => [id, metadata.isDeleted]);
    expect(await deleted("commerce-orders")).toEqual([
      ["order of i1", true],
      ["order of i2", false],
      ["order of i3", false],
    ]);
    expect(await deleted("commerce-taxComponents")).toEqual([["VAT", false]]);
  });

  it("is not supported when it is made of nothing", async () => {
    expect(await syncing.sync.ensure(syncing.connectionId, "commerce-disputes", 100)).toMatchObject({
      state: "notSupported",
    });
  });
});
