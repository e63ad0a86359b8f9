import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Engine } from "../database.js";

/** What is made of all facts of a kind together, and of which version of its data type they were. */
export async function condensedFacts(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text: RawBuilder<unknown> | "text" = engine === "postgres" ? sql`text collate "C"` : "text";
  await db.schema
    .createTable("condensed_facts")
    .addColumn("connection_id", text, (c) => c.notNull().references("connections.id").onDelete("cascade"))
    .addColumn("kind", text, (c) => c.notNull())
    .addColumn("part", "integer", (c) => c.notNull())
    .addColumn("layout", "integer", (c) => c.notNull())
    .addColumn("data_version", "bigint", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("condensed_facts_key", ["connection_id", "kind", "part"])
    .execute();
}
