import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Engine } from "../database.js";

/** API keys made by callers, answers kept for repeated requests, webhooks and what is to be delivered to them. */
export async function platform(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const text: RawBuilder<unknown> | "text" = engine === "postgres" ? sql`text collate "C"` : "text";

  await db.schema
    .createTable("api_keys")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("name", text)
    .addColumn("digest", text, (c) => c.notNull().unique())
    .addColumn("company_ids", "text")
    .addColumn("created_date", text, (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("idempotency_keys")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("body_hash", text, (c) => c.notNull())
    .addColumn("claimed", text, (c) => c.notNull())
    .addColumn("status", "integer")
    .addColumn("sealed_answer", "text")
    .execute();
  await db.schema.createIndex("idempotency_keys_by_age").on("idempotency_keys").columns(["claimed", "id"]).execute();

  await db.schema
    .createTable("webhooks")
    .addColumn("id", text, (c) => c.primaryKey())
    .addColumn("url", "text", (c) => c.notNull())
    .addColumn("is_disabled", "integer", (c) => c.notNull())
    .addColumn("event_types", "text")
    .addColumn("company_tags", "text")
    .addColumn("sealed_secret", "text", (c) => c.notNull())
    .addColumn("failing_since", text)
    .addColumn("created_date", text, (c) => c.notNull())
    .execute();

  await db.schema
    .createTable("deliveries")
    .addColumn("event_id", text, (c) => c.notNull())
    .addColumn("webhook_id", text, (c) => c.notNull().references("webhooks.id").onDelete("cascade"))
    .addColumn("event_type", text, (c) => c.notNull())
    .addColumn("due", text, (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(0))
    .addColumn("body", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("deliveries_key", ["event_id", "webhook_id"])
    .execute();
  await db.schema.createIndex("deliveries_due").on("deliveries").columns(["due", "event_id"]).execute();
  await db.schema.createIndex("deliveries_of_webhook").on("deliveries").column("webhook_id").execute();

  // Of runs that ended before there were webhooks, nobody is told.
  await db.schema
    .alterTable("datasets")
    .addColumn("is_announced", "integer", (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema
    .createIndex("datasets_unannounced")
    .on("datasets")
    .column("connection_id")
    .where("is_announced" as never, "=", sql.lit(0) as never)
    .execute();
}
