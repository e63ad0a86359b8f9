import { randomUUID } from "node:crypto";
import type { Changes } from "../changes.js";
import type { OnConnectionEvent } from "../connection-events.js";
import type { Database } from "../database.js";
import { listRows } from "../list-rows.js";
import { companyOperands, type PlatformNames } from "../platform-operands.js";
import type { Companies } from "../store.js";
import { deleteReadData, lockConnections } from "./deletion.js";

export function createCompanies(
  database: Database,
  changes: Changes,
  platforms: PlatformNames,
  onEvent: OnConnectionEvent,
): Companies {
  const { reader, writer, engine } = database;
  const operands = companyOperands(engine, platforms);

  const find: Companies["find"] = (id) =>
    reader.selectFrom("companies").selectAll().where("id", "=", id).executeTakeFirst();

  return {
    find,

    create({ id = randomUUID(), name, description, tags }) {
      return writer
        .insertInto("companies")
        .values({
          id,
          name,
          description: description ?? null,
          tags: tags ? JSON.stringify(tags) : null,
          created_date: new Date().toISOString(),
        })
        .returningAll()
        .executeTakeFirstOrThrow();
    },

    list(options) {
      return listRows(reader.selectFrom("companies").selectAll(), options, operands, ["created_date", "id"]);
    },

    async update(id, { name, description, tags }) {
      const changed = {
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
        ...(tags === undefined ? {} : { tags: JSON.stringify(tags) }),
      };
      if (Object.keys(changed).length === 0) return find(id);
      return writer.updateTable("companies").set(changed).where("id", "=", id).returningAll().executeTakeFirst();
    },

    async delete(id) {
      const connectionIds = await writer.transaction().execute(async (queries) => {
        const connections = await lockConnections(queries, engine, { companyId: id });
        for (const connection of connections) {
          await onEvent(queries, "connection.deleted", connection);
          await deleteReadData(queries, engine, connection.id);
        }
        const { numDeletedRows } = await queries.deleteFrom("companies").where("id", "=", id).executeTakeFirstOrThrow();
        return numDeletedRows > 0n ? connections.map((connection) => connection.id) : undefined;
      });
      if (!connectionIds) return false;
      changes.companyChanged(id);
      for (const connectionId of connectionIds) changes.connectionChanged(connectionId);
      changes.deliveriesAdded();
      return true;
    },
  };
}
