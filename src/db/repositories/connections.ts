import { randomUUID } from "node:crypto";
import type { Changes } from "../changes.js";
import type { OnConnectionEvent } from "../connection-events.js";
import type { Database } from "../database.js";
import { listRows } from "../list-rows.js";
import { connectionOperands, type PlatformNames } from "../platform-operands.js";
import type { Connections } from "../store.js";
import { inTransaction } from "../transaction.js";
import { deleteReadData, lockConnections } from "./deletion.js";

export function createConnections(
  database: Database,
  changes: Changes,
  platforms: PlatformNames,
  onEvent: OnConnectionEvent,
): Connections {
  const { reader, writer, engine } = database;
  const operands = connectionOperands(engine, platforms);

  const tell = (id: string, companyId: string | undefined) => {
    if (companyId !== undefined) changes.companyChanged(companyId);
    changes.connectionChanged(id);
    changes.deliveriesAdded();
  };

  return {
    async create({ id = randomUUID(), companyId, platformKey }) {
      const row = await writer.transaction().execute(async (queries) => {
        const made = await queries
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
        await onEvent(queries, "connection.created", made);
        return made;
      });
      changes.companyChanged(companyId);
      changes.deliveriesAdded();
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
        const linked = await queries
          .updateTable("connections")
          .set({ sealed_credentials: sealedCredentials, source_info: sourceInfo, status: "Linked", errors: null })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirst();
        if (before && linked && before.status !== "Linked") {
          const isFirst = before.status === "PendingAuth";
          await onEvent(queries, isFirst ? "connection.connected" : "connection.reconnected", linked);
        }
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
      const companyId = await writer.transaction().execute(async (queries) => {
        const [before] = await lockConnections(queries, engine, { id });
        const after = await queries
          .updateTable("connections")
          .set({ status, errors, ...forgotten })
          .where("id", "=", id)
          .returningAll()
          .executeTakeFirst();
        if (after && before?.status === "Linked" && status !== "Linked") {
          await onEvent(queries, "connection.disconnected", after);
        }
        return before?.company_id;
      });
      tell(id, companyId);
    },

    async refused(id) {
      await writer.transaction().execute(async (queries) => {
        const [connection] = await lockConnections(queries, engine, { id });
        if (connection) await onEvent(queries, "connection.failed", connection);
      });
      changes.deliveriesAdded();
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
        await onEvent(queries, "connection.deleted", connection);
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
