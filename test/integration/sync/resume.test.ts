import { afterEach, beforeEach, expect, it } from "vitest";
import type { OpenStore } from "../../../src/db/open-store.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

describeDatabases("a sync whose process dies", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;

  /** Links a connection to a source of its own. */
  const link = async (store?: OpenStore) => {
    // A sweep each time, so that a run has pages, deletions and roots to derive again.
    syncing = await startSyncing(database, { settings: { fullSweepEvery: 0 }, ...(store && { store }) });
    const { source } = syncing;
    source.put("catalogue", "basic", { price: 10 });
    source.put("catalogue", "seat", { price: 3 });
    for (const id of ["1", "2", "3", "4", "5", "6", "7"]) source.put("subscriptions", id, { plan: "basic" });
    source.put("components", "c1", { plan: "seat", quantity: 7 }, "2");
  };
  const changeSource = () => {
    syncing.advance(3_600_000);
    const { source } = syncing;
    for (const id of ["1", "3", "6"]) source.put("subscriptions", id, { plan: "basic", status: "Paused" });
    source.put("subscriptions", "8", { plan: "basic" });
    source.put("components", "c1", { plan: "seat", quantity: 2 }, "5");
    source.put("catalogue", "basic", { price: 11 });
    source.remove("subscriptions", "2");
  };

  beforeEach(async () => {
    database = await create();
    await link();
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  /** The records without what differs between two connections. */
  const contents = async () =>
    [...(await syncing.records("billing-subscriptions")).values()].map(({ connectionId: _, ...record }) => record);

  it.each(["before commit", "after commit"] as const)(
    "ends as if nothing had happened, whichever transaction it died in, %s",
    { timeout: 120_000 },
    async (when) => {
      await syncing.run("billing-subscriptions");
      changeSource();
      await syncing.run("billing-subscriptions");
      const undisturbed = await contents();
      expect(undisturbed.map(({ id, metadata }) => [id, metadata.isDeleted])).toEqual([
        ...["1"].map((id) => [id, false]),
        ["2", true],
        ...["3", "4", "5", "6", "7", "8"].map((id) => [id, false]),
      ]);

      let deaths = 0;
      for (let transaction = 1; ; transaction++) {
        // Two engines of one process would work on the same connections.
        await syncing.sync.close();
        await link(syncing.store);
        await syncing.run("billing-subscriptions");
        changeSource();
        syncing.dieAt(transaction, when);
        await syncing.sync.queue(syncing.connectionId, "billing-subscriptions");
        await syncing.sync.idle();
        if (!syncing.isDead) break;
        deaths++;
        syncing = await syncing.reopen();
        await syncing.sync.start();
        await syncing.sync.idle();
        const { rows } = await syncing.store.datasets.list(syncing.companyId, { offset: 0, limit: 10 });
        expect(rows.map(({ status }) => status)).toEqual(["Complete", "Complete"]);
        expect(await contents()).toEqual(undisturbed);
      }
      // Five lists' beginnings, their pages and the roots derived again.
      expect(deaths).toBeGreaterThan(10);
    },
  );

  it("does not read pages again that were stored", async () => {
    syncing.source.onPage = (list, number) => {
      if (list === "subscriptions" && number === 2) throw new Error("connection lost");
    };
    expect(await syncing.run("billing-subscriptions")).toMatchObject([{ status: "InternalError" }]);
    expect((await syncing.records("billing-subscriptions")).size).toBe(4);

    delete syncing.source.onPage;
    syncing.source.pages.length = 0;
    syncing.source.calls.length = 0;
    await syncing.run("billing-subscriptions");
    expect(syncing.source.calls).toContainEqual({ list: "subscriptions", resume: "2" });
    expect(syncing.source.pages.filter(({ list }) => list === "subscriptions").map(({ number }) => number)).toEqual([
      2, 3,
    ]);
    expect((await syncing.records("billing-subscriptions")).size).toBe(7);
  });

  it("stops at a page boundary when it is closed, and the next process finishes", async () => {
    const closed = new Promise<void>((resolve) => {
      syncing.source.onPage = (list, number) => {
        if (list === "subscriptions" && number === 1) {
          delete syncing.source.onPage;
          syncing.sync.close().then(resolve);
        }
      };
    });
    await syncing.sync.queue(syncing.connectionId, "billing-subscriptions");
    await closed;
    const stored = (await syncing.records("billing-subscriptions")).size;
    expect(stored).toBeLessThan(7);
    expect(stored % 2).toBe(0);

    syncing = await syncing.reopen();
    await syncing.sync.start();
    await syncing.sync.idle();
    expect((await syncing.records("billing-subscriptions")).size).toBe(7);
    const { rows } = await syncing.store.datasets.list(syncing.companyId, { offset: 0, limit: 10 });
    expect(rows.map(({ status }) => status)).toEqual(["Complete"]);
  });
});
