import { z } from "zod";
import type { CompanyRow, ConnectionRow } from "../../db/tables.js";
import type { Company } from "../../model/platform/company.js";
import type { AppDeps } from "../deps.js";
import { connectionView } from "./connection.js";

const Tags = z.record(z.string(), z.string());

/** A company with its connections, as callers see it. */
export function companyView(
  row: CompanyRow,
  connections: readonly ConnectionRow[],
  deps: Pick<AppDeps, "providers" | "publicUrl">,
): Company {
  const lastSync = connections
    .flatMap(({ last_sync }) => last_sync ?? [])
    .sort()
    .at(-1);
  return {
    id: row.id,
    name: row.name,
    ...(row.description === null ? {} : { description: row.description }),
    redirect: `${deps.publicUrl()}/companies/${row.id}/connections`,
    platform: "",
    ...(lastSync === undefined ? {} : { lastSync }),
    created: row.created_date,
    products: [],
    ...(row.tags === null ? {} : { tags: Tags.parse(JSON.parse(row.tags)) }),
    dataConnections: connections.map((connection) => connectionView(connection, deps)),
    referenceSubsidiaryCompanies: [],
  };
}
