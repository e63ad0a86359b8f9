import type { Scope } from "../db/store.js";
import { errors } from "../errors.js";
import type { AppDeps } from "./deps.js";
import { toUuid } from "./ids.js";
import { type Servable, servable } from "./readiness.js";

/** Whose records a read is about. */
export interface RecordAddress {
  companyId: string;
  dataType: string;
  connectionId?: string | undefined;
}

/** A read that can be answered: where from, and the version of what is there. */
export interface ReadyScope extends Servable {
  companyId: string;
  version: string;
}

/**
 * Finds the connections a read covers and makes sure that each can be served, waiting for a first sync. Without a
 * connection the read covers all that are linked, those whose access was lost since included; a connection the
 * caller unlinked is read only when asked for.
 *
 * @throws 404 for a company or connection that is unknown or another company's; 409 when nothing is linked or ready.
 */
export async function readyScope(deps: AppDeps, address: RecordAddress): Promise<ReadyScope> {
  const { scope, companyId } = await findScope(deps, address);
  const isWanted = address.connectionId === undefined ? isLive : isLinkedOnce;
  const connections = scope.connections.filter(isWanted);
  if (connections.length === 0) {
    throw errors.datasetNotRequested(`no connection of company ${companyId} is linked. Authorize one first.`);
  }
  const parts = await Promise.all(
    connections.map(async ({ id, platformKey }) => ({
      connectionId: id,
      platformKey,
      readiness: await deps.sync.ensure(id, address.dataType, deps.settings.READ_WAIT_MS),
    })),
  );
  return { ...servable(address.dataType, parts), companyId, version: scope.version };
}

type ConnectionState = Scope["connections"][number];
const isLive = ({ status }: ConnectionState) => status === "Linked" || status === "Deauthorized";
const isLinkedOnce = ({ status }: ConnectionState) => status !== "PendingAuth";

async function findScope(deps: AppDeps, { companyId, dataType, connectionId }: RecordAddress) {
  const company = toUuid(companyId);
  const connection = connectionId === undefined ? undefined : toUuid(connectionId);
  const isWellFormed = company !== undefined && (connectionId === undefined || connection !== undefined);
  const scope = isWellFormed ? await deps.store.records.scope(company, dataType, connection) : undefined;
  if (scope && company) return { scope, companyId: company };
  if (connectionId !== undefined && company && (await deps.store.companies.find(company))) {
    throw errors.connectionNotFound(connectionId);
  }
  throw errors.companyNotFound(companyId);
}
