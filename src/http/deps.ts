import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../config.js";
import type { Store } from "../db/store.js";
import type { ConnectionRow } from "../db/tables.js";
import type { Credentials, Provider } from "../providers/provider.js";
import type { Sync } from "../sync/sync.js";

/** Everything the HTTP layer works with. Whoever made a part closes it; the app closes none of them. */
export interface AppDeps {
  store: Store;
  sync: Sync;
  /** By platform key. */
  providers: ReadonlyMap<string, Provider>;
  vault: Vault;
  /** Keys that callers may authorize with. */
  apiKeys: readonly string[];
  /** Where callers reach the service, without a trailing slash. */
  publicUrl: string;
  settings: AppSettings;
  /** The clock. */
  now: () => Date;
  log: FastifyBaseLogger;
}

/** Seals credentials for storage. Both directions are bound to the company and the connection. */
export interface Vault {
  seal(connection: Pick<ConnectionRow, "id" | "company_id">, credentials: Credentials): string;
  /** Throws when the text was sealed for another connection, with an unknown key, or was changed. */
  open(connection: Pick<ConnectionRow, "id" | "company_id">, sealed: string): Credentials;
}

export type AppSettings = Pick<
  Config,
  | "READ_WAIT_MS"
  | "CACHE_MAX_MB"
  | "RATE_LIMIT"
  | "AUTH_FAILURE_LIMIT"
  | "PROXY_RATE_LIMIT"
  | "PROXY_CACHE_SECONDS"
  | "TRUST_PROXY"
>;
