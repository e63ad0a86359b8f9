import type { EventType } from "../../model/platform/webhook.js";
import type { Database, Queries } from "../database.js";
import type { Webhooks } from "../store.js";
import type { DeliveryRow, WebhookRow } from "../tables.js";
import { inLimitedTable } from "./limited-table.js";

export function createWebhooks(database: Database): Webhooks {
  const { reader, writer } = database;
  return {
    list: () => reader.selectFrom("webhooks").selectAll().orderBy("created_date").orderBy("id").execute(),

    create({ id, url, isDisabled, eventTypes, companyTags, sealedSecret }, limit) {
      return inLimitedTable(database, "webhooks", limit, (queries) =>
        queries
          .insertInto("webhooks")
          .values({
            id,
            url,
            is_disabled: isDisabled ? 1 : 0,
            event_types: eventTypes ? JSON.stringify(eventTypes) : null,
            company_tags: companyTags ? JSON.stringify(companyTags) : null,
            sealed_secret: sealedSecret,
            failing_since: null,
            created_date: new Date().toISOString(),
          })
          .returningAll()
          .executeTakeFirstOrThrow(),
      );
    },

    async delete(id) {
      const { numDeletedRows } = await writer.deleteFrom("webhooks").where("id", "=", id).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },

    async outbox() {
      const rows = await reader
        .selectFrom("webhooks")
        .leftJoin("deliveries", "deliveries.webhook_id", "webhooks.id")
        .select(({ fn }) => [
          "webhooks.id",
          "webhooks.is_disabled",
          fn.count("deliveries.event_id").as("waiting"),
          fn.min("deliveries.due").as("due"),
        ])
        .groupBy(["webhooks.id", "webhooks.is_disabled"])
        .execute();
      const enabled = rows.filter(({ is_disabled }) => is_disabled === 0);
      const [due] = enabled.flatMap((row) => row.due ?? []).sort();
      return {
        enabled: enabled.length,
        disabled: rows.length - enabled.length,
        waiting: rows.reduce((sum, { waiting }) => sum + Number(waiting), 0),
        nextDue: due === undefined ? undefined : new Date(due),
      };
    },
  };
}

/** The webhooks that are told of an event. */
export async function webhooksFor(
  queries: Queries,
  eventType: EventType,
  tags: Readonly<Record<string, string>>,
): Promise<WebhookRow[]> {
  const rows = await queries.selectFrom("webhooks").selectAll().where("is_disabled", "=", 0).orderBy("id").execute();
  const own = new Set(Object.entries(tags).map(([key, value]) => `${key}:${value}`));
  return rows.filter(({ event_types, company_tags }) => {
    const types = listIn(event_types);
    const wanted = listIn(company_tags);
    return (types?.includes(eventType) ?? true) && (wanted?.some((tag) => own.has(tag)) ?? true);
  });
}

const listIn = (json: string | null): string[] | undefined => (json === null ? undefined : JSON.parse(json));

/** Puts an event into the outbox of webhooks, in the caller's transaction. */
export async function addDeliveries(
  queries: Queries,
  webhooks: readonly Pick<WebhookRow, "id">[],
  event: Pick<DeliveryRow, "event_id" | "event_type" | "due" | "body">,
): Promise<void> {
  if (webhooks.length === 0) return;
  await queries
    .insertInto("deliveries")
    .values(webhooks.map(({ id }) => ({ ...event, webhook_id: id, attempts: 0 })))
    .execute();
}

/** A delivery to be tried, with where and how. */
export type ClaimedDelivery = DeliveryRow & Pick<WebhookRow, "url" | "sealed_secret" | "failing_since">;

/**
 * Takes the delivery that has been due for longest, for whoever asks first: it is not due again before `leaseUntil`, so
 * that one whose process died is tried again, and its attempts already count this one.
 */
export async function claimDelivery(
  { writer, engine }: Database,
  { now, leaseUntil, notOf }: { now: Date; leaseUntil: Date; notOf: readonly string[] },
): Promise<ClaimedDelivery | undefined> {
  return writer.transaction().execute(async (queries) => {
    let query = queries
      .selectFrom("deliveries")
      .innerJoin("webhooks", "webhooks.id", "deliveries.webhook_id")
      .selectAll("deliveries")
      .select(["webhooks.url", "webhooks.sealed_secret", "webhooks.failing_since"])
      .where("due", "<=", now.toISOString())
      .where("webhooks.is_disabled", "=", 0)
      .orderBy("due")
      .orderBy("event_id")
      .limit(1);
    if (notOf.length > 0) query = query.where("webhook_id", "not in", notOf);
    if (engine === "postgres") query = query.forUpdate("deliveries").skipLocked();
    const row = await query.executeTakeFirst();
    if (!row) return undefined;
    const claim = { due: leaseUntil.toISOString(), attempts: row.attempts + 1 };
    await queries
      .updateTable("deliveries")
      .set(claim)
      .where("event_id", "=", row.event_id)
      .where("webhook_id", "=", row.webhook_id)
      .execute();
    return { ...row, ...claim };
  });
}

/** When the next delivery is due. */
export async function nextDue(queries: Queries): Promise<Date | undefined> {
  const row = await queries
    .selectFrom("deliveries")
    .innerJoin("webhooks", "webhooks.id", "deliveries.webhook_id")
    .select("due")
    .where("webhooks.is_disabled", "=", 0)
    .orderBy("due")
    .limit(1)
    .executeTakeFirst();
  return row && new Date(row.due);
}

type DeliveryKey = Pick<DeliveryRow, "event_id" | "webhook_id">;

/** It was taken: the endpoint is well. */
export async function settleDelivery({ writer }: Database, delivery: DeliveryKey): Promise<void> {
  await writer.transaction().execute(async (queries) => {
    await removeDelivery(queries, delivery);
    await queries
      .updateTable("webhooks")
      .set({ failing_since: null })
      .where("id", "=", delivery.webhook_id)
      .where("failing_since", "is not", null)
      .execute();
  });
}

/** It was not taken; it is tried again at `due`, or given up without one. */
export async function postponeDelivery(
  { writer }: Database,
  delivery: DeliveryKey,
  { due, failingSince }: { due: Date | undefined; failingSince: string },
): Promise<void> {
  await writer.transaction().execute(async (queries) => {
    await queries
      .updateTable("webhooks")
      .set({ failing_since: failingSince })
      .where("id", "=", delivery.webhook_id)
      .where("failing_since", "is", null)
      .execute();
    if (!due) return removeDelivery(queries, delivery);
    await queries
      .updateTable("deliveries")
      .set({ due: due.toISOString() })
      .where("event_id", "=", delivery.event_id)
      .where("webhook_id", "=", delivery.webhook_id)
      .execute();
  });
}

async function removeDelivery(queries: Queries, { event_id, webhook_id }: DeliveryKey): Promise<void> {
  await queries
    .deleteFrom("deliveries")
    .where("event_id", "=", event_id)
    .where("webhook_id", "=", webhook_id)
    .execute();
}

/** Nothing is sent to it any more, what waits included. */
export async function disableWebhook({ writer }: Database, id: string): Promise<void> {
  await writer.transaction().execute(async (queries) => {
    await queries.updateTable("webhooks").set({ is_disabled: 1 }).where("id", "=", id).execute();
    await queries.deleteFrom("deliveries").where("webhook_id", "=", id).execute();
  });
}

export async function resealWebhook({ writer }: Database, id: string, sealedSecret: string): Promise<void> {
  await writer.updateTable("webhooks").set({ sealed_secret: sealedSecret }).where("id", "=", id).execute();
}
