import { Company } from "../model/platform/company.js";
import { Connection } from "../model/platform/connection.js";
import { PullOperation } from "../model/platform/dataset.js";
import { Integration } from "../model/platform/integration.js";
import type { QueryType } from "./properties.js";

/** The platform's own lists: what is stored can be queried, what is made up when a record is shown cannot. */
export const companyQuery: QueryType = {
  schema: Company,
  noun: "Company",
  only: [
    "id",
    "name",
    "description",
    "created",
    "lastSync",
    "dataConnections.id",
    "dataConnections.integrationKey",
    "dataConnections.platformName",
    "dataConnections.status",
    "dataConnections.created",
    "dataConnections.lastSync",
  ],
  through: ["dataConnections"],
};

export const connectionQuery: QueryType = {
  schema: Connection,
  noun: "Connection",
  only: ["id", "integrationKey", "platformName", "status", "created", "lastSync"],
};

/** A pull operation; "Dataset" is what Codat's error calls it. `isCompleted` cannot be queried, `status` tells more. */
export const datasetQuery: QueryType = {
  schema: PullOperation,
  noun: "Dataset",
  only: [
    "id",
    "companyId",
    "connectionId",
    "dataType",
    "status",
    "statusDescription",
    "errorMessage",
    "requested",
    "completed",
    "progress",
  ],
};

/** Of a table in memory: `evaluate.ts` reads the properties off the records themselves. */
export const integrationQuery: QueryType = {
  schema: Integration,
  noun: "Integration",
  only: [
    "key",
    "name",
    "enabled",
    "sourceId",
    "sourceType",
    "integrationId",
    "isOfflineConnector",
    "isBeta",
    "dataProvidedBy",
    "datatypeFeatures.dataType",
    "billingDatatypeFeatures.dataType",
  ],
  through: ["datatypeFeatures", "billingDatatypeFeatures"],
};
