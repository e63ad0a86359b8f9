import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Database } from "../../../src/db/database.js";
import { migrate } from "../../../src/db/migrate.js";
import { type MigrationStep, migrations } from "../../../src/db/migrations/index.js";
import { openPostgresDatabase } from "../../../src/db/postgres-database.js";
import { openSqliteDatabase } from "../../../src/db/sqlite-database.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";

describeDatabases("migrations", (create) => {
  let test: TestDatabase;
  let database: Database;

  beforeEach(async () => {
    test = await create();
    database = openBare();
  });
  afterEach(async () => {
    await database.close();
    await test.drop();
  });

  /** The database without its tables. */
  function openBare(): Database {
    const { databaseUrl, dataDir } = test.options;
    return databaseUrl === undefined
      ? openSqliteDatabase(dataDir, "standard-billing.sqlite", () => {})
      : openPostgresDatabase(databaseUrl);
  }
  const tables = async () => (await database.writer.introspection.getTables()).map(({ name }) => name).sort();
  const addTable =
    (name: string): MigrationStep =>
    async (db: Kysely<unknown>) => {
      await db.schema.createTable(name).addColumn("id", "text").execute();
    };

  it("make the same tables and columns on both engines", async () => {
    await migrate(database);
    const made = await database.writer.introspection.getTables();
    expect(Object.fromEntries(made.map(({ name, columns }) => [name, columns.map((column) => column.name)]))).toEqual({
      api_keys: ["id", "name", "digest", "company_ids", "created_date"],
      companies: ["id", "name", "description", "tags", "created_date"],
      condensed_facts: ["connection_id", "kind", "part", "layout", "data_version", "body"],
      connections: [
        ...["id", "company_id", "platform_key", "status", "created_date", "sealed_credentials", "source_info"],
        ...["proxy_enabled", "last_sync", "errors"],
      ],
      cursors: [
        ...["connection_id", "list", "run_id", "begun", "is_full", "can_sweep", "resume", "run_started", "watermark"],
        ...["last_full", "last_read", "rejected", "redo_after"],
      ],
      datasets: [
        ...["id", "company_id", "connection_id", "data_type", "status", "status_description", "error_message"],
        ...["requested", "completed", "progress", "fresh_after", "is_announced"],
      ],
      deliveries: ["event_id", "webhook_id", "event_type", "due", "attempts", "body"],
      fact_versions: ["kind", "version"],
      first_answers: ["connection_id", "question", "as_of", "seen", "digest", "figures"],
      facts: ["connection_id", "kind", "id", "body"],
      idempotency_keys: ["id", "body_hash", "claimed", "status", "sealed_answer"],
      record_sets: ["id", "connection_id", "data_type", "layout"],
      record_values: [
        ...["set_id", "id", "customer_id", "record_date", "modified_date"],
        ...Array.from({ length: 32 }, (_, index) => `n${index + 1}`),
        ...Array.from({ length: 24 }, (_, index) => `t${index + 1}`),
      ],
      records: [
        ...["connection_id", "data_type", "id", "root_id", "content_hash", "modified_date", "source_modified_date"],
        ...["is_deleted", "body"],
      ],
      sources: [
        ...["connection_id", "list", "id", "join_key", "content_hash", "modified_date", "run_id", "derive_state"],
        ...["is_deleted", "body"],
      ],
      versions: ["connection_id", "data_type", "version"],
      webhooks: [
        ...["id", "url", "is_disabled", "event_types", "company_tags", "sealed_secret", "failing_since"],
        ...["created_date"],
      ],
    });
  });

  it("run once, however often they are asked to", async () => {
    await migrate(database);
    const made = await tables();
    expect(made.length).toBeGreaterThan(0);
    await migrate(database);
    expect(await tables()).toEqual(made);
  });

  it("keep what an earlier version of the service has stored", async () => {
    const earlier = Object.entries(migrations).filter(([name]) => name < "0003");
    await migrate(database, Object.fromEntries(earlier));
    const writer = database.writer as unknown as Kysely<Record<string, Record<string, unknown>>>;
    const made = { company: randomUUID(), connection: randomUUID() };
    await fill(writer, "companies", { id: made.company });
    await fill(writer, "connections", { id: made.connection, company_id: made.company });
    await fill(writer, "sources", { connection_id: made.connection, list: "customers", id: "7", is_dirty: 2 });
    await migrate(database);
    expect(await writer.selectFrom("sources").select(["id", "derive_state"]).execute()).toEqual([
      { id: "7", derive_state: 2 },
    ]);
  });

  /** Inserts a row; what must have a value and is given none is 0, as text or as a number. */
  async function fill(
    writer: Kysely<Record<string, Record<string, unknown>>>,
    name: string,
    given: Record<string, unknown>,
  ): Promise<void> {
    const table = (await writer.introspection.getTables()).find((each) => each.name === name);
    const needed = table?.columns.filter((column) => !column.isNullable && !column.hasDefaultValue) ?? [];
    await writer
      .insertInto(name)
      .values({ ...Object.fromEntries(needed.map((column) => [column.name, 0])), ...given })
      .execute();
  }

  it("take turns when several replicas start together", async ({ skip }) => {
    skip(database.engine === "sqlite", "SQLite serves one process");
    let runs = 0;
    const counted: MigrationStep = async (db, engine) => {
      runs++;
      await migrations["0001-initial"]?.(db, engine);
    };
    const replicas = [openBare(), openBare(), openBare()];
    await Promise.all(replicas.map((replica) => migrate(replica, { "0001-initial": counted })));
    expect(runs).toBe(1);
    for (const replica of replicas) await replica.close();
  });

  it("leave nothing behind when one fails, and the old version still starts", async () => {
    await migrate(database);
    const before = await tables();
    const failing: MigrationStep = async (db, engine) => {
      await addTable("half_done")(db, engine);
      await db.schema.alterTable("no_such_table").addColumn("x", "text").execute();
    };
    const steps = { ...migrations, "0098-good": addTable("good"), "0099-bad": failing };
    await expect(migrate(database, steps)).rejects.toThrow(
      "Migrating the database failed in 0099-bad; nothing was changed.",
    );
    expect(await tables()).toEqual(before);
    await migrate(database);
  });

  it("refuse a database that a newer version has migrated", async () => {
    await migrate(database, { ...migrations, "0099-future": addTable("future") });
    await database.close();
    await expect(test.open()).rejects.toThrow(/newer than this version of the service.*0099-future/);
    // It gave the database back.
    database = openBare();
    expect(await tables()).toContain("future");
  });
});
