import { afterEach, beforeEach, expect, it } from "vitest";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

const hour = 3_600_000;
const day = 24 * hour;

describeDatabases("a later sync", (create) => {
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
    await syncing.run("billing-subscriptions");
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  const subscriptions = () => syncing.records("billing-subscriptions");
  const scope = () => syncing.store.records.scope(syncing.companyId, "billing-subscriptions");
  /** The ids of the records that changed since. */
  const changedSince = async (before: Map<string, { modifiedDate: string }>) =>
    [...(await subscriptions())]
      .filter(([id, { modifiedDate }]) => modifiedDate !== before.get(id)?.modifiedDate)
      .map(([id]) => id);

  it("asks only for what changed since the watermark, less the overlap", async () => {
    syncing.advance(hour);
    syncing.source.calls.length = 0;
    await syncing.run("billing-subscriptions");
    expect(syncing.source.calls).toEqual(
      ["catalogue", "customers", "components", "subscriptions"].map((list) => ({
        list,
        since: "2026-05-01T11:50:00.000Z",
      })),
    );
  });

  it("moves nothing when nothing changed: no modifiedDate, no version", async () => {
    const before = await subscriptions();
    const version = await scope();
    syncing.advance(hour);
    await syncing.run("billing-subscriptions");
    expect(await subscriptions()).toEqual(before);
    // Whole, too: everything is read and derived again.
    syncing.advance(day);
    syncing.source.calls.length = 0;
    await syncing.run("billing-subscriptions");
    expect(syncing.source.calls.every(({ since }) => since === undefined)).toBe(true);
    expect(await subscriptions()).toEqual(before);
    expect(await scope()).toEqual(version);
  });

  it("moves the modifiedDate of what changed, and the version", async () => {
    const before = await subscriptions();
    const version = await scope();
    syncing.advance(hour);
    syncing.source.put("subscriptions", "3", { plan: "basic", status: "Paused" });
    await syncing.run("billing-subscriptions");
    expect(await changedSince(before)).toEqual(["3"]);
    expect((await subscriptions()).get("3")).toMatchObject({
      status: "Paused",
      modifiedDate: "2026-05-01T13:00:00.000Z",
    });
    expect((await scope())?.version).not.toBe(version?.version);
  });

  it("notices that only a component changed", async () => {
    const before = await subscriptions();
    syncing.advance(hour);
    syncing.source.put("components", "c1", { plan: "seat", quantity: 9 }, "2");
    await syncing.run("billing-subscriptions");
    expect(await changedSince(before)).toEqual(["2"]);
    expect((await subscriptions()).get("2")).toMatchObject({ quantities: [9] });
  });

  it("notices that a component moved to another root, on both sides", async () => {
    const before = await subscriptions();
    syncing.advance(hour);
    syncing.source.put("components", "c1", { plan: "seat", quantity: 7 }, "4");
    await syncing.run("billing-subscriptions");
    expect(await changedSince(before)).toEqual(["2", "4"]);
    expect((await subscriptions()).get("2")).toMatchObject({ quantities: [] });
    expect((await subscriptions()).get("4")).toMatchObject({ quantities: [7] });
  });

  it("derives every root again when an item that many share changed", async () => {
    const before = await subscriptions();
    syncing.advance(hour);
    syncing.source.put("catalogue", "basic", { price: 12 });
    await syncing.run("billing-subscriptions");
    expect(await changedSince(before)).toEqual(["1", "2", "3", "4", "5"]);
    expect((await subscriptions()).get("2")).toMatchObject({ monthlyRecurringRevenue: { net: 15 } });
  });

  it("does not let an older copy overwrite a newer one", async () => {
    const { source } = syncing;
    const old = source.lists["subscriptions"]?.get("3");
    syncing.advance(hour);
    source.put("subscriptions", "3", { plan: "basic", status: "Cancelled" });
    await syncing.run("billing-subscriptions");
    const before = await subscriptions();
    if (old) source.lists["subscriptions"]?.set("3", old);
    syncing.advance(day);
    await syncing.run("billing-subscriptions");
    expect((await subscriptions()).get("3")).toEqual(before.get("3"));
    expect(before.get("3")).toMatchObject({ status: "Cancelled" });
  });

  it("takes an older status when the source says it is newer: a reactivation, an invoice reopened", async () => {
    for (const status of ["Cancelled", "Active", "Unknown", "Active"]) {
      syncing.advance(hour);
      syncing.source.put("subscriptions", "3", { plan: "basic", status });
      await syncing.run("billing-subscriptions");
      expect((await subscriptions()).get("3")).toMatchObject({ status });
    }
  });

  it("keeps modifiedDate rising even when the clock of the service jumps back", async () => {
    const before = (await subscriptions()).get("3")?.modifiedDate ?? "";
    syncing.clock.now = new Date("2026-04-01T00:00:00Z");
    syncing.source.clock.now = new Date("2026-05-01T12:05:00Z");
    syncing.source.put("subscriptions", "3", { plan: "basic", status: "Paused" });
    await syncing.run("billing-subscriptions");
    const after = (await subscriptions()).get("3");
    expect(after).toMatchObject({ status: "Paused" });
    expect((after?.modifiedDate ?? "") > before).toBe(true);
  });

  it("finds what the source committed late, within the overlap", async () => {
    syncing.advance(hour);
    await syncing.run("billing-subscriptions");
    syncing.source.clock.now = new Date(syncing.source.clock.now.getTime() - 5 * 60_000);
    syncing.source.put("subscriptions", "3", { plan: "basic", status: "Paused" });
    syncing.advance(hour);
    await syncing.run("billing-subscriptions");
    expect((await subscriptions()).get("3")).toMatchObject({ status: "Paused" });
  });

  it("takes its watermark from the source's clock", async () => {
    syncing.source.clock.now = new Date("2026-05-09T00:00:00Z");
    await syncing.run("billing-subscriptions");
    syncing.source.calls.length = 0;
    await syncing.run("billing-subscriptions");
    expect(syncing.source.calls[0]?.since).toBe("2026-05-08T23:50:00.000Z");
  });

  it("reads a list once for all data types that are queued together", async () => {
    syncing.advance(hour);
    syncing.source.calls.length = 0;
    const results = await syncing.run("billing-subscriptions", "billing-plans", "billing-customers");
    expect(results.map(({ status }) => status)).toEqual(["Complete", "Complete", "Complete"]);
    expect(syncing.source.calls.map(({ list }) => list)).toEqual([
      "catalogue",
      "customers",
      "components",
      "subscriptions",
    ]);
  });

  it("counts and names what the source sent but cannot be read, until it can", async () => {
    syncing.advance(hour);
    syncing.source.rejections["subscriptions"] = [{ id: "9", reason: "state: expected text" }];
    const description = "1 element of subscriptions could not be read: 9.";
    expect(await syncing.run("billing-subscriptions")).toEqual([{ status: "Complete", description }]);
    expect(syncing.log).toContainEqual(
      expect.objectContaining({ level: "warn", message: "elements of a list could not be read" }),
    );
    // Still missing, though the next run does not meet it.
    syncing.source.rejections = {};
    syncing.advance(hour);
    expect(await syncing.run("billing-subscriptions")).toEqual([{ status: "Complete", description }]);

    syncing.advance(hour);
    syncing.source.put("subscriptions", "9", { plan: "basic" });
    expect(await syncing.run("billing-subscriptions")).toEqual([{ status: "Complete", description: null }]);
    expect((await subscriptions()).has("9")).toBe(true);
  });

  it("keeps the record of an item whose mapper fails, and says so until it is mapped", async () => {
    const before = await subscriptions();
    syncing.advance(hour);
    syncing.source.put("subscriptions", "3", { plan: "basic", explode: true });
    syncing.source.put("subscriptions", "4", { plan: "basic", status: "Paused" });
    const description = "1 element of subscriptions could not be mapped: 3.";
    expect(await syncing.run("billing-subscriptions")).toEqual([{ status: "Complete", description }]);
    expect((await subscriptions()).get("3")).toEqual(before.get("3"));
    expect((await subscriptions()).get("4")).toMatchObject({ status: "Paused" });
    expect(syncing.log).toContainEqual(
      expect.objectContaining({ level: "error", message: "an item cannot be mapped" }),
    );

    syncing.advance(hour);
    expect(await syncing.run("billing-subscriptions")).toEqual([{ status: "Complete", description }]);
    syncing.source.put("subscriptions", "3", { plan: "basic" });
    expect(await syncing.run("billing-subscriptions")).toEqual([{ status: "Complete", description: null }]);
  });

  it("stores text no database could hold without its NUL and half pairs", async () => {
    syncing.advance(hour);
    syncing.source.put("subscriptions", "3", { plan: "basic", note: "a\0b\ud800c🇯🇵\\u0000" });
    await syncing.run("billing-subscriptions");
    expect((await subscriptions()).get("3")?.["note"]).toBe("ab\ufffdc🇯🇵\\u0000");
  });
});
