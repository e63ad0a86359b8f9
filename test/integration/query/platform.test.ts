import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ListOptions } from "../../../src/db/store.js";
import { ConnectionStatus } from "../../../src/model/platform/connection.js";
import { DatasetStatus } from "../../../src/model/platform/dataset.js";
import { comparing, matches } from "../../../src/query/evaluate.js";
import {
  companyQuery,
  connectionQuery,
  datasetQuery,
  parseOrderBy,
  parseQuery,
  parseTags,
  type QueryType,
} from "../../../src/query/index.js";
import { filterOver, propertiesOf } from "../../helpers/filters.js";
import { openStores, type TestStore } from "./stores.js";

const names = ["Acorn", "acorn ltd", "Émile & Co", "100%", "O'Neil", "Ünal", "zebra", "Zebra"];
const dates = ["2026-05-01T00:00:00.000Z", "2026-05-01T12:00:00Z", "2026-05-02T09:30:00.123Z", undefined] as const;

/** As callers see them, as far as they can be queried, and with tags. */
const companies = names.map((name, index) => ({
  id: `company-${index}`,
  name,
  ...(index % 2 === 0 ? { description: `no. ${index}` } : {}),
  created: dates[index % 3] ?? "",
  tags: index % 3 === 0 ? undefined : { region: index % 2 ? "uk" : "us", 'odd "key".$[0]': name },
  ...(index % 3 === 0 ? {} : { lastSync: latest(connectionsOf(index)) }),
  dataConnections: connectionsOf(index),
}));

function connectionsOf(company: number) {
  return Array.from({ length: company % 3 }, (_, index) => ({
    id: `connection-${company}-${index}`,
    integrationKey: index === 0 ? "rkgp" : "xwsy",
    platformName: index === 0 ? "Maxio" : "Chargebee",
    status: ConnectionStatus.options[(company + index) % 4] ?? "Linked",
    created: dates[(company + index) % 3] ?? "",
    lastSync: dates[(company + index) % 4],
  }));
}

function latest(connections: ReturnType<typeof connectionsOf>): string | undefined {
  return connections
    .flatMap(({ lastSync }) => lastSync ?? [])
    .sort()
    .at(-1);
}

const datasets = DatasetStatus.options.map((status, index) => ({
  id: `dataset-${index}`,
  companyId: "company-2",
  connectionId: `connection-2-${index % 2}`,
  dataType: index % 2 ? "billing-invoices" : "billing-subscriptions",
  status,
  statusDescription: index % 3 ? `step ${index}` : undefined,
  errorMessage: index % 4 ? undefined : "The site did not answer",
  requested: dates[index % 3] ?? "",
  completed: dates[index % 3] ?? "",
  progress: (index * 5) % 101,
}));

describe("queries of the platform's own lists", () => {
  let stores: TestStore[];

  beforeAll(async () => {
    stores = await openStores();
    for (const { store } of stores) await fill(store);
  });

  afterAll(async () => {
    await Promise.all(stores.map(({ drop }) => drop()));
  });

  type Lister = (store: TestStore["store"], options: ListOptions) => Promise<{ rows: { id: string }[]; total: number }>;
  const lists: [string, QueryType, readonly { id: string }[], Lister][] = [
    ["companies", companyQuery, companies, (store, options) => store.companies.list(options)],
    [
      "connections",
      connectionQuery,
      connectionsOf(5),
      (store, options) => store.connections.list("company-5", options),
    ],
    ["datasets", datasetQuery, datasets, (store, options) => store.datasets.list("company-2", options)],
  ];

  it.each(lists)("%s: random filters give the same on both databases as in memory", async (_, type, all, list) => {
    await fc.assert(
      fc.asyncProperty(filterOver(propertiesOf(type)), async (filter) => {
        const expected = all.filter((one) => matches(filter, one)).map(({ id }) => id);
        for (const { store } of stores) {
          const { rows, total } = await list(store, { filter, offset: 0, limit: 100 });
          expect(rows.map(({ id }) => id).sort()).toEqual(expected.sort());
          expect(total).toBe(expected.length);
        }
      }),
      { numRuns: Number(process.env["FUZZ_RUNS"] ?? 150) },
    );
  });

  it.each(lists)("%s: every property that can be ordered by", async (_, type, all, list) => {
    for (const property of propertiesOf(type).filter(({ isMany }) => !isMany)) {
      const order = { property, descending: true };
      const expected = all.toSorted(comparing(order)).map((one) => at(one, property.path));
      for (const { store } of stores) {
        const { rows } = await list(store, { order, offset: 0, limit: 100 });
        const byId = new Map(all.map((one) => [one.id, at(one, property.path)]));
        expect(rows.map(({ id }) => byId.get(id))).toEqual(expected);
      }
    }
  });

  it.each([
    ["dataConnections.status=PendingAuth", ["company-4"]],
    ["dataConnections.platformName~charge", ["company-2", "company-5"]],
    ["dataConnections.platformName=Chargebee && dataConnections.platformName=Maxio", ["company-2", "company-5"]],
    ["dataConnections.platformName!=Maxio", ["company-2", "company-5"]],
    ["name~acorn", ["company-0", "company-1"]],
    ["name=zebra", ["company-6"]],
  ])("companies where %s", async (query, expected) => {
    for (const { store } of stores) {
      const { rows } = await store.companies.list({ filter: parseQuery(query, companyQuery), offset: 0, limit: 100 });
      expect(rows.map(({ id }) => id).sort()).toEqual(expected);
    }
  });

  it.each([
    ["region=uk", ["company-1", "company-5", "company-7"]],
    ["region!=uk", ["company-2", "company-4"]],
    ['region=uk && odd "key".$[0]~zeb', ["company-7"]],
    ['odd "key".$[0]=100% || region=nowhere', []],
    ["region=UK", []],
    ["region~U", ["company-1", "company-2", "company-4", "company-5", "company-7"]],
    ["none=x || none!=x", []],
    ["' or '1'='1", []],
    ["$=x || $.region=uk", []],
  ])("companies tagged %s", async (tags, expected) => {
    const filter = parseTags(tags);
    expect(companies.filter((company) => matches(filter, company)).map(({ id }) => id)).toEqual(expected);
    for (const { store } of stores) {
      const { rows } = await store.companies.list({ filter, offset: 0, limit: 100 });
      expect(rows.map(({ id }) => id).sort()).toEqual(expected);
    }
  });

  it("orders companies by their latest sync, those without one last", async () => {
    const order = parseOrderBy("-lastSync", companyQuery);
    for (const { store } of stores) {
      const { rows } = await store.companies.list({ order, offset: 0, limit: 100 });
      const synced = companies.filter(({ lastSync }) => lastSync !== undefined);
      expect(
        rows
          .slice(0, synced.length)
          .map(({ id }) => id)
          .sort(),
      ).toEqual(synced.map(({ id }) => id).sort());
    }
  });
});

function at(record: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), record);
}

async function fill({ database: { writer } }: TestStore["store"]): Promise<void> {
  for (const { id, name, created, tags, dataConnections, ...rest } of companies) {
    const row = { id, name, description: rest.description ?? null, created_date: created };
    await writer
      .insertInto("companies")
      .values({ ...row, tags: tags ? JSON.stringify(tags) : null })
      .execute();
    for (const connection of dataConnections) {
      await writer
        .insertInto("connections")
        .values({
          id: connection.id,
          company_id: id,
          platform_key: connection.integrationKey,
          status: connection.status,
          created_date: connection.created,
          last_sync: connection.lastSync ?? null,
          sealed_credentials: null,
          source_info: null,
          proxy_enabled: 0,
          errors: null,
        })
        .execute();
    }
  }
  for (const dataset of datasets) {
    await writer
      .insertInto("datasets")
      .values({
        id: dataset.id,
        company_id: dataset.companyId,
        connection_id: dataset.connectionId,
        data_type: dataset.dataType,
        status: dataset.status,
        status_description: dataset.statusDescription ?? null,
        error_message: dataset.errorMessage ?? null,
        requested: dataset.requested,
        completed: dataset.completed,
        progress: dataset.progress,
        fresh_after: dataset.requested,
        is_announced: 1,
      })
      .execute();
  }
}
