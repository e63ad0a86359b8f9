import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { ResponseCache } from "../../cache/response-cache.js";
import { errors } from "../../errors.js";
import { pageOf } from "../../model/platform/page.js";
import type { App } from "../app-type.js";
import type { ServedType } from "../data-types.js";
import type { AppDeps } from "../deps.js";
import { CompanyListQuery, ListQuery, listReader } from "../list-request.js";
import { CompanyParams, ConnectionParams, errorResponses, NoQuery, RecordId } from "../openapi-parts.js";
import { pageParts } from "../page-body.js";
import { pageOptions } from "../paging.js";
import type { Warning } from "../readiness.js";
import { type ReadyScope, readyScope } from "../record-scope.js";
import { documentedOnly } from "../route-options.js";
import { sendCached } from "../send-cached.js";

/** Where records are read: over a company's connections, or from one connection. */
interface Level {
  name: "company" | "connection";
  prefix: string;
  params: typeof CompanyParams | typeof ConnectionParams;
  listQuery: z.ZodObject;
  getQuery: z.ZodObject;
}

const companyLevel: Level = {
  name: "company",
  prefix: "/companies/:companyId",
  params: CompanyParams,
  listQuery: CompanyListQuery,
  getQuery: CompanyListQuery.pick({ connectionId: true }),
};

const connectionLevel: Level = {
  name: "connection",
  prefix: "/companies/:companyId/connections/:connectionId/data",
  params: ConnectionParams,
  listQuery: ListQuery,
  getQuery: NoQuery,
};

interface RecordRequest {
  companyId: string;
  connectionId?: string;
  id: string;
}

/** The list and the single record of a data type: for one connection, and for a company where the type has such a path. */
export function recordRoutes(app: App, deps: AppDeps, cache: ResponseCache, type: ServedType): void {
  const Page = pageOf(`${type.noun}Page`, type.schema);
  if (type.companyPath !== undefined) addRoutes(companyLevel, type.companyPath);
  addRoutes(connectionLevel, type.connectionPath);

  function addRoutes(level: Level, segment: string): void {
    const url = `${level.prefix}/${segment}`;
    const readList = listReader(level.listQuery, type);
    const readOne = listReader(level.getQuery, type);
    const failures = errorResponses(400, 403, 404, 409, 422, 502, 504);

    app.get(
      url,
      {
        ...documentedOnly,
        schema: {
          operationId: `list-${level.name}-${segment}`,
          tags: [type.noun],
          summary: `List ${segment} of a ${level.name}`,
          params: level.params,
          querystring: level.listQuery,
          response: { 200: Page.describe("Success"), ...failures },
        },
      },
      async (request, reply) => {
        const params = request.params as RecordRequest;
        const list = readList(request.url, request.query);
        const scope = await readyScope(deps, { dataType: type.dataType, connectionId: list.connectionId, ...params });
        const path = pathOf(scope.companyId, params, segment);
        const key = `${path} ${list.page} ${list.pageSize} ${list.canonical}`;
        return answer(request, reply, scope, key, async () => {
          const page = await deps.store.records.page(scope.connectionIds, type.dataType, pageOptions(list));
          return pageParts(path, list, page);
        });
      },
    );

    app.get(
      `${url}/:id`,
      {
        ...documentedOnly,
        schema: {
          operationId: `get-${level.name}-${segment}`,
          tags: [type.noun],
          summary: `Get one of the ${segment} of a ${level.name}`,
          params: level.params.extend({ id: RecordId }),
          querystring: level.getQuery,
          response: { 200: type.schema.describe("Success"), ...failures },
        },
      },
      async (request, reply) => {
        const params = request.params as RecordRequest;
        const { connectionId } = readOne(request.url, request.query);
        const scope = await readyScope(deps, { dataType: type.dataType, connectionId, ...params });
        const key = `${pathOf(scope.companyId, params, segment)}/${encodeURIComponent(params.id)}`;
        return answer(request, reply, scope, key, async () => [await findOne(scope, params.id)]);
      },
    );
  }

  /** The company has been found to be the caller's to read before the cache is asked. */
  function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    scope: ReadyScope,
    key: string,
    compute: () => Promise<readonly string[]>,
  ) {
    if (scope.staleSince !== undefined) {
      const age = Math.floor((deps.now().getTime() - Date.parse(scope.staleSince)) / 1000);
      reply.header("age", Math.max(0, age));
    }
    if (scope.warnings.length > 0) reply.header("warning", scope.warnings.map(toWarning).join(", "));
    return sendCached(cache, request, reply, `${scope.connectionIds.join()} ${scope.version} ${key}`, compute);
  }

  async function findOne({ connectionIds }: ReadyScope, id: string): Promise<string> {
    const found = id.includes("\0") ? [] : await deps.store.records.find(connectionIds, type.dataType, id);
    const [first, ...others] = found;
    if (!first) throw errors.recordNotFound(type.dataType, id);
    if (others.length > 0) {
      const where = found.map(({ connectionId }) => connectionId).join(", ");
      throw errors.badRequest(`${type.noun} ${id} exists in several connections; add connectionId, one of ${where}`);
    }
    return first.body;
  }
}

function pathOf(companyId: string, { connectionId }: RecordRequest, segment: string): string {
  if (connectionId === undefined) return `/companies/${companyId}/${segment}`;
  return `/companies/${companyId}/connections/${connectionId.toLowerCase()}/data/${segment}`;
}

const toWarning = ({ code, text }: Warning) => `${code} standard-billing "${text.replace(/[^\x20-\x7e]|["\\]/g, "'")}"`;
