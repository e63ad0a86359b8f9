import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { ApiKeyRow } from "../../db/tables.js";
import { errors } from "../../errors.js";
import { digestApiKey } from "../../lib/crypto.js";
import { component } from "../../model/field.js";
import { type ApiKeyDetails, ApiKeyList, NewApiKey } from "../../model/platform/api-key.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { toUuid } from "../ids.js";
import { errorResponses, NoQuery, noContent, Text } from "../openapi-parts.js";

/** Codat's limit; keys of the configuration are not counted. */
const maxApiKeys = 10;
const maxCompanies = 1_000;

const ApiKeyRequest = component(
  "ApiKeyRequest",
  "An API key to be made.",
  z.strictObject({
    name: Text(200).nullish(),
    companyIds: z.array(z.uuid()).min(1).max(maxCompanies).nullish().meta({
      description: "The companies the key is for. Without it, the key is for all companies, later ones included.",
    }),
  }),
  [{ name: "underwriting", companyIds: ["6f0d2c3a-4b1e-4c55-9a57-1d3e8f6a0c01"] }],
);
const ApiKeyParams = z.object({
  apiKeyId: z.string().meta({ format: "uuid", description: "Identifier of the API key." }),
});
const administrators = { config: { needs: "administrator" } } as const;

/** Keys beside those of the configuration: made, listed and deleted with one of these. */
export function apiKeyRoutes(app: App, deps: Pick<AppDeps, "store" | "apiKeys">): void {
  const { apiKeys, companies } = deps.store;
  const configured = deps.apiKeys.map(configuredView);
  const tags = ["API keys"];

  app.get(
    "/apiKeys",
    {
      ...administrators,
      schema: {
        operationId: "list-api-keys",
        tags,
        summary: "List API keys",
        description:
          "Every key that opens the service, those of the configuration included, never the keys themselves.",
        querystring: NoQuery,
        response: { 200: ApiKeyList.describe("Success"), ...errorResponses(400, 403) },
      },
    },
    async () => ({ results: [...configured, ...(await apiKeys.list()).map(storedView)] }),
  );

  app.post(
    "/apiKeys",
    {
      ...administrators,
      schema: {
        operationId: "create-api-key",
        tags,
        summary: "Create API key",
        description: `The key is shown this once; its digest is all that is stored. At most ${maxApiKeys} keys besides those of the configuration.`,
        querystring: NoQuery,
        body: ApiKeyRequest,
        response: { 201: NewApiKey.describe("Created"), ...errorResponses(400, 403, 409, 413, 415) },
      },
    },
    async ({ body: { name, companyIds } }, reply) => {
      const ids = companyIds ? [...new Set(companyIds.map((id) => id.toLowerCase()))] : undefined;
      if (ids) await mustExist(ids);
      const apiKey = `sb_${randomBytes(32).toString("base64url")}`;
      const input = { ...(name ? { name } : {}), ...(ids ? { companyIds: ids } : {}), digest: digestApiKey(apiKey) };
      const row = await apiKeys.create(input, maxApiKeys);
      if (!row) throw errors.conflict(`There are ${maxApiKeys} API keys already; delete one first.`);
      reply.header("cache-control", "no-store");
      return reply.code(201).send({ ...storedView(row), apiKey });
    },
  );

  app.delete(
    "/apiKeys/:apiKeyId",
    {
      ...administrators,
      schema: {
        operationId: "delete-api-key",
        tags,
        summary: "Delete API key",
        description:
          "The key opens nothing from then on (on other replicas within a second). Keys of the configuration stay, so that there is always one left. Codat's platform SDK (6.x) wants JSON from this 204, which HTTP does not allow: it throws an `SDKError` with status 204 although the key is deleted.",
        params: ApiKeyParams,
        querystring: NoQuery,
        response: { 204: noContent("Deleted"), ...errorResponses(400, 403, 404) },
      },
    },
    async ({ params }, reply) => {
      const id = toUuid(params.apiKeyId) ?? "";
      if (configured.some((key) => key.id === id)) {
        throw errors.forbidden("This key is set in the service's configuration (API_KEYS) and is taken away there.");
      }
      if (!(await apiKeys.delete(id))) throw errors.notFound(`No API key was found with ID ${params.apiKeyId}`);
      return reply.code(204).send();
    },
  );

  async function mustExist(ids: readonly string[]): Promise<void> {
    const { rows } = await companies.list({
      filter: { kind: "oneOf", property: { path: ["id"], type: "text" }, values: ids },
      offset: 0,
      limit: ids.length,
    });
    const known = new Set(rows.map(({ id }) => id));
    const unknown = ids.find((id) => !known.has(id));
    if (unknown !== undefined) throw errors.badRequest(`companyIds: no company was found with ID ${unknown}`);
  }
}

function storedView({ id, name, company_ids: companyIds, created_date: createdDate }: ApiKeyRow): ApiKeyDetails {
  return {
    id,
    ...(name === null ? {} : { name }),
    createdDate,
    ...(companyIds === null ? {} : { companyIds: z.array(z.uuid()).parse(JSON.parse(companyIds)) }),
    isConfigured: false,
  };
}

/** Its id follows from the key's digest, so that it stays the same over restarts. */
function configuredView(key: string): ApiKeyDetails {
  const hex = Buffer.from(digestApiKey(key), "base64url").toString("hex");
  const id = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)];
  return { id: id.join("-"), name: "API_KEYS", isConfigured: true };
}
