import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../../src/db/open-store.js";
import type { TestDatabase } from "../../helpers/databases.js";
import { type Cluster, findPostgres, startCluster } from "../../helpers/postgres.js";
import { startSyncing } from "../../helpers/syncing.js";

const bin = findPostgres();

describe.skipIf(bin === undefined)("a PostgreSQL server that restarts during a sync", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(bin ?? "");
  });
  afterAll(() => cluster.stop());

  it("delays it, and loses nothing", { timeout: 60_000 }, async () => {
    const options = { databaseUrl: cluster.url, dataDir: "" };
    const database: TestDatabase = {
      engine: "postgres",
      options,
      open: () => openStore(options),
      drop: async () => {},
    };
    const syncing = await startSyncing(database);
    for (let id = 10; id < 40; id++) syncing.source.put("customers", String(id), { customerName: `C${id}` });
    syncing.source.onPage = (list, number) => {
      if (list === "customers" && number === 5) {
        delete syncing.source.onPage;
        cluster.restart();
      }
    };
    expect(await syncing.run("billing-customers")).toEqual([{ status: "Complete", description: null }]);
    expect((await syncing.records("billing-customers")).size).toBe(30);
    expect(syncing.source.calls).toEqual([{ list: "customers" }, { list: "customers", resume: expect.any(String) }]);
    expect(syncing.log.some(({ message }) => message.startsWith("the database does not answer"))).toBe(true);
    await syncing.close();
  });
});
