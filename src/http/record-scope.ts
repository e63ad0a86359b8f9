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
  /** The store's count of changes before anything of this was looked up. */
  changes: number;
}

/**
 * Finds the connections a read covers and makes sure that each can be served, waiting for a first sync. Without a
 * connection the read covers all that are linked, those whose access was lost since included; a connection the
 * caller unlinked is read only when asked for.
 *
 * @throws 404 for a company or connection that is unknown or another company's; 409 when nothing is linked or ready.
 */
export async function readyScope(deps: AppDeps, address: RecordAddress): Promise<ReadyScope> {
  const { dataType } = address;
  const changes = deps.store.changes.count();
  const companyId = toUuid(address.companyId) ?? "";
  const connectionId = address.connectionId === undefined ? undefined : (toUuid(address.connectionId) ?? "");
  const scope = await deps.store.records.scope(companyId, dataType, connectionId);
  if (!scope) throw await notFound(deps, address);

  const connections = scope.connections.filter(connectionId === undefined ? isCovered : wasEverLinked);
  if (connections.length === 0) {
    throw errors.datasetNotRequested(`no connection of company ${companyId} is linked. Authorize one first.`);
  }
  const parts = await Promise.all(
    connections.map(async ({ id, platformKey }) => ({
      connectionId: id,
      platformKey,
      readiness: await deps.sync.ensure(id, dataType, deps.settings.READ_WAIT_MS),
    })),
  );
  return { ...servable(dataType, parts), companyId, version: scope.version, changes };
}

type ConnectionState = Pick<Scope["connections"][number], "status">;

/** Whether reads of its company cover a connection: those whose access was lost are covered, unlinked ones are not. */
export const isCovered = ({ status }: ConnectionState) => status === "Linked" || status === "Deauthorized";
const wasEverLinked = ({ status }: ConnectionState) => status !== "PendingAuth";

async function notFound({ store }: AppDeps, { companyId, connectionId }: RecordAddress) {
  const isOurs = connectionId !== undefined && (await store.companies.find(toUuid(companyId) ?? "")) !== undefined;
  return isOurs ? errors.connectionNotFound(connectionId) : errors.companyNotFound(companyId);
}
