import { randomUUID } from "node:crypto";
import type { Changes } from "../changes.js";
import type { Database, Queries } from "../database.js";
import { listRows } from "../list-rows.js";
import { connectionOperands, type PlatformNames } from "../platform-operands.js";
import type { Connections } from "../store.js";
import { inTransaction } from "../transaction.js";
import { deleteReadData, lockConnections } from "./deletion.js";

export function createConnections(database: Database, changes: Changes, platforms: PlatformNames): Connections {
  const { reader, writer, engine } = database;
  const operands = connectionOperands(engine, platforms);

  const companyOf = async (queries: Queries, id: string) => {
    const row = await queries.selectFrom("connections").select("company_id").where("id", "=", id).executeTakeFirst();
    return row?.company_id;
  };
  const tell = (id: string, companyId: string | undefined) => {
    if (companyId !== undefined) changes.companyChanged(companyId);
    changes.connectionChanged(id);
  };

  return {
    async create({ id = randomUUID(), companyId, platformKey }) {
      const row = await writer
        .insertInto("connections")
        .values({
          id,
          company_id: companyId,
          platform_key: platformKey,
          status: "PendingAuth",
          created_date: new Date().toISOString(),
          sealed_credentials: null,
          source_info: null,
          proxy_enabled: 0,
          last_sync: null,
          errors: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      changes.companyChanged(companyId);
      return row;
    },

    find(companyId, id) {
      return reader
        .selectFrom("connections")
        .selectAll()
        .where("company_id", "=", companyId)
        .where("id", "=", id)
        .executeTakeFirst();
    },

    ofCompany(companyId) {
      return reader
        .selectFrom("connections")
        .selectAll()
        .where("company_id", "=", companyId)
        .orderBy("created_date")
        .orderBy("id")
        .execute();
    },

    async ofCompanies(companyIds) {
      if (companyIds.length === 0) return [];
      return reader
        .selectFrom("connections")
        .selectAll()
        .where("company_id", "in", companyIds)
        .orderBy("created_date")
        .orderBy("id")
        .execute();
    },

    list(companyId, options) {
      const query = reader.selectFrom("connections").selectAll().where("company_id", "=", companyId);
      return listRows(query, options, operands, ["created_date", "id"]);
    },

    /** A connection linked to another source than before starts from nothing: two sources' records are never mixed. */
    async link(id, { sealedCredentials, sourceInfo }) {
      const companyId = await inTransaction(database, changes, async (queries, markChanged) => {
        const [before] = await lockConnections(queries, engine, { id });
        await queries
          .updateTable("connections")
          .set({ sealed_credentials: sealedCredentials, source_info: sourceInfo, status: "Linked", errors: null })
          .where("id", "=", id)
          .execute();
        if (before?.source_info && accountOf(before.source_info) !== accountOf(sourceInfo)) {
          const types = await queries
            .selectFrom("versions")
            .select("data_type")
            .where("connection_id", "=", id)
            .orderBy("data_type")
            .execute();
          await deleteReadData(queries, engine, id);
          for (const { data_type } of types) markChanged(id, data_type);
        }
        return before?.company_id;
      });
      tell(id, companyId);
    },

    async setStatus(id, status, error) {
      const errors = error ? JSON.stringify([{ ...error, erroredOnUtc: new Date().toISOString() }]) : null;
      // A connection its owner unlinked has no business keeping a key.
      const forgotten = status === "Unlinked" ? { sealed_credentials: null } : {};
      await writer
        .updateTable("connections")
        .set({ status, errors, ...forgotten })
        .where("id", "=", id)
        .execute();
      tell(id, await companyOf(writer, id));
    },

    async setProxyEnabled(id, enabled) {
      await writer
        .updateTable("connections")
        .set({ proxy_enabled: enabled ? 1 : 0 })
        .where("id", "=", id)
        .execute();
    },

    async delete(id) {
      const companyId = await writer.transaction().execute(async (queries) => {
        const [connection] = await lockConnections(queries, engine, { id });
        if (!connection) return undefined;
        await deleteReadData(queries, engine, id);
        await queries.deleteFrom("connections").where("id", "=", id).execute();
        return connection.company_id;
      });
      if (companyId === undefined) return false;
      tell(id, companyId);
      return true;
    },
  };
}

/** The account a linked source is: the same account, the same data, whatever its name. */
function accountOf(sourceInfo: string): unknown {
  const info: unknown = JSON.parse(sourceInfo);
  return typeof info === "object" && info !== null && "sourceAccountId" in info ? info.sourceAccountId : sourceInfo;
}
