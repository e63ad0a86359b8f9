import { z } from "zod";
import { commerceShapes } from "./shapes/commerce.js";
import { pageOf } from "./shapes/page.js";
import {
  apiKeyDetails,
  branding,
  company,
  connection,
  dataStatus,
  integration,
  pullOperation,
  report,
  webhook,
} from "./shapes/platform.js";

/** What Codat's SDKs expect of an operation. */
export interface Operation {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Template of the path, `{…}` for a parameter. */
  path: string;
  /** The one status that is success: any other makes the SDK throw. */
  success: number;
  /** Body of a success; undefined for none at all. */
  body?: z.ZodType;
  /** Statuses whose error the SDK types as ErrorMessage; the rest reach the caller as a bare SDKError. */
  errors: readonly number[];
}

const common = [401, 402, 403, 404, 429, 500, 503];
const withQuery = [400, ...common];
/** Of operations that are of nothing that may not be there. */
const ofNothing = common.filter((status) => status !== 404);
const companies = "/companies";
const aCompany = "/companies/{companyId}";
const connections = `${aCompany}/connections`;
const aConnection = `${connections}/{connectionId}`;
const anIntegration = "/integrations/{platformKey}";

const op = (
  method: Operation["method"],
  path: string,
  success: number,
  errors: readonly number[],
  body?: z.ZodType,
): Operation => ({
  method,
  path,
  success,
  errors,
  ...(body && { body }),
});

const platform = {
  "companies.list": op("GET", companies, 200, withQuery, pageOf(company)),
  "companies.create": op("POST", companies, 200, [400, ...ofNothing], company),
  "companies.get": op("GET", aCompany, 200, common, company),
  "companies.replace": op("PUT", aCompany, 200, common, company),
  "companies.update": op("PATCH", aCompany, 200, common, company),
  "companies.delete": op("DELETE", aCompany, 204, common),
  "connections.list": op("GET", connections, 200, withQuery, pageOf(connection)),
  "connections.create": op("POST", connections, 200, common, connection),
  "connections.get": op("GET", aConnection, 200, common, connection),
  "connections.unlink": op("PATCH", aConnection, 200, common, connection),
  "connections.delete": op("DELETE", aConnection, 200, common),
  "connections.updateAuthorization": op("PUT", `${aConnection}/authorization`, 200, common, connection),
  "dataStatus.get": op("GET", `${aCompany}/dataStatus`, 200, common, dataStatus),
  "data.refreshAll": op("POST", `${aCompany}/data/all`, 204, withQuery),
  "data.refreshOne": op("POST", `${aCompany}/data/queue/{dataType}`, 200, withQuery, pullOperation),
  "history.list": op("GET", `${aCompany}/data/history`, 200, withQuery, pageOf(pullOperation)),
  "history.get": op("GET", `${aCompany}/data/history/{datasetId}`, 200, common, pullOperation),
  "integrations.list": op("GET", "/integrations", 200, [400, ...ofNothing], pageOf(integration)),
  "integrations.get": op("GET", anIntegration, 200, common, integration),
  "integrations.branding": op("GET", `${anIntegration}/branding`, 200, common, branding),
  "webhooks.list": op("GET", "/webhooks", 200, [400, ...ofNothing], z.looseObject({ results: z.array(webhook) })),
  "webhooks.create": op("POST", "/webhooks", 201, [400, ...ofNothing], webhook),
  "webhooks.delete": op("DELETE", "/webhooks/{webhookId}", 204, common),
  "apiKeys.list": op("GET", "/apiKeys", 200, ofNothing, z.looseObject({ results: z.array(apiKeyDetails) })),
  "apiKeys.create": op("POST", "/apiKeys", 201, [400, ...ofNothing, 409], apiKeyDetails),
  "apiKeys.delete": op("DELETE", "/apiKeys/{apiKeyId}", 204, common),
} as const;

type DataType = keyof typeof commerceShapes;
type ListType = Exclude<DataType, "commerce-companyInfo">;
const listTypes = Object.keys(commerceShapes).filter((type) => type !== "commerce-companyInfo") as ListType[];

/** Lists are named after their data type, get-one `{dataType}.get`. Locations take no query, so they have no 400. */
const lists = Object.fromEntries(
  listTypes.flatMap((type) => {
    const path = `${aConnection}/data/${type}`;
    const errors = type === "commerce-locations" ? [...common, 409] : [...withQuery, 409];
    return [
      [type, op("GET", path, 200, errors, pageOf(commerceShapes[type]))],
      [`${type}.get`, op("GET", `${path}/{id}`, 200, [...common, 409], commerceShapes[type])],
    ];
  }),
) as Record<ListType | `${ListType}.get`, Operation>;

const companyInfo = {
  "commerce-companyInfo": op(
    "GET",
    `${aConnection}/data/commerce-info`,
    200,
    [...common, 409],
    commerceShapes["commerce-companyInfo"],
  ),
};

const metricNames = ["revenue", "orders", "refunds", "customerRetention", "lifetimeValue"] as const;
const metrics = Object.fromEntries(
  metricNames.map((name) => [
    `metrics.${name}`,
    op("GET", `/data${aConnection}/assess/commerceMetrics/${name}`, 200, withQuery, report),
  ]),
) as Record<`metrics.${(typeof metricNames)[number]}`, Operation>;

/** Codat's operations that have a route here. */
export const operations = { ...platform, ...lists, ...companyInfo, ...metrics } satisfies Record<string, Operation>;
export type OperationName = keyof typeof operations;
export const operationNames = Object.keys(operations) as OperationName[];

/** The operation a request is of; undefined for routes that are not Codat's. */
export function operationOf(method: string, url: string): OperationName | undefined {
  const segments = (url.split("?")[0] ?? "").split("/");
  return operationNames.find((name) => {
    const { method: wanted, path } = operations[name];
    const template = path.split("/");
    return (
      wanted === method.toUpperCase() &&
      template.length === segments.length &&
      template.every((part, i) => part === segments[i] || (part.startsWith("{") && segments[i] !== ""))
    );
  });
}
