import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemory } from "../../../src/db/memory.js";
import { UpstreamError } from "../../../src/errors.js";
import { sqliteDatabase, type TestDatabase } from "../../helpers/databases.js";
import { type Syncing, startSyncing } from "../../helpers/syncing.js";

/** What is answered without waiting must be what waiting would have answered, or nothing at all. */
const minute = 60_000;
const type = "billing-customers";

let database: TestDatabase;
let syncing: Syncing;
beforeEach(async () => {
  database = await sqliteDatabase();
  syncing = await startSyncing(database, { settings: { maxAge: () => 60 * minute } });
  syncing.source.put("customers", "1", { customerName: "Ada" });
});
afterEach(async () => {
  await syncing.close();
  await database.drop();
});

const ensure = () => syncing.sync.ensure(syncing.connectionId, type, 10_000);
const isFresh = () => syncing.sync.isFresh(syncing.connectionId, type);
const scope = () => syncing.store.records.scope(syncing.companyId, type);
const knownScope = (connectionId?: string) => syncing.store.records.knownScope(syncing.companyId, type, connectionId);

describe("a data type is known to be fresh", () => {
  test("only after it was looked up, and until it is too old", async () => {
    expect(isFresh()).toBe(false);
    await ensure();
    await ensure();
    expect(isFresh()).toBe(true);
    syncing.advance(61 * minute);
    expect(isFresh()).toBe(false);
  });

  test("not while its last refresh has failed", async () => {
    await ensure();
    syncing.advance(61 * minute);
    syncing.source.onPage = () => {
      throw new UpstreamError("unavailable", "the source is down");
    };
    await ensure();
    await syncing.sync.idle();
    expect(await ensure()).toMatchObject({ state: "ready", warning: "the source is down" });
    expect(isFresh()).toBe(false);
  });

  test("not when something about the connection has changed", async () => {
    await ensure();
    await ensure();
    await syncing.store.connections.setStatus(syncing.connectionId, "Unlinked");
    expect(isFresh()).toBe(false);
  });
});

describe("a scope is known", () => {
  test("only after it was looked up, and is the same", async () => {
    expect(knownScope()).toBeUndefined();
    await ensure();
    const looked = await scope();
    expect(knownScope()).toEqual(looked);
    expect(knownScope(syncing.connectionId)).toEqual(looked);
    expect(knownScope("another")).toBeUndefined();
    expect(syncing.store.records.knownScope("another", type)).toBeUndefined();
  });

  test("until a record, a connection or the company changes", async () => {
    await ensure();
    for (const change of [
      () => syncing.store.transaction(async (_, markChanged) => markChanged(syncing.connectionId, type)),
      () => syncing.store.connections.setStatus(syncing.connectionId, "Deauthorized"),
      () => syncing.store.connections.create({ companyId: syncing.companyId, platformKey: "fake" }),
    ]) {
      const before = await scope();
      expect(knownScope()).toEqual(before);
      await change();
      expect(knownScope()).toBeUndefined();
      expect(await scope()).not.toEqual(before);
    }
  });
});

describe("a memory knows", () => {
  test("nothing that is still on its way, and nothing that was forgotten meanwhile", async () => {
    let answer = (_value: string) => {};
    const memory = createMemory(Number.POSITIVE_INFINITY, () => new Promise<string>((resolve) => (answer = resolve)));
    const first = memory.get("a");
    expect(memory.known("a")).toBeUndefined();
    memory.forget("a");
    answer("old");
    await first;
    expect(memory.known("a")).toBeUndefined();
    const second = memory.get("a");
    answer("new");
    await second;
    expect(memory.known("a")).toBe("new");
  });

  test("nothing when it is to keep nothing", async () => {
    const memory = createMemory(0, async () => "a");
    await memory.get("a");
    expect(memory.known("a")).toBeUndefined();
  });
});
