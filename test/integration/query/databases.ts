import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, PostgresDialect, SqliteDialect, sql } from "kysely";
import Libsql from "libsql";
import pg from "pg";
import type { Operands } from "../../../src/db/compile-query.js";
import type { Tables } from "../../../src/db/tables.js";

export interface TestDatabase {
  dialect: Operands["dialect"];
  db: Kysely<Tables>;
  close(): Promise<void>;
}

export async function openSqlite(): Promise<TestDatabase> {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: new Libsql(":memory:") }) });
  return { dialect: "sqlite", db, close: () => db.destroy() };
}

export async function openPostgres(): Promise<TestDatabase> {
  const bin = "/usr/lib/postgresql/15/bin";
  const directory = mkdtempSync(join(tmpdir(), "query-pg-"));
  chmodSync(directory, 0o777);
  const asPostgres = (command: string, args: string[]) =>
    execFileSync("runuser", ["-u", "postgres", "--", join(bin, command), ...args], { stdio: "ignore" });
  asPostgres("initdb", [
    "-D",
    join(directory, "data"),
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale-provider=icu",
    "--icu-locale=en-US",
    "--locale=C.UTF-8",
    "--no-sync",
  ]);
  asPostgres("pg_ctl", [
    "-D",
    join(directory, "data"),
    "-w",
    "-l",
    join(directory, "log"),
    "-o",
    `-c listen_addresses='' -k ${directory} -c fsync=off`,
    "start",
  ]);
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ host: directory, user: "postgres", database: "postgres" }) }),
  });
  return {
    dialect: "postgres",
    db,
    async close() {
      await db.destroy();
      asPostgres("pg_ctl", ["-D", join(directory, "data"), "-m", "immediate", "stop"]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export async function createTables({ db, dialect }: TestDatabase): Promise<void> {
  const double = dialect === "sqlite" ? sql`real` : sql`double precision`;
  await db.schema
    .createTable("records")
    .addColumn("connection_id", "text")
    .addColumn("data_type", "text")
    .addColumn("id", "text")
    .addColumn("root_id", "text")
    .addColumn("body", "text")
    .addColumn("content_hash", "text")
    .addColumn("modified_date", "text")
    .addColumn("source_modified_date", "text")
    .addColumn("is_deleted", "integer")
    .addColumn("status", "text")
    .addColumn("customer_id", "text")
    .addColumn("record_date", "text")
    .addColumn("amount", double)
    .execute();
}
