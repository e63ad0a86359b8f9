import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { valuesOf } from "../../../src/db/record-columns.js";
import type { NewRecord } from "../../../src/db/record-row.js";
import { putRecords } from "../../../src/db/repositories/record-writes.js";
import { billingTypes } from "../../../src/model/billing/index.js";
import { dateKey } from "../../../src/query/dates.js";
import { comparing, matches } from "../../../src/query/evaluate.js";
import { parseOrderBy, parseQuery } from "../../../src/query/index.js";
import { compareText } from "../../../src/query/text.js";
import { filterOver, propertiesOf, recordOf } from "../../helpers/filters.js";
import { openStores, type TestStore } from "./stores.js";

interface Body {
  id: string;
  connectionId: string;
  modifiedDate: string;
  sourceModifiedDate?: string;
  metadata: { isDeleted: boolean };
}

const dataTypes = ["billing-invoices", "billing-subscriptions", "billing-customers"] as const;
const connectionIds = [randomUUID(), randomUUID()];
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 200);

/** Random records, the same in every run, of two connections. */
const records = new Map(
  dataTypes.map((dataType) => {
    const drawn = fc.sample(recordOf(billingTypes[dataType].schema), { numRuns: 250, seed: 7 }) as Body[];
    const bodies = drawn.map((body, index) => ({
      ...body,
      id: `${body.id}:${index}`,
      connectionId: connectionIds[index % 2] ?? "",
    }));
    return [dataType, JSON.parse(JSON.stringify(bodies)) as Body[]];
  }),
);

describe("a query of records gives the same on both databases as in memory", () => {
  let stores: TestStore[];

  beforeAll(async () => {
    stores = await openStores();
    for (const { store } of stores) {
      const { id: companyId } = await store.companies.create({ name: "Acorn" });
      for (const id of connectionIds) await store.connections.create({ id, companyId, platformKey: "rkgp" });
      const rows = dataTypes.flatMap((dataType) => (records.get(dataType) ?? []).map((body) => row(dataType, body)));
      await putRecords(store.database.writer, rows);
    }
  });

  afterAll(async () => {
    await Promise.all(stores.map(({ drop }) => drop()));
  });

  it.each(dataTypes)("random filters and orders over %s", async (dataType) => {
    const properties = propertiesOf(billingTypes[dataType]);
    const orders = fc.record({ property: fc.constantFrom(...properties), descending: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(filterOver(properties), orders, async (filter, order) => {
        const expected = (records.get(dataType) ?? [])
          .filter((body) => matches(filter, body))
          .sort((a, b) => comparing(order)(a, b) || byKey(a, b) * (order.descending ? -1 : 1));
        for (const { store } of stores) {
          const options = { filter, order, offset: 0, limit: 1_000 };
          const { rows, total } = await store.records.page(connectionIds, dataType, options);
          expect(rows.map((body) => JSON.parse(body).id)).toEqual(expected.map(({ id }) => id));
          expect(total).toBe(expected.length);
        }
      }),
      { numRuns },
    );
  });

  it.each([
    "id=1 && id=1' or '1'='1",
    "invoiceNumber=') or 1=1 --",
    "invoiceNumber~%",
    "invoiceNumber~_",
    "customerRef.name~\\",
    'memo="; drop table records; --',
    "status=$.id",
    "memo ~ ' or ''='",
    "id=1 || invoiceNumber~'",
    "customerRef.name = ' union select sealed_credentials from connections --",
    "totalAmount>0 && issueDate>=2026-05-01 || currency!=USD",
  ])("%s is a comparison and nothing else", async (query) => {
    const filter = parseQuery(query, billingTypes["billing-invoices"]);
    const order = parseOrderBy("id", billingTypes["billing-invoices"]);
    const expected = (records.get("billing-invoices") ?? []).filter((body) => matches(filter, body));
    for (const { store } of stores) {
      const options = { filter, order, offset: 0, limit: 1_000 };
      const { rows, total } = await store.records.page(connectionIds, "billing-invoices", options);
      expect(rows.map((body) => JSON.parse(body).id)).toEqual(expected.sort(comparing(order)).map(({ id }) => id));
      expect(total).toBe(expected.length);
      expect((await store.records.page(connectionIds, "billing-invoices", { offset: 0, limit: 1 })).total).toBe(250);
    }
  });

  const repeated = (clause: (index: number) => string, between: string) => {
    const clauses: string[] = [];
    for (let length = 0; ; ) {
      const next = clause(clauses.length);
      length += next.length + between.length;
      if (length >= 2048) return clauses.join(between);
      clauses.push(next);
    }
  };
  it.each([
    ["texts", repeated((index) => `id~${index % 10}`, "||")],
    ["numbers", repeated((index) => `amountDue!=${index}`, "&&")],
    ["dates", repeated((index) => `dueDate>20${10 + (index % 16)}-05-01`, "||")],
    ["both", `${repeated((index) => `{id~${index % 10}&&amountDue<${index}}`, "||")}`],
  ])("a query of as many %s as its length allows", async (_, query) => {
    expect(query.length).toBeGreaterThan(2000);
    const filter = parseQuery(query, billingTypes["billing-invoices"]);
    const expected = (records.get("billing-invoices") ?? []).filter((body) => matches(filter, body));
    for (const { store } of stores) {
      const { rows } = await store.records.page(connectionIds, "billing-invoices", { filter, offset: 0, limit: 1_000 });
      const ids = rows.map((body) => JSON.parse(body).id);
      expect(ids.sort()).toEqual(expected.map(({ id }) => id).sort());
    }
  });

  it("a body that is not as the model says makes no query fail", async () => {
    const filter = parseQuery(
      "totalAmount>1 || amountDue>1 || currency=5 || status=x",
      billingTypes["billing-invoices"],
    );
    const body = { amountDue: "much", currency: 5, status: null, totalAmount: {} };
    for (const { store } of stores) {
      const companyId = (await store.companies.create({ name: "Odd" })).id;
      const { id } = await store.connections.create({ companyId, platformKey: "rkgp" });
      const odd = {
        ...body,
        id: "odd",
        connectionId: id,
        modifiedDate: "2026-05-01T12:00:00Z",
        metadata: { isDeleted: false },
      };
      await putRecords(store.database.writer, [row("billing-invoices", odd)]);
      const order = parseOrderBy("amountDue", billingTypes["billing-invoices"]);
      await expect(
        store.records.page([id], "billing-invoices", { filter, order, offset: 0, limit: 10 }),
      ).resolves.toBeDefined();
    }
  });
});

function byKey(a: Body, b: Body): number {
  return compareText(a.connectionId, b.connectionId) || compareText(a.id, b.id);
}

function row(dataType: string, body: Body): NewRecord {
  return {
    connection_id: body.connectionId,
    data_type: dataType,
    id: body.id,
    root_id: `list:${body.id}`,
    body: JSON.stringify(body),
    content_hash: "",
    modified_date: dateKey(body.modifiedDate) ?? "",
    source_modified_date: (body.sourceModifiedDate && dateKey(body.sourceModifiedDate)) || null,
    is_deleted: Number(body.metadata.isDeleted),
    values: valuesOf(dataType, body),
  };
}
