import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";
import type { WebhookRow } from "../../db/tables.js";
import { errors } from "../../errors.js";
import { isPublicAddress } from "../../lib/public-address.js";
import { newWebhookSecret } from "../../lib/standard-webhooks.js";
import { component } from "../../model/field.js";
import {
  type EventType,
  eventTypes,
  NewWebhookConsumer,
  type WebhookConsumer,
  WebhookConsumers,
} from "../../model/platform/webhook.js";
import { secretContext } from "../../webhooks/secrets.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { toUuid } from "../ids.js";
import { errorResponses, NoQuery, noContent, Text } from "../openapi-parts.js";

/** Codat's limits. */
const maxWebhooks = 50;
const maxTags = 10;

const WebhookRequest = component(
  "WebhookRequest",
  "A webhook consumer to be made.",
  z.strictObject({
    url: Text(2_048)
      .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "must be an http or https URL")
      .refine((text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === "", {
        message: "must not hold a user or a password",
      })
      .meta({ description: "Where events are to be sent: `https://…` or `http://…`, at a public address." }),
    disabled: z.boolean().nullish().meta({ description: "Whether nothing is to be sent." }),
    eventTypes: z
      .array(z.enum(eventTypes))
      .nullish()
      .meta({ description: "The events to be sent; all of them when absent or empty." }),
    companyTags: z
      .array(Text(128).regex(/^[^:]+:/, "must be key:value"))
      .max(maxTags)
      .nullish()
      .meta({ description: "`key:value`; events of companies with one of these tags, or of all companies." }),
  }),
  [{ url: "https://example.com/hooks", eventTypes: ["read.completed"], companyTags: ["region:uk"] }],
);
const WebhookParams = z.object({
  webhookId: z.string().meta({ format: "uuid", description: "Identifier of the webhook consumer." }),
});
/** What a webhook is told of can be about any company. */
const forAllCompanies = { config: { needs: "everyCompany" } } as const;

/** The endpoints that are told of events. Sending is the business of `webhooks/`. */
export function webhookRoutes(app: App, { store, sealer, settings }: AppDeps): void {
  const { webhooks } = store;
  const tags = ["Webhooks"];

  app.get(
    "/webhooks",
    {
      ...forAllCompanies,
      schema: {
        operationId: "list-webhook-consumers",
        tags,
        summary: "List webhook consumers",
        description: "Where events are sent to, without the secrets they are signed with.",
        querystring: NoQuery,
        response: { 200: WebhookConsumers.describe("Success"), ...errorResponses(400, 403) },
      },
    },
    async () => ({ results: (await webhooks.list()).map(webhookView) }),
  );

  app.post(
    "/webhooks",
    {
      ...forAllCompanies,
      schema: {
        operationId: "create-webhook-consumer",
        tags,
        summary: "Create webhook consumer",
        description: `Events are sent at least once, by POST, signed as in Standard Webhooks with the \`secret\` that is shown this once. An answer of 2xx within 15 seconds takes an event; otherwise it is tried again over 28 hours. At most ${maxWebhooks} consumers. Codat's SDK drops \`secret\`, which Codat shows in its portal: who calls through the SDK reads it from the HTTP response.`,
        querystring: NoQuery,
        body: WebhookRequest,
        response: { 201: NewWebhookConsumer.describe("Created"), ...errorResponses(400, 403, 413, 415) },
      },
    },
    async ({ body: { url, disabled, eventTypes, companyTags } }, reply) => {
      const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
      if (isIP(host) !== 0 && !isPublicAddress(host) && !settings.WEBHOOK_ALLOW_PRIVATE) {
        throw errors.badRequest("url: the address is private, loopback or otherwise not public");
      }
      const id = randomUUID();
      const secret = newWebhookSecret();
      const input = {
        id,
        url,
        isDisabled: disabled ?? false,
        eventTypes: listOrAll(eventTypes),
        companyTags: listOrAll(companyTags),
        sealedSecret: sealer.seal(secret, secretContext(id)),
      };
      const row = await webhooks.create(input, maxWebhooks);
      if (!row) throw errors.badRequest(`There are ${maxWebhooks} webhook consumers already; delete one first.`);
      reply.header("cache-control", "no-store");
      return reply.code(201).send({ ...webhookView(row), secret });
    },
  );

  app.delete(
    "/webhooks/:webhookId",
    {
      ...forAllCompanies,
      schema: {
        operationId: "delete-webhook-consumer",
        tags,
        summary: "Delete webhook consumer",
        description: "Nothing more is sent to it.",
        params: WebhookParams,
        querystring: NoQuery,
        response: { 204: noContent("Deleted"), ...errorResponses(400, 403, 404) },
      },
    },
    async ({ params }, reply) => {
      if (!(await webhooks.delete(toUuid(params.webhookId) ?? ""))) {
        throw errors.notFound(`No webhook consumer was found with ID ${params.webhookId}`);
      }
      return reply.code(204).send();
    },
  );
}

/** None means all. */
const listOrAll = <T>(list: T[] | null | undefined): T[] | undefined => (list?.length ? [...new Set(list)] : undefined);

const EventTypes = z.array(z.enum(eventTypes));
const CompanyTags = z.array(z.string());

function webhookView({ id, url, is_disabled, event_types, company_tags }: WebhookRow): WebhookConsumer {
  const types: EventType[] = event_types === null ? [...eventTypes] : EventTypes.parse(JSON.parse(event_types));
  return {
    id,
    url,
    disabled: is_disabled === 1,
    eventTypes: types,
    companyTags: company_tags === null ? [] : CompanyTags.parse(JSON.parse(company_tags)),
  };
}
