import { afterEach, beforeEach, expect, it } from "vitest";
import { createSync } from "../../../src/sync/create-sync.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

const hour = 3_600_000;

describeDatabases("a queued sync", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;

  beforeEach(async () => {
    database = await create();
    syncing = await startSyncing(database);
    syncing.source.put("customers", "1", { customerName: "Ada" });
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  const hold = () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    syncing.source.onPage = () => held;
    return letGo;
  };

  it("is refused while one of the data type is in progress", async () => {
    const letGo = hold();
    const { connectionId, companyId, sync } = syncing;
    const id = await sync.queue(connectionId, "billing-customers");
    await expect(sync.queue(connectionId, "billing-customers")).rejects.toMatchObject({
      statusCode: 400,
      message: `DatasetAlreadyInProgressException: Cannot queue billing-customers sync for ${companyId} as previous sync ${id} is still in progress`,
    });
    letGo();
    await sync.idle();
    expect(await sync.queue(connectionId, "billing-customers")).not.toBe(id);
  });

  it("joins the run that is in progress, and shares the lists it has not read yet", async () => {
    const letGo = hold();
    await syncing.sync.queue(syncing.connectionId, "billing-plans");
    await syncing.sync.queue(syncing.connectionId, "billing-customers");
    await syncing.sync.queue(syncing.connectionId, "billing-subscriptions");
    letGo();
    await syncing.sync.idle();
    const lists = syncing.source.calls.map(({ list }) => list);
    expect(lists.filter((list) => list !== "catalogue")).toEqual(["customers", "components", "subscriptions"]);
  });

  it("shares what another one read that was asked for at the same time, and nothing that was read before", async () => {
    const { sync, connectionId, clock, source } = syncing;
    const asked = clock.now;
    // In the same millisecond, as it may happen.
    await sync.queue(connectionId, "billing-customers", asked);
    await sync.idle();
    syncing.advance(1);
    await sync.queue(connectionId, "billing-customers", asked);
    await sync.idle();
    expect(source.calls).toHaveLength(1);
    await syncing.run("billing-customers");
    expect(source.calls).toHaveLength(2);
  });

  it("tells its progress: the lists that were read of those it needs", async () => {
    const seen: number[] = [];
    syncing.source.onPage = async () => {
      const { rows } = await syncing.store.datasets.list(syncing.companyId, { offset: 0, limit: 1 });
      seen.push(rows[0]?.progress ?? -1);
    };
    await syncing.run("billing-subscriptions");
    expect(seen).toEqual([0, 20, 40, 60]);
    const { rows } = await syncing.store.datasets.list(syncing.companyId, { offset: 0, limit: 1 });
    expect(rows[0]).toMatchObject({ progress: 100, status: "Complete" });
    expect((await syncing.store.connections.ofCompany(syncing.companyId))[0]?.last_sync).toBe(
      "2026-05-01T12:00:00.000Z",
    );
  });

  it("runs once when two replicas have a go at one connection at the same time", async ({ skip }) => {
    skip(database.engine === "sqlite", "SQLite serves one process");
    for (let id = 10; id < 40; id++) syncing.source.put("customers", String(id), { customerName: `C${id}` });
    const store = await database.open();
    const other = createSync({
      store,
      providers: new Map([["fake", syncing.source.provider]]),
      unseal: () => ({}),
      log: { info() {}, warn() {}, error() {} },
      now: () => syncing.clock.now,
    });
    const reads = await Promise.all(
      [syncing.sync, other, syncing.sync, other].map((sync) =>
        sync.ensure(syncing.connectionId, "billing-customers", 20_000),
      ),
    );
    expect(reads).toEqual(Array(4).fill({ state: "ready", asOf: expect.any(String) }));
    expect(syncing.source.calls).toEqual([{ list: "customers" }]);
    expect((await syncing.records("billing-customers")).size).toBe(31);
    await other.close();
    await store.close();
  });

  it("is started by the schedule when its time has come", async () => {
    await syncing.sync.close();
    const scheduled = await startSyncing(database, {
      store: syncing.store,
      settings: { every: (dataType) => (dataType === "billing-customers" ? hour : undefined) },
    });
    const statuses = async () =>
      (await scheduled.store.datasets.list(scheduled.companyId, { offset: 0, limit: 10 })).rows.map(
        ({ data_type, status }) => [data_type, status],
      );
    await scheduled.sync.start();
    await scheduled.sync.idle();
    expect(await statuses()).toEqual([["billing-customers", "Complete"]]);
    scheduled.advance(hour - 1);
    await scheduled.sync.tick();
    await scheduled.sync.idle();
    expect(await statuses()).toHaveLength(1);
    scheduled.advance(1);
    await scheduled.sync.tick();
    await scheduled.sync.idle();
    expect(await statuses()).toHaveLength(2);
    await scheduled.sync.close();
  });

  it("forgets old runs, but never the latest or the latest successful one", async () => {
    await syncing.run("billing-customers");
    await syncing.run("billing-plans");
    syncing.advance(hour);
    await syncing.run("billing-customers");
    syncing.advance(100 * 24 * hour);
    await syncing.run("billing-invoices");
    const { rows } = await syncing.store.datasets.list(syncing.companyId, { offset: 0, limit: 10 });
    expect(rows.map(({ data_type }) => data_type).sort()).toEqual([
      "billing-customers",
      "billing-invoices",
      "billing-plans",
    ]);
  });

  it("is refused for what cannot be", async () => {
    const { sync, connectionId } = syncing;
    await expect(sync.queue(connectionId, "billing-refunds")).rejects.toMatchObject({ code: "DataTypeNotSupported" });
    await expect(sync.queue("00000000-0000-4000-8000-000000000000", "billing-plans")).rejects.toMatchObject({
      code: "ConnectionNotFound",
    });
    await sync.close();
    await expect(sync.queue(connectionId, "billing-plans")).rejects.toMatchObject({ statusCode: 503 });
  });
});
