import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { describe, inject } from "vitest";
import { type OpenStore, openStore, type StoreOptions } from "../../src/db/open-store.js";

/** An empty database that can be opened any number of times. */
export interface TestDatabase {
  engine: "sqlite" | "postgres";
  options: StoreOptions;
  /** Opens the store, migrating when it is the first time. Close it yourself. */
  open(): Promise<OpenStore>;
  drop(): Promise<void>;
}

/** Makes an SQLite file in a directory of its own. */
export async function sqliteDatabase(): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), "standard-billing-"));
  return testDatabase("sqlite", { dataDir }, async () => rmSync(dataDir, { recursive: true, force: true }));
}

/** Makes a database in this run's PostgreSQL cluster; `how` is the end of CREATE DATABASE. */
export async function postgresDatabase(how = ""): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administrate(server, `create database ${name} ${how}`);
  const url = new URL(server);
  url.pathname = name;
  return testDatabase("postgres", { dataDir: "", databaseUrl: url.href }, () =>
    administrate(server, `drop database ${name} with (force)`),
  );
}

function testDatabase(engine: TestDatabase["engine"], options: StoreOptions, drop: () => Promise<void>): TestDatabase {
  return { engine, options, open: () => openStore(options), drop };
}

async function administrate(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const engines = [
  { engine: "SQLite", create: sqliteDatabase },
  { engine: "PostgreSQL", create: postgresDatabase },
] as const;

/** Runs a suite on both engines; the PostgreSQL half is skipped where there is no server (see `global-setup.ts`). */
export function describeDatabases(name: string, suite: (create: () => Promise<TestDatabase>) => void): void {
  for (const { engine, create } of engines) {
    const isAvailable = engine === "SQLite" || inject("postgresUrl") !== "";
    describe.skipIf(!isAvailable)(`${name} on ${engine}`, () => suite(create));
  }
}
