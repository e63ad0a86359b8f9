import { z } from "zod";
import { Instant } from "../dates.js";
import { component, field } from "../field.js";
import { Connection } from "./connection.js";
import { DatasetStatus } from "./dataset.js";

/** What can become of a connection; the names are Codat's. */
export const connectionEvents = {
  "connection.created": "A connection was made; it waits for its authorization (`PendingAuth`).",
  "connection.connected": "A connection was authorized for the first time (`Linked`).",
  "connection.disconnected":
    "A connection that was linked is so no more: unlinked by a caller (`Unlinked`), or refused by the source (`Deauthorized`).",
  "connection.reconnected": "A connection that had been disconnected was authorized again (`Linked`).",
  "connection.failed": "The source refused the credentials a connection was to be authorized with.",
  "connection.deleted": "A connection was deleted, by itself or with its company.",
} as const;
export type ConnectionEventType = keyof typeof connectionEvents;

/** That a sync is over; the names are Codat's. */
export const readEvents = {
  "read.completed":
    "What was to be read of a connection has been read, or has failed: one entry for each data type that was queued.",
  "read.completed.initial": "As `read.completed`, the first time that anything of a connection has been read.",
} as const;

const keysOf = <T extends object>(table: T) => Object.keys(table) as (keyof T)[];

/** Every event there is. */
export const eventTypes = [...keysOf(connectionEvents), ...keysOf(readEvents)] as const;
export type EventType = (typeof eventTypes)[number];

/** An endpoint that is told of events. */
export const WebhookConsumer = component(
  "WebhookConsumer",
  "An endpoint that is told of events, by POST, signed as in Standard Webhooks.",
  z.object({
    id: z.uuid(),
    url: field(z.string(), "caller", "Where events are sent.", "https://example.com/hooks"),
    disabled: field(
      z.boolean(),
      "caller",
      "Whether nothing is sent: so made, or after five days of failures or a 410 of the endpoint.",
      false,
    ),
    eventTypes: field(z.array(z.enum(eventTypes)), "caller", "The events that are sent."),
    companyTags: field(
      z.array(z.string()),
      "caller",
      "`key:value`; only events of companies with one of these tags are sent. Empty for all companies.",
    ),
  }),
);
export type WebhookConsumer = z.infer<typeof WebhookConsumer>;

export const WebhookConsumers = component(
  "WebhookConsumers",
  "Every webhook consumer.",
  z.object({ results: z.array(WebhookConsumer) }),
);

/** The only answer that ever holds a secret. */
export const NewWebhookConsumer = component(
  "NewWebhookConsumer",
  "A new webhook consumer, with the secret its events are signed with. The secret is shown this once.",
  WebhookConsumer.extend({
    secret: field(z.string(), "derived", "Key of the signatures, in the form of Standard Webhooks.", "whsec_…"),
  }),
);

export const CompanyReference = component(
  "CompanyReference",
  "The company an event is of.",
  z.object({
    id: z.uuid(),
    name: field(z.string(), "caller", "Name of the company.", "Acorn Analytics"),
    description: field(z.string(), "caller", "Anything the caller noted.").optional(),
    links: z.object({ portal: field(z.string(), "derived", "The company at this service.") }),
    tags: field(z.record(z.string(), z.string()), "caller", "The caller's own key–value pairs."),
  }),
);
export type CompanyReference = z.infer<typeof CompanyReference>;

const envelope = <P extends z.ZodType>(types: readonly EventType[], payload: P) =>
  z.object({
    id: field(z.uuid(), "derived", "Identifier of the event, the same at every attempt."),
    eventType: field(z.enum(types), "derived", "What has happened.", types[0]),
    generatedDate: field(Instant, "derived", "When it happened."),
    payload,
  });

/** The body of a `connection.*` event. */
export const ConnectionWebhook = component(
  "ConnectionWebhook",
  "Tells what became of a connection.",
  envelope(keysOf(connectionEvents), z.object({ referenceCompany: CompanyReference, connection: Connection })),
);

export const DataTypeRead = component(
  "DataTypeRead",
  "What the reading of one data type came to.",
  z.object({
    connectionId: z.uuid(),
    dataType: field(z.string(), "derived", "The data type.", "billing-invoices"),
    recordsModified: field(z.boolean(), "derived", "Whether a record was added, changed or deleted.", true),
    status: field(DatasetStatus, "derived", "How the sync ended.", "Complete"),
    issues: z.array(
      z.object({
        type: field(z.string(), "derived", "The status the sync ended in.", "FetchError"),
        message: field(z.string(), "derived", "What is wrong or missing."),
      }),
    ),
  }),
);

/** The body of a `read.completed` event. */
export const ReadCompletedWebhook = component(
  "ReadCompletedWebhook",
  "Tells that what was queued of a connection has been read, or has failed.",
  envelope(keysOf(readEvents), z.object({ referenceCompany: CompanyReference, dataTypes: z.array(DataTypeRead) })),
);
export type WebhookEvent = z.infer<typeof ConnectionWebhook> | z.infer<typeof ReadCompletedWebhook>;
