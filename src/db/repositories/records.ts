import type { SelectQueryBuilder } from "kysely";
import type { Changes } from "../changes.js";
import { inChunks, keysPerStatement } from "../chunks.js";
import type { Database } from "../database.js";
import { listKeys } from "../list-keys.js";
import { createMemory } from "../memory.js";
import type { Records, Scope } from "../store.js";
import type { Tables } from "../tables.js";
import { versionsOf } from "./versions.js";

export function createRecords(database: Database, changes: Changes): Records {
  const { reader, engine } = database;
  // One process owns an SQLite file, so what it remembers is true until it changes it itself.
  const remembers = engine === "sqlite";
  const keepForMs = remembers ? Number.POSITIVE_INFINITY : 0;
  const connectionsOf = createMemory(keepForMs, async (companyId: string) => {
    const rows = await reader
      .selectFrom("companies")
      .leftJoin("connections", "connections.company_id", "companies.id")
      .select(["connections.id", "connections.status", "connections.platform_key"])
      .where("companies.id", "=", companyId)
      .orderBy("connections.id")
      .execute();
    if (rows.length === 0) return undefined;
    return rows.flatMap(({ id, status, platform_key }): Scope["connections"] =>
      id === null || status === null || platform_key === null ? [] : [{ id, status, platformKey: platform_key }],
    );
  });
  const versionOf = createMemory(keepForMs, async (key: string) => {
    const [connectionId = "", dataType = ""] = key.split("/");
    return (await versionsOf(reader, [connectionId], dataType)).get(connectionId) ?? 0;
  });
  changes.listen({
    companyChanged: (companyId) => connectionsOf.forget(companyId),
    recordsChanged: (connectionId, dataType) => versionOf.forget(`${connectionId}/${dataType}`),
  });

  async function versionsIn(connectionIds: readonly string[], dataType: string): Promise<readonly number[]> {
    if (!remembers) {
      const versions = await versionsOf(reader, connectionIds, dataType);
      return connectionIds.map((id) => versions.get(id) ?? 0);
    }
    return Promise.all(connectionIds.map((id) => versionOf.get(`${id}/${dataType}`)));
  }

  return {
    async scope(companyId, dataType, connectionId) {
      const all = await connectionsOf.get(companyId);
      const connections = connectionId === undefined ? all : all?.filter(({ id }) => id === connectionId);
      if (!connections || (connectionId !== undefined && connections.length === 0)) return undefined;
      const ids = connections.map(({ id }) => id);
      const versions = await versionsIn(ids, dataType);
      return { connections, version: versionText(ids, versions) };
    },

    async page(connectionIds, dataType, options) {
      if (connectionIds.length === 0) return { rows: [], total: 0 };
      // Which records first; sorting and skipping rows with their bodies is what would be slow.
      const { rows, total } = await listKeys(database, connectionIds, dataType, options);
      const bodies = await inChunks(
        rows,
        async (chunk) => {
          const found = await ofConnections(
            reader.selectFrom("records").select(["connection_id", "id", "body"]),
            [...new Set(chunk.map(({ connection_id }) => connection_id))],
            dataType,
          )
            .where("id", "in", [...new Set(chunk.map(({ id }) => id))])
            .execute();
          const byKey = new Map(found.map(({ connection_id, id, body }) => [`${connection_id}/${id}`, body]));
          return chunk.flatMap(({ connection_id, id }) => byKey.get(`${connection_id}/${id}`) ?? []);
        },
        keysPerStatement,
      );
      return { rows: bodies, total };
    },

    async find(connectionIds, dataType, id) {
      if (connectionIds.length === 0) return [];
      const rows = await reader
        .selectFrom("records")
        .select(["connection_id", "body"])
        .where("connection_id", "in", connectionIds)
        .where("data_type", "=", dataType)
        .where("id", "=", id)
        .orderBy("connection_id")
        .execute();
      return rows.map(({ connection_id, body }) => ({ connectionId: connection_id, body }));
    },
  };
}

function ofConnections<Row>(
  query: SelectQueryBuilder<Tables, "records", Row>,
  connectionIds: readonly string[],
  dataType: string,
) {
  const [only] = connectionIds;
  return query
    .where((eb) =>
      // "=" for one connection: the index then gives the order too.
      connectionIds.length === 1 && only !== undefined
        ? eb("connection_id", "=", only)
        : eb("connection_id", "in", connectionIds),
    )
    .where("data_type", "=", dataType);
}

const versionText = (ids: readonly string[], versions: readonly number[]) =>
  ids.map((id, index) => `${id}:${versions[index]}`).join();
