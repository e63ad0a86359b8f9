import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OpenStore, openStore } from "../../../src/db/open-store.js";
import { recordContent, recordRow } from "../../../src/db/record-row.js";
import { putRecords } from "../../../src/db/repositories/record-writes.js";
import { openSqlite } from "../../../src/db/sqlite.js";
import type { Filter } from "../../../src/query/ast.js";

const run = promisify(execFile);
let dataDir: string;
let store: OpenStore;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "standard-billing-"));
  store = await openStore({ dataDir });
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const file = () => join(dataDir, "standard-billing.sqlite");

describe("parameters", () => {
  it("no value ends the process, is cut or is changed", async () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, fc.string({ unit: "binary" }), fc.double()), async (value) => {
        const query = sql<{ value: unknown }>`select ${sql.val(value)} as value`;
        const answer = await query.execute(store.database.reader).catch((error) => error);
        if (answer instanceof Error) expect(answer).toBeInstanceOf(TypeError);
        else if (typeof value === "string")
          expect(answer.rows[0]?.value).toBe(value.replace(/\p{Surrogate}/gu, "\ufffd"));
        else if (typeof value === "number") expect(answer.rows[0]?.value === value).toBe(true);
        else if (typeof value === "boolean") expect(answer.rows[0]?.value).toBe(Number(value));
        else if (typeof value !== "bigint") expect(answer.rows[0]?.value).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it("text with a NUL is refused by its place", async () => {
    const query = sql`select ${1} as a, ${"a\0b"} as b`.execute(store.database.reader);
    await expect(query).rejects.toThrow("SQL parameter 2 is text with a NUL character");
  });
});

it("a read does not wait for a transaction that writes, and does not see it", async () => {
  const before = await store.companies.create({ name: "Acorn" });
  await store.transaction(async (queries) => {
    await queries.updateTable("companies").set({ name: "Oak" }).execute();
    expect(await store.companies.find(before.id)).toMatchObject({ name: "Acorn" });
  });
  expect(await store.companies.find(before.id)).toMatchObject({ name: "Oak" });
});

it("a failed transaction leaves nothing", async () => {
  const failing = store.transaction(async (queries) => {
    await queries
      .insertInto("companies")
      .values({ id: "1", name: "Acorn", description: null, tags: null, created_date: "" })
      .execute();
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await store.companies.find("1")).toBeUndefined();
});

it("what is committed reaches the file without the connection waiting for it", async () => {
  const sizeOfLog = () => statSync(`${file()}-wal`).size;
  const { id } = await store.companies.create({ name: "Acorn" });
  const growth = async () => {
    const before = sizeOfLog();
    await store.companies.update(id, { description: randomUUID().repeat(50_000) });
    return sizeOfLog() - before;
  };
  expect(await growth()).toBeGreaterThan(1_000_000);
  // Once it was copied, the log starts over instead of growing.
  await expect.poll(growth, { interval: 3_000, timeout: 25_000 }).toBe(0);
  const checked = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(store.database.reader);
  expect(checked.rows).toEqual([{ integrity_check: "ok" }]);
});

describe("a full disk", () => {
  it("fails writes with 503, leaves reads alone, and is over when there is room again", async () => {
    const { writer } = store.database;
    const { id } = await store.companies.create({ name: "Acorn" });
    await sql`pragma max_page_count = 60`.execute(writer);
    const write = store.companies.update(id, { description: "x".repeat(5_000_000) });
    await expect(write).rejects.toMatchObject({ statusCode: 503, canBeRetried: "True" });
    expect(await store.companies.find(id)).toMatchObject({ name: "Acorn" });
    await sql`pragma max_page_count = 1000000`.execute(writer);
    expect(await store.companies.update(id, { name: "Oak" })).toMatchObject({ name: "Oak" });
  });

  it("is told as that by a transaction, which SQLite has then rolled back by itself", async () => {
    const { writer } = store.database;
    const { id } = await store.companies.create({ name: "Acorn" });
    await sql`pragma max_page_count = 60`.execute(writer);
    const write = store.transaction(async (queries) => {
      await queries.updateTable("companies").set({ name: "Oak" }).execute();
      await queries
        .updateTable("companies")
        .set({ description: "x".repeat(5_000_000) })
        .execute();
    });
    await expect(write).rejects.toMatchObject({ statusCode: 503, cause: { code: "SQLITE_FULL" } });
    await sql`pragma max_page_count = 1000000`.execute(writer);
    expect(await store.companies.find(id)).toMatchObject({ name: "Acorn" });
  });
});

describe("a second process on the same file", () => {
  const libsql = createRequire(import.meta.url).resolve("libsql");
  /** A process that holds the lock, as another instance of the service would. */
  const holder = (path: string) => `
    const Libsql = require(${JSON.stringify(libsql)});
    const lock = new Libsql(${JSON.stringify(`${path}.lock`)}, { timeout: 0 });
    try { lock.exec("begin exclusive"); console.log("locked"); } catch (error) { console.log(error.code); }
  `;

  it("cannot have it", async () => {
    const { stdout } = await run(process.execPath, ["-e", holder(file())]);
    expect(stdout.trim()).toBe("SQLITE_BUSY");
  });

  it("is told so in one sentence", async () => {
    await expect(openStore({ dataDir })).rejects.toThrow(/in use by another process.*DATABASE_URL/);
  });

  it("can have it once the first has ended, however it ended", async () => {
    await store.close();
    const { stdout } = await run(process.execPath, [
      "-e",
      `${holder(file())}; process.kill(process.pid, "SIGKILL")`,
    ]).catch((error) => error);
    expect(stdout.trim()).toBe("locked");
    store = await openStore({ dataDir });
  });
});

it("a connection for reading cannot write", () => {
  const reader = openSqlite(file(), { readOnly: true });
  expect(() => reader.prepare("delete from companies").run([])).toThrow(/readonly/);
  reader.close();
});

describe("a read of whole records", () => {
  it("goes on on another thread: the process answers meanwhile, and the read sees what was committed before", async () => {
    const company = await store.companies.create({ name: "Acorn" });
    const { id } = await store.connections.create({ companyId: company.id, platformKey: "rkgp" });
    const body = (number: number) => ({ id: String(number), dueDate: "2026-05-01T00:00:00", memo: "x".repeat(20_000) });
    await store.transaction(async (queries) => {
      const content = (number: number) =>
        recordContent(id, { dataType: "billing-invoices", rootId: `invoices:${number}`, body: body(number) });
      const rows = Array.from({ length: 4_000 }, (_, number) => recordRow(id, content(number), new Date()));
      await putRecords(queries, rows);
    });
    const byMemo: Filter = {
      kind: "clause",
      property: { path: ["memo"], type: "text" },
      operator: "~",
      value: "nowhere",
    };
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    const page = await store.records.page([id], "billing-invoices", { filter: byMemo, offset: 0, limit: 10 });
    clearInterval(counting);
    expect(page).toEqual({ rows: [], total: 0 });
    // Some 100 ms of work; on this thread there would have been no turn at all.
    expect(turns).toBeGreaterThan(3);

    const byDueDate = { property: { path: ["dueDate"], type: "date" as const }, descending: true };
    const { rows, total } = await store.records.page([id], "billing-invoices", {
      order: byDueDate,
      offset: 0,
      limit: 2,
    });
    expect(total).toBe(4_000);
    expect(rows.map((row) => JSON.parse(row).id)).toEqual(["999", "998"]);
  });

  it("fails clearly", async () => {
    await expect(sql`select * from nowhere`.execute(store.database.scanner)).rejects.toThrow("no such table: nowhere");
    await expect(sql`select ${"a\0"}`.execute(store.database.scanner)).rejects.toThrow("NUL");
    await expect(store.database.scanner.deleteFrom("companies").execute()).rejects.toThrow(/readonly/);
  });
});

it("makes files with pages of 16 KB, and uses those that have others", async () => {
  const pageSizeOf = (path: string) => {
    const opened = openSqlite(path);
    const rows = opened.prepare("pragma page_size").all([]);
    opened.close();
    return rows;
  };
  expect(pageSizeOf(file())).toEqual([{ page_size: 16_384 }]);

  const older = mkdtempSync(join(tmpdir(), "standard-billing-"));
  const Libsql = createRequire(import.meta.url)("libsql");
  const made = new Libsql(join(older, "standard-billing.sqlite"));
  made.exec("pragma page_size = 4096; pragma journal_mode = wal; create table other (id text)");
  made.close();
  const opened = await openStore({ dataDir: older });
  await opened.companies.create({ name: "Acorn" });
  expect(pageSizeOf(join(older, "standard-billing.sqlite"))).toEqual([{ page_size: 4_096 }]);
  await opened.close();
  rmSync(older, { recursive: true, force: true });
});
