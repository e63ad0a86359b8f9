import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { OnConnectionEvent } from "../db/connection-events.js";
import type { Queries } from "../db/database.js";
import { addDeliveries, webhooksFor } from "../db/repositories/webhooks.js";
import type { CompanyRow } from "../db/tables.js";
import { connectionView } from "../http/views/connection.js";
import type { CompanyReference, EventType, WebhookEvent } from "../model/platform/webhook.js";
import type { Provider } from "../providers/provider.js";
import type { OnReadCompleted } from "../sync/announce.js";

export interface EventOptions {
  providers: ReadonlyMap<string, Provider>;
  /** As in `AppDeps`. */
  publicUrl(): string;
  now?: () => Date;
}

/** Writes events, as Codat words them, into the outbox of the webhooks that want them. */
export interface Events {
  connectionChanged: OnConnectionEvent;
  readCompleted: OnReadCompleted;
}

const Tags = z.record(z.string(), z.string());

export function createEvents({ providers, publicUrl, now = () => new Date() }: EventOptions): Events {
  async function write(
    queries: Queries,
    eventType: EventType,
    companyId: string,
    payloadFor: (referenceCompany: CompanyReference) => WebhookEvent["payload"],
  ): Promise<void> {
    const company = await queries.selectFrom("companies").selectAll().where("id", "=", companyId).executeTakeFirst();
    if (!company) return;
    const reference = referenceTo(company);
    const webhooks = await webhooksFor(queries, eventType, reference.tags);
    if (webhooks.length === 0) return;
    const id = randomUUID();
    const generatedDate = now().toISOString();
    const body = JSON.stringify({ id, eventType, generatedDate, payload: payloadFor(reference) });
    await addDeliveries(queries, webhooks, { event_id: id, event_type: eventType, due: generatedDate, body });
  }

  function referenceTo({ id, name, description, tags }: CompanyRow): CompanyReference {
    return {
      id,
      name,
      ...(description === null ? {} : { description }),
      links: { portal: `${publicUrl()}/companies/${id}` },
      tags: tags === null ? {} : Tags.parse(JSON.parse(tags)),
    };
  }

  return {
    connectionChanged: (queries, eventType, connection) =>
      write(queries, eventType, connection.company_id, (referenceCompany) => ({
        referenceCompany,
        connection: connectionView(connection, { providers, publicUrl }),
      })),

    readCompleted: (queries, { connection, isInitial, dataTypes }) =>
      write(
        queries,
        isInitial ? "read.completed.initial" : "read.completed",
        connection.company_id,
        (referenceCompany) => ({
          referenceCompany,
          dataTypes: dataTypes.map(({ dataType, status, isModified, problem }) => ({
            connectionId: connection.id,
            dataType,
            recordsModified: isModified,
            status,
            issues: problem === undefined ? [] : [{ type: status, message: problem }],
          })),
        }),
      ),
  };
}
