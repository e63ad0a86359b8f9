import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenStore } from "../../../src/db/open-store.js";
import { rowWriter } from "../../../src/db/row-writer.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";

describeDatabases("a row writer", (create) => {
  let database: TestDatabase;
  let store: OpenStore;
  let connectionId: string;
  beforeEach(async () => {
    database = await create();
    store = await database.open();
    const company = await store.companies.create({ name: "Acme" });
    connectionId = (await store.connections.create({ companyId: company.id, platformKey: "rkgp" })).id;
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const write = rowWriter("facts", ["connection_id", "kind", "id", "body"], (conflict) =>
    conflict.columns(["connection_id", "kind", "id"]).doUpdateSet((eb) => ({ body: eb.ref("excluded.body") })),
  );
  const bodies = async () => {
    const rows = await store.database.writer.selectFrom("facts").select(["id", "body"]).execute();
    return new Map(rows.map(({ id, body }) => [id, body]));
  };
  const rowsOf = (count: number, body: string) =>
    Array.from({ length: count }, (_, index) => [connectionId, "kind", `${index}`, `${body}${index}`]);

  test.each([0, 1, 5, 63, 64, 65, 213])("writes each of %i rows once, and over what was there", async (count) => {
    await write(store.database.writer, rowsOf(count, "a"));
    await write(store.database.writer, rowsOf(Math.ceil(count / 2), "b"));
    const written = await bodies();
    expect(written.size).toBe(count);
    for (const [id, body] of written) expect(body).toBe(`${Number(id) < Math.ceil(count / 2) ? "b" : "a"}${id}`);
  });

  test("refuses a row that is not as long as its columns", async () => {
    const short = write(store.database.writer, [...rowsOf(3, "a"), [connectionId, "kind", "x"]]);
    await expect(short).rejects.toThrow("facts has 4 columns");
    expect(await bodies()).toEqual(new Map());
  });

  test("refuses a statement that takes values of its own, which would move all others", async () => {
    const other = rowWriter("facts", ["connection_id", "kind", "id", "body"], (conflict) =>
      conflict.columns(["connection_id", "kind", "id"]).doUpdateSet({ body: "fixed" }),
    );
    await expect(other(store.database.writer, rowsOf(1, "a"))).rejects.toThrow("takes other values too");
  });
});
