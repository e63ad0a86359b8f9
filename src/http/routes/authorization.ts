import { z } from "zod";
import { AppError, errors, UpstreamError, type UpstreamFailure } from "../../errors.js";
import { component } from "../../model/field.js";
import { Connection } from "../../model/platform/connection.js";
import type { Credentials, Provider } from "../../providers/provider.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { describeSource } from "../describe-source.js";
import { findConnection, findProvider } from "../find.js";
import { ConnectionParams, errorResponses, NoQuery } from "../openapi-parts.js";
import { connectionView } from "../views/connection.js";

const Authorization = component(
  "Authorization",
  "Credentials for the source, by name. They are tried, sealed, and never shown again.",
  z.record(z.string(), z.string()),
  [
    { subdomain: "acorn-analytics", apiKey: "…", region: "US" },
    { transport: "codatProxy", codatApiKey: "…", codatCompanyId: "…", codatConnectionId: "…" },
  ],
);

/** Links a connection: proves that the credentials open a source, then stores them sealed. */
export function authorizationRoutes(app: App, deps: AppDeps): void {
  const { connections } = deps.store;

  app.put(
    "/companies/:companyId/connections/:connectionId/authorization",
    {
      schema: {
        operationId: "update-connection-authorization",
        tags: ["Connections"],
        summary: "Authorize connection",
        description:
          "Takes `{subdomain, apiKey, region?}` of a Maxio site, or the ids of a connection at Codat whose proxy is used. The credentials are tried at once. When they open another account than before, what was read of the old one is dropped.",
        params: ConnectionParams,
        querystring: NoQuery,
        body: Authorization,
        response: { 200: Connection.describe("Linked"), ...errorResponses(400, 404, 413, 415, 502, 504) },
      },
    },
    async ({ params, body }) => {
      const connection = await findConnection(deps, params);
      const provider = findProvider(deps, connection);
      const credentials = provider.parseCredentials(body);
      const sourceInfo = await tryOut(provider, credentials).catch(async (error) => {
        if (connection.status === "PendingAuth" && error instanceof AppError) await connections.refused(connection.id);
        throw error;
      });
      await connections.link(connection.id, {
        sealedCredentials: deps.vault.seal(connection, credentials),
        sourceInfo,
      });
      return connectionView(await findConnection(deps, params), deps);
    },
  );
}

/** Throws what the caller can do about it when the source does not let us in. */
async function tryOut(provider: Provider, credentials: Credentials): Promise<string> {
  try {
    return await describeSource(provider, credentials);
  } catch (error) {
    if (error instanceof UpstreamError && callersMistakes.has(error.kind)) {
      throw errors.badRequest(`The connection could not be authorized: ${error.message}`);
    }
    throw error;
  }
}

/** Failures that other credentials would not have had. */
const callersMistakes: ReadonlySet<UpstreamFailure> = new Set(["unauthorized", "forbidden", "notFound", "rejected"]);
