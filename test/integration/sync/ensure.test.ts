import { afterEach, beforeEach, expect, it } from "vitest";
import { UpstreamError } from "../../../src/errors.js";
import { ListNotSupported } from "../../../src/providers/provider.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

const minute = 60_000;
const type = "billing-customers";

describeDatabases("a read", (create) => {
  let database: TestDatabase;
  let syncing: Syncing;

  beforeEach(async () => {
    database = await create();
    syncing = await startSyncing(database, { settings: { maxAge: () => 60 * minute } });
    syncing.source.put("customers", "1", { customerName: "Ada" });
  });
  afterEach(async () => {
    await syncing.close();
    await database.drop();
  });

  const ensure = (waitMs = 10_000) => syncing.sync.ensure(syncing.connectionId, type, waitMs);
  const runs = async () =>
    (await syncing.store.datasets.list(syncing.companyId, { offset: 0, limit: 100 })).rows.map(({ status }) => status);
  /** What can be served; on SQLite, where nobody else works on the data, with how long that holds. */
  const ready = () => ({
    state: "ready",
    asOf: expect.any(String),
    ...(database.engine === "sqlite" ? { until: expect.any(Number) } : {}),
  });
  /** The same, where a refresh is due. */
  const old = { state: "ready", asOf: expect.any(String) };
  /** Holds the source back until it is let go. */
  const hold = () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    syncing.source.onPage = () => held;
    return letGo;
  };
  const failing = (error: Error) => {
    syncing.source.onPage = () => {
      throw error;
    };
  };

  it("starts the first sync and waits for it", async () => {
    expect(await ensure()).toEqual(ready());
    expect((await syncing.records(type)).size).toBe(1);
  });

  it("is told to come again when the first sync takes longer than it waits", async () => {
    const letGo = hold();
    expect(await ensure(20)).toEqual({ state: "pending", retryAfterSeconds: 5, progress: 0 });
    letGo();
    expect(await ensure()).toEqual(ready());
    expect(await runs()).toEqual(["Complete"]);
  });

  it("shares one sync with a thousand others", async () => {
    const all = await Promise.all(Array.from({ length: 1_000 }, () => ensure()));
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(["ready"]));
    expect(syncing.source.calls).toHaveLength(1);
    expect(await runs()).toEqual(["Complete"]);
  });

  it("asks the source nothing while what is stored is fresh", async () => {
    const first = await ensure();
    if (database.engine === "sqlite" && first.state === "ready") {
      expect(first.until).toBe(Date.parse(first.asOf ?? "") + 60 * minute);
    }
    syncing.advance(59 * minute);
    expect(await ensure()).toEqual(ready());
    await syncing.sync.idle();
    expect(syncing.source.calls).toHaveLength(1);
  });

  it("is served what is stored when that is old, while it is refreshed once", async () => {
    await ensure();
    syncing.advance(61 * minute);
    const letGo = hold();
    expect(await Promise.all([ensure(), ensure(), ensure()])).toEqual(Array(3).fill(old));
    letGo();
    await syncing.sync.idle();
    expect(await runs()).toEqual(["Complete", "Complete"]);
  });

  it("is served what is stored, with a warning, when the refresh failed; the next attempt waits longer each time", async () => {
    await ensure();
    const since = "2026-05-01T12:00:00.000Z";
    syncing.advance(61 * minute);
    failing(new UpstreamError("unavailable", "Maxio answered 503"));
    await ensure();
    await syncing.sync.idle();
    const stale = { ...ready(), asOf: since, staleSince: since, warning: "Maxio answered 503" };
    for (const [waitMinutes, failures] of [
      [0.4, 1],
      [0.2, 2],
      [0.9, 2],
      [0.2, 3],
    ] as const) {
      syncing.advance(waitMinutes * minute);
      // On PostgreSQL the state is remembered for a moment.
      await expect.poll(() => ensure()).toEqual(stale);
      await syncing.sync.idle();
      expect((await runs()).filter((status) => status === "FetchError")).toHaveLength(failures);
    }
    delete syncing.source.onPage;
    syncing.advance(20 * minute);
    await ensure();
    await syncing.sync.idle();
    await expect.poll(() => ensure()).toEqual(ready());
  });

  it("is told what failed when there is nothing stored, and does not try again at once", async () => {
    failing(new UpstreamError("throttled", "Maxio throttles us", { retryAfterSeconds: 120 }));
    const failed = { state: "failed", status: "RateLimitError", message: "Maxio throttles us", retryAfterSeconds: 120 };
    expect(await ensure()).toEqual(failed);
    expect(await ensure()).toEqual(failed);
    expect(syncing.source.pages).toHaveLength(1);
    delete syncing.source.onPage;
    syncing.advance(2 * minute);
    await expect.poll(() => ensure()).toEqual(ready());
  });

  it("is told that the source has no such data, and later asks again", async () => {
    failing(new ListNotSupported("The site has no customers."));
    const answer = { state: "notSupported", message: "The site has no customers." };
    expect(await ensure()).toEqual(answer);
    expect(await ensure()).toEqual(answer);
    expect(syncing.source.pages).toHaveLength(1);
    delete syncing.source.onPage;
    syncing.advance(61 * minute);
    expect(await ensure()).toEqual(answer);
    await syncing.sync.idle();
    await expect.poll(() => ensure()).toEqual(ready());
  });

  it("cannot be answered when the provider has no such data type", async () => {
    expect(await syncing.sync.ensure(syncing.connectionId, "billing-refunds", 100)).toMatchObject({
      state: "notSupported",
    });
  });

  it("starts nothing through a connection that is not linked, and is served what was read before", async () => {
    await ensure();
    await syncing.store.connections.setStatus(syncing.connectionId, "Unlinked");
    syncing.advance(61 * minute);
    expect(await ensure()).toEqual(old);
    expect(await syncing.sync.ensure(syncing.connectionId, "billing-plans", 100)).toMatchObject({
      state: "failed",
      status: "PrerequisiteNotMet",
    });
    await syncing.sync.idle();
    expect(syncing.source.calls).toHaveLength(1);
  });

  it("finishes what a process left unfinished when it died", async () => {
    syncing.dieAt(2, "before commit");
    await ensure(50);
    await syncing.sync.idle();
    expect(syncing.isDead).toBe(true);
    syncing = await syncing.reopen();
    // Not started: the read alone brings it about.
    expect(await ensure()).toEqual(ready());
    expect(await runs()).toEqual(["Complete"]);
  });

  it("is told to come again when the service stops while it waits", async () => {
    hold();
    const waiting = ensure();
    await expect.poll(() => syncing.source.calls.length).toBe(1);
    delete syncing.source.onPage;
    const closing = syncing.sync.close();
    expect(await waiting).toMatchObject({ state: "pending" });
    expect(await ensure()).toMatchObject({ state: "pending" });
    await closing;
  });

  it("does not read a list again that another data type read a moment ago", async () => {
    await syncing.sync.ensure(syncing.connectionId, "billing-subscriptions", 10_000);
    syncing.advance(30_000);
    syncing.source.calls.length = 0;
    expect(await ensure()).toEqual(ready());
    expect(syncing.source.calls).toEqual([]);
    expect((await syncing.records(type)).size).toBe(1);
  });
});
