import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OpenStore, openStore } from "../../../src/db/open-store.js";
import { recordContent, recordRow } from "../../../src/db/record-row.js";
import { putRecords } from "../../../src/db/repositories/record-writes.js";
import type { Filter, Property } from "../../../src/query/ast.js";
import { describeDatabases, type TestDatabase } from "../../helpers/databases.js";

describeDatabases("the store", (create) => {
  let database: TestDatabase;
  let store: OpenStore;

  beforeEach(async () => {
    database = await create();
    store = await database.open();
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  const all = { offset: 0, limit: 100 };
  const property = (name: string, type: Property["type"]): Property => ({ path: name.split("."), type });
  const equals = (name: string, type: Property["type"], value: string | number | boolean): Filter => ({
    kind: "clause",
    property: property(name, type),
    operator: "=",
    value,
  });
  const connect = async (companyId: string) => store.connections.create({ companyId, platformKey: "rkgp" });
  /** Stores invoices of a connection, as a sync would. */
  const putInvoices = (connectionId: string, bodies: { id: string; [property: string]: unknown }[]) =>
    store.transaction(async (queries, markChanged) => {
      const rows = bodies.map((body) => {
        const draft = { dataType: "billing-invoices", rootId: `invoices:${body.id}`, body };
        return recordRow(connectionId, recordContent(connectionId, draft), new Date());
      });
      await putRecords(queries, rows);
      markChanged(connectionId, "billing-invoices");
    });

  describe("companies", () => {
    it("are made, found, changed and deleted", async () => {
      const made = await store.companies.create({ name: "Acorn", description: "A tree", tags: { region: "north" } });
      expect(made).toMatchObject({ name: "Acorn", description: "A tree", tags: '{"region":"north"}' });
      expect(await store.companies.find(made.id)).toEqual(made);
      expect(await store.companies.update(made.id, {})).toEqual(made);
      const changed = await store.companies.update(made.id, { name: "Oak", description: null });
      expect(changed).toEqual({ ...made, name: "Oak", description: null });
      expect(await store.companies.delete(made.id)).toBe(true);
      expect(await store.companies.delete(made.id)).toBe(false);
      expect(await store.companies.find(made.id)).toBeUndefined();
      expect(await store.companies.update(made.id, { name: "Elm" })).toBeUndefined();
    });

    it("are listed page by page, filtered and ordered", async () => {
      for (const name of ["Cedar", "Acorn", "Birch"]) await store.companies.create({ name });
      const names = async (options: Parameters<typeof store.companies.list>[0]) => {
        const { rows, total } = await store.companies.list(options);
        return [rows.map((row) => row.name), total];
      };
      const order = { property: property("name", "text"), descending: true };
      expect(await names({ ...all, order })).toEqual([["Cedar", "Birch", "Acorn"], 3]);
      expect(await names({ order, offset: 1, limit: 1 })).toEqual([["Birch"], 3]);
      expect(await names({ order, offset: 9, limit: 1 })).toEqual([[], 3]);
      expect(await names({ ...all, filter: equals("name", "text", "Birch") })).toEqual([["Birch"], 1]);
    });
  });

  describe("connections", () => {
    it("belong to a company, and are deleted with it", async () => {
      const one = await store.companies.create({ name: "Acorn" });
      const other = await store.companies.create({ name: "Birch" });
      const connection = await connect(one.id);
      expect(connection).toMatchObject({ status: "PendingAuth", company_id: one.id });
      expect(await store.connections.find(one.id, connection.id)).toEqual(connection);
      expect(await store.connections.find(other.id, connection.id)).toBeUndefined();
      expect(await store.connections.ofCompany(one.id)).toEqual([connection]);
      expect(await store.connections.ofCompanies([one.id, other.id])).toEqual([connection]);
      expect(await store.connections.ofCompanies([])).toEqual([]);
      expect(await store.connections.list(other.id, all)).toEqual({ rows: [], total: 0 });
      await putInvoices(connection.id, [{ id: "1" }]);
      await store.companies.delete(one.id);
      expect(await store.connections.find(one.id, connection.id)).toBeUndefined();
      expect(await store.records.find([connection.id], "billing-invoices", "1")).toEqual([]);
      expect(await store.database.writer.selectFrom("record_values").selectAll().execute()).toEqual([]);
    });

    it("are linked, unlinked, enabled and deleted", async () => {
      const { id: companyId } = await store.companies.create({ name: "Acorn" });
      const { id } = await connect(companyId);
      const current = () => store.connections.find(companyId, id);
      await store.connections.setStatus(id, "PendingAuth", { statusCode: "401", statusText: "x", errorMessage: "y" });
      await store.connections.link(id, { sealedCredentials: "sealed", sourceInfo: '{"name":"Acorn"}' });
      expect(await current()).toMatchObject({ status: "Linked", sealed_credentials: "sealed", errors: null });
      await store.connections.setProxyEnabled(id, true);
      expect(await current()).toMatchObject({ proxy_enabled: 1 });
      await store.connections.setStatus(id, "Unlinked");
      expect(await current()).toMatchObject({ status: "Unlinked", sealed_credentials: null });
      expect(await store.connections.delete(id)).toBe(true);
      expect(await store.connections.delete(id)).toBe(false);
    });
  });

  describe("records", () => {
    let companyId: string;
    let connectionIds: string[];

    beforeEach(async () => {
      companyId = (await store.companies.create({ name: "Acorn" })).id;
      connectionIds = [(await connect(companyId)).id, (await connect(companyId)).id].sort();
    });

    it("come as they were stored, in the order asked for, with how many there are", async () => {
      const [first = "", second = ""] = connectionIds;
      await putInvoices(first, [
        { id: "a", status: "Open", totalAmount: 10 },
        { id: "b", status: "Paid", totalAmount: 30 },
        { id: "c", status: "Open" },
      ]);
      await putInvoices(second, [{ id: "a", status: "Open", totalAmount: 20 }]);
      const page = async (options: Parameters<typeof store.records.page>[2], ids = connectionIds) => {
        const { rows, total } = await store.records.page(ids, "billing-invoices", options);
        return [rows.map((row) => `${JSON.parse(row).id}${JSON.parse(row).connectionId === first ? 1 : 2}`), total];
      };
      const byAmount = { property: property("totalAmount", "number"), descending: true };
      const open = equals("status", "enum", "Open");
      expect(await page(all)).toEqual([["a1", "b1", "c1", "a2"], 4]);
      expect(await page({ ...all, order: byAmount })).toEqual([["b1", "a2", "a1", "c1"], 4]);
      expect(await page({ offset: 1, limit: 2, order: byAmount })).toEqual([["a2", "a1"], 4]);
      expect(await page({ offset: 1, limit: 1, order: byAmount, filter: open })).toEqual([["a1"], 3]);
      expect(await page({ ...all, filter: open }, [first])).toEqual([["a1", "c1"], 2]);
      expect(await page(all, [])).toEqual([[], 0]);
      expect((await store.records.find(connectionIds, "billing-invoices", "a")).map((row) => row.connectionId)).toEqual(
        connectionIds,
      );
      expect(await store.records.find(connectionIds, "billing-payments", "a")).toEqual([]);
    });

    it("come in pages of thousands", async () => {
      const [first = ""] = connectionIds;
      const bodies = Array.from({ length: 6_000 }, (_, index) => ({
        id: String(100_000 + index),
        totalAmount: -index,
      }));
      await putInvoices(first, bodies);
      const order = { property: property("totalAmount", "number"), descending: false };
      const { rows, total } = await store.records.page([first], "billing-invoices", {
        offset: 500,
        limit: 5_000,
        order,
      });
      expect(total).toBe(6_000);
      expect(rows.map((row) => JSON.parse(row).id)).toEqual(
        bodies
          .reverse()
          .slice(500, 5_500)
          .map(({ id }) => id),
      );
    });

    it("are found after the layout of their values has changed, whatever was stored before", async () => {
      const [first = "", second = ""] = connectionIds;
      const bodies = Array.from({ length: 450 }, (_, index) => ({ id: String(1_000 + index), totalAmount: index }));
      await putInvoices(first, bodies);
      await putInvoices(second, [{ id: "a", totalAmount: 449 }]);
      const { writer } = store.database;
      await writer
        .updateTable("record_sets")
        .set({ layout: "of another version" })
        .where("connection_id", "=", first)
        .execute();
      await writer.deleteFrom("record_values").where("id", "<", "1100").execute();
      await writer
        .updateTable("record_values")
        .set({ n1: 7, n2: 7, n3: 7, n4: 7, n5: 7, n6: 7, n7: 7, n8: 7 })
        .execute();
      await writer.updateTable("record_values").set({ n9: 7, n10: 7, n11: 7, n12: 7, n13: 7 }).execute();
      await store.close();

      const told: object[] = [];
      const log = { info: (details: object) => void told.push(details), warn: () => {} };
      store = await openStore({ ...database.options, log });
      expect(told).toEqual([{ connectionId: first, dataType: "billing-invoices", records: 450 }]);
      const order = { property: property("totalAmount", "number"), descending: true };
      const filter: Filter = { kind: "clause", property: order.property, operator: "<", value: 100 };
      const { rows, total } = await store.records.page([first], "billing-invoices", {
        offset: 0,
        limit: 2,
        order,
        filter,
      });
      expect(rows.map((row) => JSON.parse(row).totalAmount)).toEqual([99, 98]);
      expect(total).toBe(100);
      // What is in this version's layout is left alone.
      const asBefore = await store.records.page([second], "billing-invoices", { ...all, filter });
      expect(asBefore.total).toBe(1);

      await store.close();
      store = await openStore({ ...database.options, log });
      expect(told).toHaveLength(1);
    });

    it("have a scope whose version changes with a commit that changed them, and with nothing else", async () => {
      const [first = "", second = ""] = connectionIds;
      const version = async (dataType: string, id?: string) =>
        (await store.records.scope(companyId, dataType, id))?.version;
      const before = await version("billing-invoices");
      expect(await store.records.scope(companyId, "billing-invoices")).toMatchObject({
        connections: connectionIds.map((id) => ({ id, status: "PendingAuth", platformKey: "rkgp" })),
      });
      const plans = await version("billing-plans");
      await putInvoices(first, [{ id: "a" }]);
      const after = await version("billing-invoices");
      expect(after).not.toBe(before);
      expect(await version("billing-plans")).toBe(plans);
      expect(await version("billing-invoices", second)).not.toBe(await version("billing-invoices", first));

      await store.transaction(async () => {}).catch(() => {});
      const failed = store.transaction(async (_, markChanged) => {
        markChanged(first, "billing-invoices");
        throw new Error("no");
      });
      await expect(failed).rejects.toThrow("no");
      expect(await version("billing-invoices")).toBe(after);

      await store.connections.setStatus(second, "Unlinked");
      expect((await store.records.scope(companyId, "billing-invoices", second))?.connections[0]?.status).toBe(
        "Unlinked",
      );
      await store.connections.delete(second);
      expect(await version("billing-invoices")).not.toBe(after);
      expect(await version("billing-invoices", second)).toBeUndefined();
      await store.companies.delete(companyId);
      expect(await version("billing-invoices")).toBeUndefined();
    });

    it("have no scope through another company", async () => {
      const other = await store.companies.create({ name: "Birch" });
      expect(await store.records.scope(other.id, "billing-invoices", connectionIds[0])).toBeUndefined();
      expect(await store.records.scope(other.id, "billing-invoices")).toMatchObject({ connections: [] });
    });
  });
});
