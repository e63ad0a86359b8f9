import { z } from "zod";
import type { Store } from "./db/store.js";
import type { ConnectionRow } from "./db/tables.js";
import { SealBroken, type Sealer } from "./lib/crypto.js";
import type { Credentials } from "./providers/provider.js";

type Owner = Pick<ConnectionRow, "id" | "company_id">;

/** Seals credentials for storage, bound to company and connection: a row that is moved elsewhere does not open. */
export interface Vault {
  seal(connection: Owner, credentials: Credentials): string;
  /** Throws `SealBroken` when the text is another connection's, was changed, or its key is missing. */
  open(connection: Owner, sealed: string): Credentials;
  isOutdated(sealed: string): boolean;
}

const Opened = z.record(z.string(), z.string());

export function createVault(sealer: Sealer): Vault {
  const contextOf = ({ company_id, id }: Owner) => `${company_id}/${id}`;
  return {
    seal: (connection, credentials) => sealer.seal(JSON.stringify(credentials), contextOf(connection)),
    open: (connection, sealed) => Opened.parse(JSON.parse(sealer.open(sealed, contextOf(connection)))),
    isOutdated: sealer.isOutdated,
  };
}

const companiesAtATime = 200;

/**
 * Makes sure, before anything is served, that what is sealed in the store opens, and seals anew what an older key sealed,
 * so that after a start with a new key in front the old one can be taken away.
 *
 * @returns the ids of connections whose credentials no key opens; they have to be authorized again.
 * @throws Error when none opens: then the keys are wrong, not the rows.
 */
export async function renewSeals({ companies, connections }: Store, vault: Vault): Promise<string[]> {
  const lost: string[] = [];
  let opened = 0;
  for (let offset = 0; ; offset += companiesAtATime) {
    const { rows } = await companies.list({ offset, limit: companiesAtATime });
    for (const connection of await connections.ofCompanies(rows.map(({ id }) => id))) {
      const { id, status, sealed_credentials: sealed, source_info: sourceInfo } = connection;
      if (sealed === null) continue;
      try {
        const credentials = vault.open(connection, sealed);
        opened++;
        if (!vault.isOutdated(sealed) || status !== "Linked") continue;
        await connections.link(id, {
          sealedCredentials: vault.seal(connection, credentials),
          sourceInfo: sourceInfo ?? "{}",
        });
      } catch (error) {
        if (!(error instanceof SealBroken)) throw error;
        lost.push(id);
      }
    }
    if (rows.length < companiesAtATime) break;
  }
  if (lost.length > 0 && opened === 0) throw new Error("ENCRYPTION_KEY does not open the stored credentials");
  return lost;
}
