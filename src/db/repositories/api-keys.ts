import { randomUUID } from "node:crypto";
import type { Database } from "../database.js";
import { createMemory } from "../memory.js";
import type { ApiKeys } from "../store.js";
import { inLimitedTable } from "./limited-table.js";

/** Where several replicas share a database, a key another one deleted works here for no longer than this. */
const sharedMemoryMs = 1_000;

export function createApiKeys(database: Database): ApiKeys {
  const { reader, engine } = database;
  const memory = createMemory(engine === "sqlite" ? Number.POSITIVE_INFINITY : sharedMemoryMs, () =>
    reader.selectFrom("api_keys").selectAll().orderBy("created_date").orderBy("id").execute(),
  );
  const changed = () => memory.forgetAll();

  return {
    list: () => memory.get("all"),

    async create({ name, digest, companyIds }, limit) {
      const row = await inLimitedTable(database, "api_keys", limit, (queries) =>
        queries
          .insertInto("api_keys")
          .values({
            id: randomUUID(),
            name: name ?? null,
            digest,
            company_ids: companyIds ? JSON.stringify(companyIds) : null,
            created_date: new Date().toISOString(),
          })
          .returningAll()
          .executeTakeFirstOrThrow(),
      );
      changed();
      return row;
    },

    async delete(id) {
      const { numDeletedRows } = await database.writer
        .deleteFrom("api_keys")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      changed();
      return numDeletedRows > 0n;
    },
  };
}
