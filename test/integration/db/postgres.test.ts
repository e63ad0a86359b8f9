import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenStore, openStore } from "../../../src/db/open-store.js";
import { openPostgresDatabase } from "../../../src/db/postgres-database.js";
import { type Cluster, findPostgres, startCluster } from "../../helpers/postgres.js";

const bin = findPostgres();

describe.skipIf(bin === undefined)("a PostgreSQL server that goes away", () => {
  let cluster: Cluster;
  let store: OpenStore;

  beforeAll(async () => {
    cluster = await startCluster(bin ?? "");
    store = await openStore({ databaseUrl: cluster.url, dataDir: "" });
  });
  afterAll(async () => {
    await store.close();
    cluster.stop();
  });

  it("is a 503 while it is down, and is used again when it is back", async () => {
    const { id } = await store.companies.create({ name: "Acorn" });
    cluster.kill();
    await expect(store.companies.find(id)).rejects.toMatchObject({ statusCode: 503, canBeRetried: "True" });
    await expect(store.ping()).rejects.toMatchObject({ statusCode: 503 });
    cluster.restart();
    await expect.poll(() => store.companies.find(id), { timeout: 20_000 }).toMatchObject({ name: "Acorn" });
  });

  it("ends a transaction and not the process when it dies in the middle of one", async () => {
    const { id } = await store.companies.create({ name: "Acorn" });
    const broken = store.transaction(async (queries) => {
      await queries.updateTable("companies").set({ name: "Oak" }).where("id", "=", id).execute();
      cluster.restart();
      await queries.updateTable("companies").set({ name: "Elm" }).where("id", "=", id).execute();
    });
    await expect(broken).rejects.toMatchObject({ statusCode: 503 });
    await expect.poll(() => store.companies.find(id), { timeout: 20_000 }).toMatchObject({ name: "Acorn" });
  });

  it("gives a lock back when the session that held it is gone", async () => {
    const other = openPostgresDatabase(cluster.url);
    const held = await store.database.lock("x");
    expect(await other.lock("x")).toBeUndefined();
    cluster.restart();
    await expect.poll(() => other.lock("x").catch(() => undefined), { timeout: 20_000 }).toBeDefined();
    await held?.release();
    await other.close();
  });

  it("cuts a statement that takes too long, and a wait for a connection", async () => {
    const slow = openPostgresDatabase(cluster.url, { maxConnections: 1, statementTimeoutMs: 200 });
    await expect(sql`select pg_sleep(30)`.execute(slow.reader)).rejects.toMatchObject({ statusCode: 503 });
    const lock = await slow.lock("the only connection");
    await expect(sql`select 1`.execute(slow.reader)).rejects.toMatchObject({ statusCode: 503 });
    await lock?.release();
    await sql`select 1`.execute(slow.reader);
    await slow.close();
  });

  it("is waited for at the start, for a while", async () => {
    cluster.kill();
    const warnings: string[] = [];
    const log = { info: () => {}, warn: (_: object, message: string) => void warnings.push(message) };
    const options = { databaseUrl: cluster.url, dataDir: "", log };
    await expect(openStore({ ...options, startTimeoutMs: 300 })).rejects.toThrow(
      /^The database does not answer: .*ECONNREFUSED/,
    );
    const opening = openStore(options);
    await expect.poll(() => warnings.length).toBeGreaterThan(1);
    cluster.restart();
    await (await opening).close();
  });
});
