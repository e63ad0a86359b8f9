import { z } from "zod";
import { component, field } from "../field.js";
import { Connection } from "./connection.js";
import { DatasetStatus } from "./dataset.js";

/** What became of a connection. */
export const connectionEventTypes = [
  "connection.created",
  "connection.connected",
  "connection.disconnected",
  "connection.reconnected",
  "connection.failed",
  "connection.deleted",
] as const;
export type ConnectionEventType = (typeof connectionEventTypes)[number];

/** Every event there is; the names are Codat's. */
export const eventTypes = [...connectionEventTypes, "read.completed", "read.completed.initial"] as const;
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

const CompanyReference = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string().optional(),
  links: z.object({ portal: z.string() }),
  tags: z.record(z.string(), z.string()),
});
export type CompanyReference = z.infer<typeof CompanyReference>;

const envelope = <P extends z.ZodType>(types: readonly EventType[], payload: P) =>
  z.object({ id: z.uuid(), eventType: z.enum(types), generatedDate: z.string(), payload });

/** The body of a `connection.*` event. */
export const ConnectionWebhook = envelope(
  connectionEventTypes,
  z.object({ referenceCompany: CompanyReference, connection: Connection }),
);

/** The body of a `read.completed` event: a sync of a connection is over. */
export const ReadCompletedWebhook = envelope(
  ["read.completed", "read.completed.initial"],
  z.object({
    referenceCompany: CompanyReference,
    dataTypes: z.array(
      z.object({
        connectionId: z.uuid(),
        dataType: z.string(),
        recordsModified: z.boolean(),
        status: DatasetStatus,
        issues: z.array(z.object({ type: z.string(), message: z.string() })),
      }),
    ),
  }),
);
export type WebhookEvent = z.infer<typeof ConnectionWebhook> | z.infer<typeof ReadCompletedWebhook>;
