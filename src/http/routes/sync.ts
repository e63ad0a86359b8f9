import { z } from "zod";
import type { ConnectionRow } from "../../db/tables.js";
import { AppError, errors } from "../../errors.js";
import { DataStatus, PullOperation } from "../../model/platform/dataset.js";
import { pageOf } from "../../model/platform/page.js";
import { datasetQuery } from "../../query/platform.js";
import type { App } from "../app-type.js";
import { servedTypes } from "../data-types.js";
import type { AppDeps } from "../deps.js";
import { findCompany, findConnection } from "../find.js";
import { toUuid } from "../ids.js";
import { ListQuery, listReader } from "../list-request.js";
import { CompanyParams, errorResponses, NoQuery, noContent } from "../openapi-parts.js";
import { pageFrame, pageOptions } from "../paging.js";
import { documentedOnly } from "../route-options.js";
import { dataStatusView } from "../views/data-status.js";
import { datasetView } from "../views/dataset.js";

const PullOperations = pageOf("PullOperations", PullOperation);
const DataTypeParams = CompanyParams.extend({
  dataType: z.string().meta({ description: "Key of the data type, e.g. `billing-subscriptions`." }),
});
const DatasetParams = CompanyParams.extend({
  datasetId: z.string().meta({ format: "uuid", description: "Identifier of the pull operation." }),
});
const QueueQuery = z.strictObject({
  connectionId: z
    .string()
    .optional()
    .meta({ format: "uuid", description: "The connection to sync; all linked ones without it." }),
});

/** Codat's sync operations: how the data types stand, asking for a sync, and what was done. */
export function syncRoutes(app: App, deps: AppDeps): void {
  const { connections, datasets } = deps.store;
  const readList = listReader(ListQuery, datasetQuery);
  const tags = ["Refresh data"];

  app.get(
    "/companies/:companyId/dataStatus",
    {
      schema: {
        operationId: "get-data-status",
        tags,
        summary: "Get data status",
        description:
          "How every data type of a company stands. Over several connections, the one that is worst off speaks for the data type.",
        params: CompanyParams,
        querystring: NoQuery,
        response: { 200: DataStatus.describe("Success"), ...errorResponses(400, 404) },
      },
    },
    async ({ params }) => {
      const company = await findCompany(deps, params.companyId);
      return dataStatusView(await connections.ofCompany(company.id), await datasets.statusOf(company.id));
    },
  );

  app.post(
    "/companies/:companyId/data/all",
    {
      schema: {
        operationId: "refresh-all-data-types",
        tags,
        summary: "Refresh all data",
        description: "Queues a sync of every data type of every linked connection; those already queued go on.",
        params: CompanyParams,
        querystring: NoQuery,
        response: { 204: noContent("Queued"), ...errorResponses(400, 404, 415) },
      },
    },
    async ({ params }, reply) => {
      const company = await findCompany(deps, params.companyId);
      const asked = deps.now();
      for (const { id } of await linkedConnections(company.id)) {
        for (const { dataType } of servedTypes) await queueWhatCanBe(id, dataType, asked);
      }
      return reply.code(204).send();
    },
  );

  app.post(
    "/companies/:companyId/data/queue/:dataType",
    {
      schema: {
        operationId: "refresh-data-type",
        tags,
        summary: "Refresh one data type",
        description:
          "Queues a sync of a data type, of every linked connection or of the one named. 400 while one is queued or running already.",
        params: DataTypeParams,
        querystring: QueueQuery,
        response: { 200: PullOperation.describe("Queued"), ...errorResponses(400, 404, 415) },
      },
    },
    async ({ params: { companyId, dataType }, query: { connectionId } }) => {
      const company = await findCompany(deps, companyId);
      if (!servedTypes.some((type) => type.dataType === dataType)) {
        throw errors.dataTypeNotSupported(dataType, [...deps.providers.keys()].join(", "));
      }
      const targets = await linkedConnections(company.id, connectionId);
      return findDataset(company.id, await queueAny(targets, dataType));
    },
  );

  app.get(
    "/companies/:companyId/data/history",
    {
      ...documentedOnly,
      schema: {
        operationId: "list-pull-operations",
        tags,
        summary: "List pull operations",
        description: "The syncs of a company, the newest first unless ordered otherwise.",
        params: CompanyParams,
        querystring: ListQuery,
        response: { 200: PullOperations.describe("Success"), ...errorResponses(400, 404) },
      },
    },
    async (request) => {
      const list = readList(request.url, request.query);
      const company = await findCompany(deps, request.params.companyId);
      const { rows, total } = await datasets.list(company.id, pageOptions(list));
      return { results: rows.map(datasetView), ...pageFrame(`/companies/${company.id}/data/history`, list, total) };
    },
  );

  app.get(
    "/companies/:companyId/data/history/:datasetId",
    {
      schema: {
        operationId: "get-pull-operation",
        tags,
        summary: "Get pull operation",
        description: "How a sync stands or how it ended.",
        params: DatasetParams,
        querystring: NoQuery,
        response: { 200: PullOperation.describe("Success"), ...errorResponses(400, 404) },
      },
    },
    async ({ params }) => findDataset((await findCompany(deps, params.companyId)).id, params.datasetId),
  );

  async function findDataset(companyId: string, datasetId: string): Promise<PullOperation> {
    const id = toUuid(datasetId);
    const row = id && (await datasets.find(companyId, id));
    if (!row) throw errors.notFound(`No pull operation was found with ID ${datasetId}`);
    return datasetView(row);
  }

  async function linkedOf(companyId: string): Promise<ConnectionRow[]> {
    return (await connections.ofCompany(companyId)).filter(({ status }) => status === "Linked");
  }

  /** The connections a sync is asked for. Throws 400 when there are none that are linked. */
  async function linkedConnections(companyId: string, connectionId?: string): Promise<ConnectionRow[]> {
    if (connectionId !== undefined) {
      const connection = await findConnection(deps, { companyId, connectionId });
      if (connection.status === "Linked") return [connection];
      throw errors.badRequest(`Data connection ${connection.id} is ${connection.status}, not Linked.`);
    }
    const linked = await linkedOf(companyId);
    if (linked.length === 0) throw errors.badRequest(`No connection of company ${companyId} is linked.`);
    return linked;
  }

  /** Queues all of them and returns the first dataset, as Codat does. Throws when not one could be queued. */
  async function queueAny(targets: readonly ConnectionRow[], dataType: string): Promise<string> {
    const attempts = await Promise.allSettled(targets.map(({ id }) => deps.sync.queue(id, dataType)));
    for (const attempt of attempts) if (attempt.status === "fulfilled") return attempt.value;
    for (const attempt of attempts) if (attempt.status === "rejected") throw attempt.reason;
    throw new RangeError("there is at least one connection to queue");
  }

  /** What is already under way goes on, and what the platform does not have is not asked for. */
  async function queueWhatCanBe(connectionId: string, dataType: string, asked: Date): Promise<void> {
    try {
      await deps.sync.queue(connectionId, dataType, asked);
    } catch (error) {
      if (!(error instanceof AppError && error.statusCode < 500)) throw error;
    }
  }
}
