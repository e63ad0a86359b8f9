import type { Credentials, Provider } from "../providers/provider.js";

/**
 * Asks a source who it is, which proves that the credentials work, and returns it as the store keeps it: JSON of the
 * source's facts, its name and the id of the account. Throws `UpstreamError`.
 */
export async function describeSource(provider: Provider, credentials: Credentials): Promise<string> {
  const source = provider.connect(credentials);
  try {
    const { id, name, facts } = await source.describe();
    return JSON.stringify({ ...facts, sourceAccountId: id, name });
  } finally {
    await source.close();
  }
}
