import type { z } from "zod";
import type { ResponseCache } from "../../cache/response-cache.js";
import { errors } from "../../errors.js";
import { pageOf } from "../../model/platform/page.js";
import type { App } from "../app-type.js";
import type { ServedType } from "../data-types.js";
import { isDeleted, withoutDeleted } from "../deleted-records.js";
import type { AppDeps } from "../deps.js";
import type { FastLane } from "../fast-lane.js";
import { CompanyListQuery, ListQuery, type ListRequest, listReader } from "../list-request.js";
import { CompanyParams, ConnectionParams, errorResponses, NoQuery, RecordId } from "../openapi-parts.js";
import { pageParts } from "../page-body.js";
import { pageOptions } from "../paging.js";
import { type ReadyScope, readyScope } from "../record-scope.js";
import { documentedOnly } from "../route-options.js";
import { cacheKey, sendReady } from "../send-ready.js";

/** Where records are read: over a company's connections, or from one connection. */
interface Level {
  name: "company" | "connection";
  /** A sentence for the document. */
  about: string;
  prefix: string;
  params: typeof CompanyParams | typeof ConnectionParams;
  listQuery: z.ZodObject;
  getQuery: z.ZodObject;
}

const companyLevel: Level = {
  name: "company",
  about: " Those of all connections of the company, each with its `connectionId`.",
  prefix: "/companies/:companyId",
  params: CompanyParams,
  listQuery: CompanyListQuery,
  getQuery: CompanyListQuery.pick({ connectionId: true }),
};

const connectionLevel: Level = {
  name: "connection",
  about: "",
  prefix: "/companies/:companyId/connections/:connectionId/data",
  params: ConnectionParams,
  listQuery: ListQuery,
  getQuery: NoQuery,
};

/** What a reader of the document should know of a data type. */
function descriptionOf({ schema, name, hidesDeleted }: ServedType): string {
  const hiding = " What is gone from the source is listed only to a `query` that asks about `metadata.isDeleted`.";
  return `${schema.meta()?.description ?? name}${hidesDeleted ? hiding : ""}`;
}

/** What every read of records does. */
export const firstRead =
  "The first read starts a sync and waits for it for a while, and answers 409 when it takes longer; later reads answer from what is stored and have it refreshed in the background.";

interface RecordRequest {
  companyId: string;
  connectionId?: string;
  id: string;
}

/** The list and the single record of a data type: for one connection, and for a company where the type has such a path. */
export function recordRoutes(app: App, deps: AppDeps, cache: ResponseCache, lane: FastLane, type: ServedType): void {
  const Page = pageOf(`${type.name}Page`, type.schema);
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
          tags: [type.name],
          summary: `List ${segment} of a ${level.name}`,
          description: `${descriptionOf(type)}${level.about} ${firstRead}`,
          params: level.params,
          querystring: level.listQuery,
          response: { 200: Page.describe("Success"), ...failures },
        },
      },
      async (request, reply) => {
        const params = request.params as RecordRequest;
        const list = readList(request.url, request.query);
        const address = { dataType: type.dataType, connectionId: list.connectionId, ...params };
        const scope = await readyScope(deps, address);
        const path = pathOf(scope, params, segment);
        const key = `${path} ${list.page} ${list.pageSize} ${list.canonical}`;
        await sendReady(deps, cache, request, reply, scope, key, () => readPage(scope, path, list));
        lane.remember(request, scope, cacheKey(scope, key));
        return reply;
      },
    );

    app.get(
      `${url}/:id`,
      {
        ...documentedOnly,
        schema: {
          operationId: `get-${level.name}-${segment}`,
          tags: [type.name],
          summary: `Get one of the ${segment} of a ${level.name}`,
          description: `${descriptionOf(type)} ${firstRead}`,
          params: level.params.extend({ id: RecordId }),
          querystring: level.getQuery,
          response: { 200: type.schema.describe("Success"), ...failures },
        },
      },
      async (request, reply) => {
        const params = request.params as RecordRequest;
        const { connectionId } = readOne(request.url, request.query);
        const scope = await readyScope(deps, { dataType: type.dataType, connectionId, ...params });
        const key = `${pathOf(scope, params, segment)}/${encodeURIComponent(params.id)}`;
        await sendReady(deps, cache, request, reply, scope, key, async () => [await findOne(scope, params.id)]);
        lane.remember(request, scope, cacheKey(scope, key));
        return reply;
      },
    );
  }

  async function readPage({ connectionIds }: ReadyScope, path: string, list: ListRequest): Promise<string[]> {
    const filter = withoutDeleted(type, list.filter);
    const options = pageOptions({ ...list, ...(filter ? { filter } : {}) });
    return pageParts(path, list, await deps.store.records.page(connectionIds, type.dataType, options));
  }

  async function findOne({ connectionIds }: ReadyScope, id: string): Promise<string> {
    const found = id.includes("\0") ? [] : await deps.store.records.find(connectionIds, type.dataType, id);
    const [first, ...others] = found;
    if (!first || (type.hidesDeleted && isDeleted(first.body))) throw errors.recordNotFound(type.dataType, id);
    if (others.length > 0) {
      const where = found.map(({ connectionId }) => connectionId).join(", ");
      throw errors.badRequest(`${type.noun} ${id} exists in several connections; add connectionId, one of ${where}`);
    }
    return first.body;
  }
}

function pathOf({ companyId }: ReadyScope, { connectionId }: RecordRequest, segment: string): string {
  if (connectionId === undefined) return `/companies/${companyId}/${segment}`;
  return `/companies/${companyId}/connections/${connectionId.toLowerCase()}/data/${segment}`;
}
