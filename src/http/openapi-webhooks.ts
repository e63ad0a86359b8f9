import {
  type ConnectionEventType,
  ConnectionWebhook,
  connectionEvents,
  type EventType,
  ReadCompletedWebhook,
  readEvents,
  type WebhookEvent,
} from "../model/platform/webhook.js";

/** What comes with every event, as in Standard Webhooks. */
export const webhookHeaders = {
  WebhookId: header("webhook-id", "Identifier of the event, the same at every attempt."),
  WebhookTimestamp: header("webhook-timestamp", "When this attempt was made, in seconds since 1970."),
  WebhookSignature: header(
    "webhook-signature",
    "`v1,` and the base64 of the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`, with what follows `whsec_` in the consumer's secret, base64-decoded, as the key.",
  ),
};

function header(name: string, description: string) {
  return { name, in: "header", required: true, description, schema: { type: "string" } } as const;
}

/** The `webhooks` section of the document: for every event the request that a consumer gets. */
export function webhookSection() {
  return Object.fromEntries([
    ...Object.entries(connectionEvents).map(([event, meaning]) => {
      const type = event as ConnectionEventType;
      return [event, told(type, meaning, ConnectionWebhook, connectionExample(type))];
    }),
    ...Object.entries(readEvents).map(([event, meaning]) => {
      const type = event as keyof typeof readEvents;
      return [event, told(type, meaning, ReadCompletedWebhook, { ...readExample, eventType: type })];
    }),
  ]);
}

function told(
  event: EventType,
  meaning: string,
  schema: typeof ConnectionWebhook | typeof ReadCompletedWebhook,
  example: WebhookEvent,
) {
  return {
    post: {
      operationId: `on-${event.replaceAll(".", "-")}`,
      tags: ["Webhooks"],
      summary: event,
      description: meaning,
      security: [],
      parameters: Object.keys(webhookHeaders).map((name) => ({ $ref: `#/components/parameters/${name}` })),
      requestBody: {
        required: true,
        content: { "application/json": { schema: { $ref: refTo(schema) }, example } },
      },
      responses: {
        "2XX": { description: "The event is taken, if the answer comes within 15 seconds." },
        "410": { description: "The consumer wants no more events: it is disabled." },
        default: { description: "The event is not taken: it is tried again, over 28 hours." },
      },
    },
  };
}

const refTo = (schema: typeof ConnectionWebhook | typeof ReadCompletedWebhook) =>
  `#/components/schemas/${schema.meta()?.id}`;

const companyId = "6f0d2c3a-4b1e-4c55-9a57-1d3e8f6a0c01";
const connectionId = "0b9a7c52-7d1f-4f0e-8a61-3c5b2e9d4a01";
const referenceCompany = {
  id: companyId,
  name: "Acorn Analytics",
  description: "Applicant 4711",
  links: { portal: `https://billing.example.com/companies/${companyId}` },
  tags: { region: "uk" },
};

const statusAfter = {
  "connection.created": "PendingAuth",
  "connection.connected": "Linked",
  "connection.disconnected": "Unlinked",
  "connection.reconnected": "Linked",
  "connection.failed": "PendingAuth",
  "connection.deleted": "Linked",
} as const satisfies Record<ConnectionEventType, string>;

const connectionExample = (eventType: ConnectionEventType): WebhookEvent => ({
  id: "ba29118f-5406-4e59-b05c-ba307ca38d01",
  eventType,
  generatedDate: "2026-05-01T12:00:00.000Z",
  payload: {
    referenceCompany,
    connection: {
      id: connectionId,
      integrationId: "9f3c1d52-0a7b-4c8e-8d6a-5b2e4f1a7c90",
      integrationKey: "rkgp",
      sourceId: "2c7e5b1a-6d4f-4e3b-9a8c-7f1d0e2b3c45",
      sourceType: "Commerce",
      platformName: "Maxio",
      linkUrl: `https://billing.example.com/companies/${companyId}/connections/${connectionId}/authorization`,
      status: statusAfter[eventType],
      created: "2026-05-01T11:59:00.000Z",
    },
  },
});

const readExample = {
  id: "743ec94a-8aa4-44bb-8bd4-e1855ee0e74b",
  generatedDate: "2026-05-01T12:00:30.000Z",
  payload: {
    referenceCompany,
    dataTypes: [
      {
        connectionId,
        dataType: "commerce-orders",
        recordsModified: true,
        status: "Complete" as const,
        issues: [],
      },
    ],
  },
};
