import helmet from "@fastify/helmet";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";
import type { App } from "../app-type.js";
import { servedTypes } from "../data-types.js";
import { finishDocument } from "../openapi-document.js";
import { webhookHeaders, webhookSection } from "../openapi-webhooks.js";

type Override = NonNullable<
  NonNullable<Parameters<typeof createJsonSchemaTransform>[0]["zodToJsonConfig"]>["override"]
>;

/** Where zod's JSON Schema says too much, or too little. */
const override: Override = ({ zodSchema, jsonSchema }) => {
  // How @fastify/swagger is told that a response has no body.
  if (zodSchema._zod.def.type === "undefined") jsonSchema.type = "null";
  // A new field must not break a strict client of an older document.
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  // Whole numbers in a query string are checked as text but are numbers to whoever writes them.
  if (jsonSchema.type === "integer") delete jsonSchema.pattern;
};

const zodToJsonConfig = { override };

/** Collects the routes' schemas; must come before the routes. */
export async function openApi(app: App): Promise<void> {
  const toObject = createJsonSchemaTransformObject({ zodToJsonConfig });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "standard-billing",
        version: "1.0.0",
        description:
          "Standardized subscription and billing data of a company's Maxio account, for lenders. Read-only; looks and behaves like Codat's API.",
        contact: { name: "The maintainers of standard-billing" },
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: "/" }],
      tags: [
        { name: "Integrations", description: "The platforms that can be connected." },
        { name: "Companies", description: "The borrowers whose data is read." },
        { name: "Connections", description: "Their links to the sources of data." },
        { name: "Refresh data", description: "How fresh the data are, and asking for newer ones." },
        { name: "Commerce metrics", description: "Codat's metrics of a connection's orders, period by period." },
        {
          name: "Subscription metrics",
          description:
            "Lenders' metrics of a connection's subscriptions, with a named convention and what they rest on.",
        },
        { name: "Proxy", description: "The source as it is, for what the standardized data leave out." },
        { name: "API keys", description: "Who may call, and about which companies." },
        { name: "Webhooks", description: "Being told what happens to connections, and when syncs end." },
        { name: "Operations", description: "For whoever runs the service." },
        ...servedTypes.map(({ name, schema }) => ({ name, description: schema.meta()?.description ?? name })),
      ],
      components: {
        parameters: webhookHeaders,
        securitySchemes: {
          auth_header: {
            type: "apiKey",
            in: "header",
            name: "Authorization",
            description: 'The word "Basic" followed by a space and the base64-encoded API key.',
          },
        },
      },
      security: [{ auth_header: [] }],
      webhooks: webhookSection(),
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject: (document) => finishDocument(toObject(document)),
  });
}

/** Serves the document and a page to browse it, which loads nothing from elsewhere. */
export async function apiDocs(app: App): Promise<void> {
  app.get("/openapi.json", { config: { public: true }, schema: { hide: true } }, async () => app.swagger());
  await app.register(async (docs) => {
    docs.addHook("onRoute", (route) => {
      route.config = { ...route.config, public: true };
    });
    await docs.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false });
    await docs.register(swaggerUi, { routePrefix: "/docs", staticCSP: contentSecurityPolicy });
  });
}

/** Without `upgrade-insecure-requests`, which would break the page where it is served over plain HTTP. */
const contentSecurityPolicy = {
  "default-src": ["'self'"],
  "base-uri": ["'self'"],
  "img-src": ["'self'", "data:"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "frame-ancestors": ["'none'"],
  "object-src": ["'none'"],
};
