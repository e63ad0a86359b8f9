import type { ResponseCache } from "../../cache/response-cache.js";
import { errors } from "../../errors.js";
import type { App } from "../app-type.js";
import type { ServedType } from "../data-types.js";
import type { AppDeps } from "../deps.js";
import { ConnectionParams, errorResponses, NoQuery } from "../openapi-parts.js";
import { readyScope } from "../record-scope.js";
import { sendReady } from "../send-ready.js";
import { firstRead } from "./records.js";

/** A data type of which a connection has one record, served as it is: Codat's `commerce-info`. */
export function singleRecordRoute(app: App, deps: AppDeps, cache: ResponseCache, type: ServedType): void {
  const { dataType, connectionPath, schema, name } = type;
  app.get(
    `/companies/:companyId/connections/:connectionId/data/${connectionPath}`,
    {
      schema: {
        operationId: `get-connection-${connectionPath}`,
        tags: [name],
        summary: `Get ${connectionPath} of a connection`,
        description: `${schema.meta()?.description ?? name} ${firstRead}`,
        params: ConnectionParams,
        querystring: NoQuery,
        response: { 200: schema.describe("Success"), ...errorResponses(400, 403, 404, 409, 422, 502, 504) },
      },
    },
    async (request, reply) => {
      const scope = await readyScope(deps, { dataType, ...request.params });
      return sendReady(deps, cache, request, reply, scope, connectionPath, async () => {
        const { rows } = await deps.store.records.page(scope.connectionIds, dataType, { offset: 0, limit: 1 });
        const [body] = rows;
        if (body === undefined) throw errors.recordNotFound(dataType, scope.connectionIds.join());
        return [body];
      });
    },
  );
}
