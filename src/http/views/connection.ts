import type { ConnectionRow } from "../../db/tables.js";
import { Connection } from "../../model/platform/connection.js";
import type { AppDeps } from "../deps.js";

/** A connection as callers see it; nothing of its credentials. Absent facts are left out. */
export function connectionView(row: ConnectionRow, deps: Pick<AppDeps, "providers" | "publicUrl">): Connection {
  const provider = deps.providers.get(row.platform_key);
  if (!provider) throw new Error(`connection ${row.id} is of platform ${row.platform_key}, which is not in the table`);
  return {
    id: row.id,
    integrationId: provider.integrationId,
    integrationKey: provider.key,
    sourceId: provider.sourceId,
    sourceType: "Commerce",
    platformName: provider.name,
    linkUrl: `${deps.publicUrl()}/companies/${row.company_id}/connections/${row.id}/authorization`,
    status: row.status,
    created: row.created_date,
    ...(row.last_sync ? { lastSync: row.last_sync } : {}),
    ...(row.errors
      ? { dataConnectionErrors: Connection.shape.dataConnectionErrors.parse(JSON.parse(row.errors)) }
      : {}),
    connectionInfo: { ...sourceInfo(row), proxyEnabled: row.proxy_enabled ? "true" : "false" },
  };
}

/** The facts of the linked source, as `link` stored them. */
function sourceInfo(row: ConnectionRow): Record<string, string> {
  return row.source_info ? (Connection.shape.connectionInfo.parse(JSON.parse(row.source_info)) ?? {}) : {};
}
