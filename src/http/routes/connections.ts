import { z } from "zod";
import { errors } from "../../errors.js";
import { component } from "../../model/field.js";
import { Connection } from "../../model/platform/connection.js";
import { pageOf } from "../../model/platform/page.js";
import { connectionQuery } from "../../query/platform.js";
import type { App } from "../app-type.js";
import type { AppDeps } from "../deps.js";
import { findCompany, findConnection } from "../find.js";
import { ListQuery, listReader } from "../list-request.js";
import { CompanyParams, ConnectionParams, errorResponses, NoQuery, noContent } from "../openapi-parts.js";
import { pageFrame, pageOptions } from "../paging.js";
import { documentedOnly } from "../route-options.js";
import { connectionView } from "../views/connection.js";

const Connections = pageOf("Connections", Connection);

const ConnectionRequest = component(
  "ConnectionRequest",
  "A connection to be made.",
  z.strictObject({ platformKey: z.string().meta({ description: "Key of the platform; Maxio's is `rkgp`." }) }),
  [{ platformKey: "rkgp" }],
);

const ConnectionUpdate = component(
  "ConnectionUpdate",
  "What to change of a connection.",
  z
    .strictObject({
      status: z
        .literal("Unlinked")
        .optional()
        .meta({ description: "Unlinks a linked connection; what was read through it stays readable." }),
      proxyEnabled: z
        .boolean()
        .optional()
        .meta({ description: "Whether the proxy endpoint may be used on this connection; it is off at first." }),
    })
    .refine(({ status, proxyEnabled }) => status !== undefined || proxyEnabled !== undefined, {
      message: 'must have status ("Unlinked") or proxyEnabled',
    }),
  [{ status: "Unlinked" }, { proxyEnabled: true }],
);

/** A company's links to its sources, without their authorization. */
export function connectionRoutes(app: App, deps: AppDeps): void {
  const { connections } = deps.store;
  const readList = listReader(ListQuery, connectionQuery);
  const tags = ["Connections"];

  app.get(
    "/companies/:companyId/connections",
    {
      ...documentedOnly,
      schema: {
        operationId: "list-connections",
        tags,
        summary: "List connections",
        description: "The connections of a company to its sources of data, in whatever state.",
        params: CompanyParams,
        querystring: ListQuery,
        response: { 200: Connections.describe("Success"), ...errorResponses(400, 404) },
      },
    },
    async (request) => {
      const list = readList(request.url, request.query);
      const company = await findCompany(deps, request.params.companyId);
      const { rows, total } = await connections.list(company.id, pageOptions(list));
      return {
        results: rows.map((row) => connectionView(row, deps)),
        ...pageFrame(`/companies/${company.id}/connections`, list, total),
      };
    },
  );

  app.post(
    "/companies/:companyId/connections",
    {
      schema: {
        operationId: "create-connection",
        tags,
        summary: "Create connection",
        description: "Makes a connection that waits for its authorization (`PendingAuth`).",
        params: CompanyParams,
        querystring: NoQuery,
        body: ConnectionRequest,
        response: { 200: Connection.describe("Success"), ...errorResponses(400, 404, 413, 415) },
      },
    },
    async ({ params, body: { platformKey } }) => {
      if (!deps.providers.has(platformKey)) {
        const supported = [...deps.providers.keys()].join(", ");
        throw errors.badRequest(`platformKey must be one of the supported platforms: ${supported}`);
      }
      const company = await findCompany(deps, params.companyId);
      return connectionView(await connections.create({ companyId: company.id, platformKey }), deps);
    },
  );

  app.get(
    "/companies/:companyId/connections/:connectionId",
    {
      schema: {
        operationId: "get-connection",
        tags,
        summary: "Get connection",
        description: "A connection, its state and the last error that kept it from being read.",
        params: ConnectionParams,
        querystring: NoQuery,
        response: { 200: Connection.describe("Success"), ...errorResponses(400, 404) },
      },
    },
    async ({ params }) => connectionView(await findConnection(deps, params), deps),
  );

  app.patch(
    "/companies/:companyId/connections/:connectionId",
    {
      schema: {
        operationId: "unlink-connection",
        tags,
        summary: "Unlink connection, or switch its proxy endpoint",
        description:
          "`status: Unlinked` forgets the credentials of a linked connection: nothing more is read through it, and what was read stays readable.",
        params: ConnectionParams,
        querystring: NoQuery,
        body: ConnectionUpdate,
        response: { 200: Connection.describe("Success"), ...errorResponses(400, 404, 413, 415) },
      },
    },
    async ({ params, body: { status, proxyEnabled } }) => {
      const connection = await findConnection(deps, params);
      if (status !== undefined && connection.status !== "Linked") {
        throw errors.badRequest(`Only a Linked connection can be unlinked; this one is ${connection.status}.`);
      }
      if (status !== undefined) await connections.setStatus(connection.id, status);
      if (proxyEnabled !== undefined) await connections.setProxyEnabled(connection.id, proxyEnabled);
      return connectionView(await findConnection(deps, params), deps);
    },
  );

  app.delete(
    "/companies/:companyId/connections/:connectionId",
    {
      schema: {
        operationId: "delete-connection",
        tags,
        summary: "Delete connection and everything read through it",
        description: "Cannot be undone.",
        params: ConnectionParams,
        querystring: NoQuery,
        response: { 200: noContent("Deleted"), ...errorResponses(400, 404) },
      },
    },
    async ({ params }, reply) => {
      const connection = await findConnection(deps, params);
      await connections.delete(connection.id);
      return reply.code(200).send();
    },
  );
}
