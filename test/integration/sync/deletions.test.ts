import { afterEach, beforeEach, expect, it } from "vitest";
import { UpstreamError } from "../../../src/errors.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

const hour = 3_600_000;
const day = 24 * hour;

describeDatabases("a record that disappears", (create) => {
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
    for (const id of ["i1", "i2"]) source.put("invoices", id, { total: 10, paid: 10 });
    await syncing.run("billing-subscriptions", "billing-invoices");
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  const subscriptions = () => syncing.records("billing-subscriptions");
  const deleted = async (dataType = "billing-subscriptions") =>
    [...(await syncing.records(dataType)).values()].filter(({ metadata }) => metadata.isDeleted).map(({ id }) => id);

  it("is marked once everything was read again, and not before", async () => {
    const before = await subscriptions();
    syncing.source.remove("subscriptions", "3");
    syncing.advance(hour);
    await syncing.run("billing-subscriptions");
    expect(await deleted()).toEqual([]);

    syncing.advance(day);
    await syncing.run("billing-subscriptions");
    expect(await deleted()).toEqual(["3"]);
    expect((await subscriptions()).get("3")).toEqual({
      ...before.get("3"),
      metadata: { isDeleted: true },
      modifiedDate: "2026-05-02T13:00:00.000Z",
    });
  });

  it("is no longer marked when it comes back", async () => {
    const element = syncing.source.lists["subscriptions"]?.get("3");
    syncing.source.remove("subscriptions", "3");
    syncing.advance(day);
    await syncing.run("billing-subscriptions");
    expect(await deleted()).toEqual(["3"]);

    if (element) syncing.source.lists["subscriptions"]?.set("3", element);
    syncing.advance(day);
    await syncing.run("billing-subscriptions");
    expect(await deleted()).toEqual([]);
    expect((await subscriptions()).get("3")?.modifiedDate).toBe("2026-05-03T12:00:00.000Z");
  });

  it("is marked at once when the source says that it is gone", async () => {
    syncing.source.remove("subscriptions", "3");
    syncing.source.deletions["events"] = [
      { list: "subscriptions", id: "3" },
      { list: "subscriptions", id: "never heard of" },
    ];
    syncing.advance(hour);
    // The feed comes after the list, and may be read for its own sake.
    await syncing.run("billing-subscriptionEvents");
    expect(await deleted()).toEqual(["3"]);
  });

  it("is not marked when it has come back since, however often the source tells that it went", async () => {
    const { source } = syncing;
    source.put("customers", "2", { customerName: "Ada" });
    await syncing.run("billing-customers", "billing-subscriptionEvents");
    const deleted = async () => (await syncing.records("billing-customers")).get("2")?.metadata.isDeleted;
    source.remove("customers", "2");
    syncing.advance(60_000);
    source.deletions["events"] = [{ list: "customers", id: "2", at: source.clock.now.toISOString() }];
    source.put("events", "e1", {});
    await syncing.run("billing-customers", "billing-subscriptionEvents");
    expect(await deleted()).toBe(true);

    syncing.advance(60_000);
    source.put("customers", "2", { customerName: "Back" });
    await syncing.run("billing-customers", "billing-subscriptionEvents");
    expect(await deleted()).toBe(false);
    syncing.advance(60_000);
    await syncing.run("billing-customers", "billing-subscriptionEvents");
    expect(await deleted()).toBe(false);

    // It went again, which the newest of its events tells.
    source.remove("customers", "2");
    source.deletions["events"].push({ list: "customers", id: "2", at: source.clock.now.toISOString() });
    syncing.advance(60_000);
    await syncing.run("billing-customers", "billing-subscriptionEvents");
    expect(await deleted()).toBe(true);
  });

  it("takes what was derived from it along", async () => {
    syncing.source.put("invoices", "i1", { total: 10 });
    syncing.advance(hour);
    await syncing.run("billing-invoices");
    // Still invoiced, but not paid any more.
    expect(await deleted("billing-payments")).toEqual(["pay_i1"]);
    expect(await deleted("billing-invoices")).toEqual([]);
    syncing.source.remove("invoices", "i2");
    syncing.advance(day);
    await syncing.run("billing-invoices");
    expect(await deleted("billing-invoices")).toEqual(["i2"]);
    expect(await deleted("billing-payments")).toEqual(["pay_i1", "pay_i2"]);
  });

  it("leaves the records it was joined to", async () => {
    syncing.source.remove("components", "c1");
    syncing.advance(day);
    await syncing.run("billing-subscriptions");
    expect(await deleted()).toEqual([]);
    expect((await subscriptions()).get("2")).toMatchObject({ quantities: [], monthlyRecurringRevenue: { net: 10 } });
  });

  it("is not marked when it only slipped from one page to another while they were read", async () => {
    // "1" is deleted when the first page was read: "3" moves onto that page and is on none that is still to come.
    syncing.source.onPage = (list, number) => {
      if (list === "subscriptions" && number === 1) syncing.source.remove("subscriptions", "1");
    };
    syncing.advance(day);
    await syncing.run("billing-subscriptions");
    expect(await deleted()).not.toContain("3");
    delete syncing.source.onPage;
    syncing.advance(day);
    await syncing.run("billing-subscriptions");
    expect(await deleted()).toEqual(["1"]);
  });

  it("is not marked when it could not be read", async () => {
    syncing.source.remove("subscriptions", "3");
    syncing.source.rejections["subscriptions"] = [{ id: "3", reason: "state: expected text" }];
    syncing.advance(day);
    await syncing.run("billing-subscriptions");
    expect(await deleted()).toEqual([]);
  });

  it("is not marked when something could not be read that may have been it", async () => {
    syncing.source.remove("subscriptions", "3");
    syncing.source.rejections["subscriptions"] = [{ reason: "id: expected a number" }];
    syncing.advance(day);
    expect(await syncing.run("billing-subscriptions")).toEqual([
      { status: "Complete", description: "At least 1 element of subscriptions could not be read." },
    ]);
    expect(await deleted()).toEqual([]);
  });

  it.each(["unavailable", "timeout", "badPayload", "blocked", "unauthorized", "throttled"] as const)(
    "is not marked when the list ended in a failure (%s)",
    async (kind) => {
      for (const id of ["3", "4", "5"]) syncing.source.remove("subscriptions", id);
      syncing.source.onPage = (list, number) => {
        if (list === "subscriptions" && number === 0) throw new UpstreamError(kind, "no");
      };
      syncing.advance(day);
      await syncing.run("billing-subscriptions");
      expect(await deleted()).toEqual([]);
    },
  );

  it("is not marked when a source that is blocked answers with nothing at all", async () => {
    syncing.source.lists["subscriptions"]?.clear();
    syncing.source.describe = () => {
      throw new UpstreamError("blocked", "The site was cancelled.", { upstreamStatus: 422 });
    };
    syncing.advance(day);
    expect(await syncing.run("billing-subscriptions")).toEqual([
      {
        status: "FetchError",
        description: "The account at the source is blocked; nothing was deleted. The site was cancelled.",
      },
    ]);
    expect(await deleted()).toEqual([]);

    // It answers, and has really nothing any more.
    syncing.source.describe = () => {};
    await syncing.run("billing-subscriptions");
    expect(await deleted()).toEqual(["1", "2", "3", "4", "5"]);
  });
});
