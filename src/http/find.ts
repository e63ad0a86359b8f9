import type { CompanyRow, ConnectionRow } from "../db/tables.js";
import { errors } from "../errors.js";
import type { Provider } from "../providers/provider.js";
import type { AppDeps } from "./deps.js";
import { toUuid } from "./ids.js";

/** The company of a path. Throws 404 when there is none. */
export async function findCompany({ store }: Pick<AppDeps, "store">, companyId: string): Promise<CompanyRow> {
  const id = toUuid(companyId);
  const row = id && (await store.companies.find(id));
  if (!row) throw errors.companyNotFound(companyId);
  return row;
}

/** The connection of a path. Throws the same 404 whether it does not exist or is another company's. */
export async function findConnection(
  deps: Pick<AppDeps, "store">,
  { companyId, connectionId }: { companyId: string; connectionId: string },
): Promise<ConnectionRow> {
  const company = await findCompany(deps, companyId);
  const id = toUuid(connectionId);
  const row = id && (await deps.store.connections.find(company.id, id));
  if (!row) throw errors.connectionNotFound(connectionId);
  return row;
}

/** The provider of a connection. Throws 400 for a platform this version of the service no longer knows. */
export function findProvider(
  { providers }: Pick<AppDeps, "providers">,
  { platform_key: key }: ConnectionRow,
): Provider {
  const provider = providers.get(key);
  if (!provider) throw errors.badRequest(`Platform ${key} is not supported any more.`);
  return provider;
}
