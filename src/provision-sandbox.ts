import type { Store } from "./db/store.js";
import { describeSource } from "./http/describe-source.js";
import type { Provider } from "./providers/provider.js";
import type { SandboxCompany } from "./sandbox/index.js";
import type { Vault } from "./vault.js";

/** Makes the sandbox's companies with their fixed ids, or leaves those that are there, and links their connections. */
export async function provisionSandbox(
  store: Store,
  vault: Vault,
  provider: Provider,
  sandboxCompanies: readonly SandboxCompany[],
): Promise<void> {
  for (const { id, name, description, connections } of sandboxCompanies) {
    if (!(await store.companies.find(id))) await store.companies.create({ id, name, description });
    for (const { id: connectionId, credentials: given } of connections) {
      const connection =
        (await store.connections.find(id, connectionId)) ??
        (await store.connections.create({ id: connectionId, companyId: id, platformKey: provider.key }));
      const credentials = provider.parseCredentials(given);
      await store.connections.link(connectionId, {
        sealedCredentials: vault.seal(connection, credentials),
        sourceInfo: await describeSource(provider, credentials),
      });
      await store.connections.setProxyEnabled(connectionId, true);
    }
  }
}
