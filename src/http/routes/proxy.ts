import { createHash } from "node:crypto";
import { z } from "zod";
import { createResponseCache } from "../../cache/response-cache.js";
import type { ConnectionRow } from "../../db/tables.js";
import { AppError, errors, UpstreamError } from "../../errors.js";
import { ErrorMessage } from "../../model/platform/error.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { findConnection, findProvider } from "../find.js";
import { ConnectionParams, errorResponses } from "../openapi-parts.js";
import { createRateLimiter } from "../rate-limiter.js";
import { sendCached } from "../send-cached.js";

const ProxyQuery = z.strictObject({
  endpoint: z
    .string()
    .min(1)
    .meta({
      description:
        "Path at the source, relative, percent-encoded with its query string; `.json` is added when missing.",
      examples: ["subscriptions.json?page=2&per_page=50"],
    }),
});

const maxBytes = 16 * 1024 * 1024;

/** Passes a GET on to a connection's source, for what the standardized data leave out. */
export function proxyRoutes(app: App, deps: AppDeps): void {
  const cache = createResponseCache({
    maxBytes: deps.settings.PROXY_CACHE_SECONDS === 0 ? 0 : maxBytes,
    ttlMs: deps.settings.PROXY_CACHE_SECONDS * 1000,
  });
  const limiter = createRateLimiter(deps.settings.PROXY_RATE_LIMIT, () => deps.now().getTime());

  app.get(
    "/companies/:companyId/connections/:connectionId/data/proxy",
    {
      exposeHeadRoute: false,
      schema: {
        operationId: "get-proxy",
        tags: ["Proxy"],
        summary: "Read the source as it is",
        description:
          "Sends a GET to the connection's source and returns its status and JSON body. Off until the connection's `proxyEnabled` is set.",
        params: ConnectionParams,
        querystring: ProxyQuery,
        response: {
          200: z.unknown().describe("The source's own answer"),
          ...errorResponses(400, 403, 404, 422, 502, 504),
          "4XX": ErrorMessage.describe("Any other status of the source's."),
          "5XX": ErrorMessage.describe("The source's own failure, or none to be reached."),
        },
      },
    },
    async (request, reply) => {
      const { endpoint } = request.query;
      const connection = await findConnection(deps, request.params);
      if (!connection.proxy_enabled) throw errors.forbidden("The proxy is not enabled for this connection.");
      const { sealed_credentials: sealed } = connection;
      if (connection.status !== "Linked" || !sealed) throw errors.forbidden("The connection is not linked.");
      const quota = limiter.count(connection.id);
      if (quota.isExceeded) throw errors.tooManyRequests(quota.resetSeconds);
      const key = `${connection.id} ${credentialVersion(sealed)} ${endpoint}`;
      return sendCached(cache, request, reply, key, async () => [textOf(await ask(connection, sealed, endpoint))]);
    },
  );

  async function ask(connection: ConnectionRow, sealed: string, endpoint: string): Promise<unknown> {
    const source = findProvider(deps, connection).connect(deps.vault.open(connection, sealed));
    try {
      const { status, body } = await source.proxy(endpoint);
      if (status >= 200 && status < 300) return body;
      throw refusal(status);
    } catch (error) {
      // What was tried again in vain: the source's own word for it tells more than ours.
      const status = error instanceof UpstreamError ? error.upstreamStatus : undefined;
      throw status !== undefined && status >= 400 ? refusal(status, error) : error;
    } finally {
      await source.close();
    }
  }
}

/** As JSON again, which values nested some thousand levels deep cannot be. */
function textOf(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch {
    throw new UpstreamError("badPayload", "The source's answer is nested too deeply");
  }
}

/** The source's answer as an error, with its status. */
function refusal(status: number, cause?: unknown): AppError {
  const retryAfterSeconds = cause instanceof UpstreamError ? cause.retryAfterSeconds : undefined;
  return new AppError("Proxy", shownStatus(status), `The source answered with status ${status}.`, {
    canBeRetried: status === 429 || status >= 500 ? "True" : "Unknown",
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** The source's status, but for those that would speak of the caller's own key. */
const shownStatus = (status: number) => (status === 401 ? 403 : status >= 400 ? status : 502);

/** Changes with every authorization, so that nothing read with other credentials is served. */
const credentialVersion = (sealed: string) => createHash("sha256").update(sealed).digest("base64url");
