import { z } from "zod";
import { errors } from "../../errors.js";
import { Branding, Integration, Integrations } from "../../model/platform/integration.js";
import type { Provider } from "../../providers/provider.js";
import { comparing, matches } from "../../query/evaluate.js";
import { integrationQuery } from "../../query/platform.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { ListQuery, listReader } from "../list-request.js";
import { errorResponses, NoQuery } from "../openapi-parts.js";
import { pageFrame, pageOptions } from "../paging.js";
import { documentedOnly } from "../route-options.js";
import { brandingView, integrationView } from "../views/integration.js";

const PlatformParams = z.object({
  platformKey: z.string().meta({ description: "Key of the platform; Maxio's is `rkgp`." }),
});

/** The platforms that can be connected, straight from the provider table. */
export function integrationRoutes(app: App, { providers }: Pick<AppDeps, "providers">): void {
  const integrations = [...providers.values()].map(integrationView);
  const readList = listReader(ListQuery, integrationQuery);
  const tags = ["Integrations"];

  app.get(
    "/integrations",
    {
      ...documentedOnly,
      schema: {
        operationId: "list-integrations",
        tags,
        summary: "List integrations",
        description: "The platforms whose accounts can be connected.",
        querystring: ListQuery,
        response: { 200: Integrations.describe("Success"), ...errorResponses(400) },
      },
    },
    async (request) => {
      const list = readList(request.url, request.query);
      const { filter, order, offset, limit } = pageOptions(list);
      const found = filter ? integrations.filter((integration) => matches(filter, integration)) : integrations;
      const ordered = order ? found.toSorted(comparing(order)) : found;
      return {
        results: ordered.slice(offset, offset + limit),
        ...pageFrame("/integrations", list, found.length),
      };
    },
  );

  app.get(
    "/integrations/:platformKey",
    {
      schema: {
        operationId: "get-integration",
        tags,
        summary: "Get integration",
        description: "A platform and the data types it can serve.",
        params: PlatformParams,
        querystring: NoQuery,
        response: { 200: Integration.describe("Success"), ...errorResponses(400, 404) },
      },
    },
    async ({ params }) => integrationView(find(params.platformKey)),
  );

  app.get(
    "/integrations/:platformKey/branding",
    {
      schema: {
        operationId: "get-integration-branding",
        tags,
        summary: "Get branding of an integration",
        description: "What a page that asks for authorization shows of a platform.",
        params: PlatformParams,
        querystring: NoQuery,
        response: { 200: Branding.describe("Success"), ...errorResponses(400, 404) },
      },
    },
    async ({ params }) => brandingView(find(params.platformKey)),
  );

  function find(platformKey: string): Provider {
    const provider = providers.get(platformKey);
    if (!provider) throw errors.notFound(`No integration was found with key ${platformKey}`);
    return provider;
  }
}
