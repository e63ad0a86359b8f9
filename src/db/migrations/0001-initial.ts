import { type ColumnDataType, type CreateTableBuilder, type Kysely, type RawBuilder, sql } from "kysely";
import type { Engine } from "../database.js";

/** How many columns of each kind `record_values` has. */
const numberColumns = 32;
const textColumns = 24;

/**
 * The first tables. Columns are in the order they are stored: on SQLite what comes before a long body is read without
 * touching the body's pages.
 */
export async function initial(db: Kysely<unknown>, engine: Engine): Promise<void> {
  // Text that is compared or ordered is compared byte by byte on both engines.
  const text: RawBuilder<unknown> | "text" = engine === "postgres" ? sql`text collate "C"` : "text";
  // What is missing comes first in ascending order, as on SQLite.
  const ordered = (column: string) =>
    engine === "postgres" ? sql`${sql.ref(column)} asc nulls first` : sql.ref(column);

  await db.schema
    .createTable("companies")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("name", text, (c) => c.notNull())
    .addColumn("description", text)
    .addColumn("tags", "text")
    .addColumn("created_date", text, (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("connections")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("company_id", text, (c) => c.notNull().references("companies.id").onDelete("cascade"))
    .addColumn("platform_key", text, (c) => c.notNull())
    .addColumn("status", text, (c) => c.notNull())
    .addColumn("created_date", text, (c) => c.notNull())
    .addColumn("sealed_credentials", "text")
    .addColumn("source_info", "text")
    .addColumn("proxy_enabled", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("last_sync", text)
    .addColumn("errors", "text")
    .execute();
  await db.schema.createIndex("connections_of_company").on("connections").columns(["company_id", "id"]).execute();

  await db.schema
    .createTable("datasets")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("company_id", text, (c) => c.notNull())
    .addColumn("connection_id", text, (c) => c.notNull().references("connections.id").onDelete("cascade"))
    .addColumn("data_type", text, (c) => c.notNull())
    .addColumn("status", text, (c) => c.notNull())
    .addColumn("status_description", text)
    .addColumn("error_message", text)
    .addColumn("requested", text, (c) => c.notNull())
    .addColumn("completed", text)
    .addColumn("progress", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("fresh_after", text, (c) => c.notNull())
    .execute();
  // At most one run of a data type at a time, whoever asks for it.
  await db.schema
    .createIndex("datasets_in_progress")
    .on("datasets")
    .columns(["connection_id", "data_type"])
    .where("completed" as never, "is", null)
    .unique()
    .execute();
  await db.schema
    .createIndex("datasets_latest")
    .on("datasets")
    .columns(["connection_id", "data_type", "requested"])
    .execute();
  await db.schema.createIndex("datasets_of_company").on("datasets").columns(["company_id", "requested"]).execute();

  await db.schema
    .createTable("cursors")
    .addColumn("connection_id", text, (c) => c.notNull().references("connections.id").onDelete("cascade"))
    .addColumn("list", text, (c) => c.notNull())
    .addColumn("run_id", text)
    .addColumn("begun", text)
    .addColumn("is_full", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("can_sweep", "integer", (c) => c.notNull().defaultTo(1))
    .addColumn("resume", "text")
    .addColumn("run_started", text)
    .addColumn("watermark", text)
    .addColumn("last_full", text)
    .addColumn("last_read", text)
    .addColumn("rejected", "text")
    .addColumn("redo_after", text)
    .addPrimaryKeyConstraint("cursors_key", ["connection_id", "list"])
    .execute();

  await db.schema
    .createTable("sources")
    .addColumn("connection_id", text, (c) => c.notNull().references("connections.id").onDelete("cascade"))
    .addColumn("list", text, (c) => c.notNull())
    .addColumn("id", text, (c) => c.notNull())
    .addColumn("join_key", text)
    .addColumn("content_hash", "text", (c) => c.notNull())
    .addColumn("modified_date", text)
    .addColumn("run_id", text)
    .addColumn("is_dirty", "integer", (c) => c.notNull())
    .addColumn("is_deleted", "integer", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("sources_key", ["connection_id", "list", "id"])
    .execute();
  await db.schema
    .createIndex("sources_by_join_key")
    .on("sources")
    .columns(["connection_id", "list", "join_key"])
    .where("join_key" as never, "is not", null)
    .execute();
  await db.schema
    .createIndex("sources_dirty")
    .on("sources")
    .columns(["connection_id", "list", "is_dirty", "id"])
    .where("is_dirty" as never, "<>", sql.lit(0) as never)
    .execute();

  await db.schema
    .createTable("records")
    .addColumn("connection_id", text, (c) => c.notNull().references("connections.id").onDelete("cascade"))
    .addColumn("data_type", text, (c) => c.notNull())
    .addColumn("id", text, (c) => c.notNull())
    .addColumn("root_id", text, (c) => c.notNull())
    .addColumn("content_hash", "text", (c) => c.notNull())
    .addColumn("modified_date", text, (c) => c.notNull())
    .addColumn("source_modified_date", text)
    .addColumn("is_deleted", "integer", (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("records_key", ["connection_id", "data_type", "id"])
    .execute();
  await db.schema.createIndex("records_by_root").on("records").columns(["connection_id", "root_id"]).execute();

  await db.schema
    .createTable("record_sets")
    .addColumn("id", "integer", (c) =>
      engine === "postgres" ? c.primaryKey().generatedAlwaysAsIdentity() : c.primaryKey(),
    )
    .addColumn("connection_id", text, (c) => c.notNull().references("connections.id").onDelete("cascade"))
    .addColumn("data_type", text, (c) => c.notNull())
    .addColumn("layout", "text", (c) => c.notNull())
    .addUniqueConstraint("record_sets_key", ["connection_id", "data_type"])
    .execute();

  const number: ColumnDataType = engine === "postgres" ? "double precision" : "real";
  let values: CreateTableBuilder<string, string> = db.schema
    .createTable("record_values")
    .addColumn("set_id", "integer", (c) => c.notNull().references("record_sets.id").onDelete("cascade"))
    .addColumn("id", text, (c) => c.notNull())
    .addColumn("customer_id", text)
    .addColumn("record_date", number)
    .addColumn("modified_date", number);
  for (let index = 1; index <= numberColumns; index++) values = values.addColumn(`n${index}`, number);
  for (let index = 1; index <= textColumns; index++) values = values.addColumn(`t${index}`, text);
  values = values.addPrimaryKeyConstraint("record_values_key", ["set_id", "id"]);
  // Gone through in key order: on SQLite the key is the table.
  await (engine === "sqlite" ? values.modifyEnd(sql`without rowid`) : values).execute();
  for (const column of ["customer_id", "record_date", "modified_date"]) {
    await db.schema
      .createIndex(`record_values_by_${column}`)
      .on("record_values")
      .column("set_id")
      .expression(ordered(column))
      .column("id")
      .execute();
  }

  const facts = db.schema
    .createTable("facts")
    .addColumn("connection_id", text, (c) => c.notNull().references("connections.id").onDelete("cascade"))
    .addColumn("kind", text, (c) => c.notNull())
    .addColumn("id", text, (c) => c.notNull())
    .addColumn("body", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("facts_key", ["connection_id", "kind", "id"]);
  // Short rows that are read in key order: on SQLite the key is the table.
  await (engine === "sqlite" ? facts.modifyEnd(sql`without rowid`) : facts).execute();
  await db.schema
    .createTable("fact_versions")
    .addColumn("kind", text, (c) => c.primaryKey())
    .addColumn("version", "integer", (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("versions")
    .addColumn("connection_id", text, (c) => c.notNull().references("connections.id").onDelete("cascade"))
    .addColumn("data_type", text, (c) => c.notNull())
    .addColumn("version", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("versions_key", ["connection_id", "data_type"])
    .execute();

  await db.schema
    .createTable("first_answers")
    .addColumn("connection_id", text, (c) => c.notNull().references("connections.id").onDelete("cascade"))
    .addColumn("question", text, (c) => c.notNull())
    .addColumn("as_of", text, (c) => c.notNull())
    .addColumn("seen", text, (c) => c.notNull())
    .addColumn("digest", text, (c) => c.notNull())
    .addColumn("figures", "text")
    .addPrimaryKeyConstraint("first_answers_key", ["connection_id", "question"])
    .execute();
}
