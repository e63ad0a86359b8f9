import { type Kysely, sql } from "kysely";

/** What was called `is_dirty` has three states: the column, and the index of what is not done, are named for them. */
export async function deriveStateColumn(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("sources_dirty").execute();
  await db.schema.alterTable("sources").renameColumn("is_dirty", "derive_state").execute();
  await db.schema
    .createIndex("sources_to_derive")
    .on("sources")
    .columns(["connection_id", "list", "derive_state", "id"])
    .where("derive_state" as never, "<>", sql.lit(0) as never)
    .execute();
}
