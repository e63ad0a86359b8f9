import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../config.js";
import type { Store } from "../db/store.js";
import type { Sealer } from "../lib/crypto.js";
import type { Provider } from "../providers/provider.js";
import type { Sync } from "../sync/sync.js";
import type { Vault } from "../vault.js";
import type { DeliveryMetrics } from "./delivery-metrics.js";
import type { UpstreamMetrics } from "./upstream-metrics.js";

/** Everything the HTTP layer works with. Whoever made a part closes it; the app closes none of them. */
export interface AppDeps {
  store: Store;
  sync: Sync;
  /** By platform key. */
  providers: ReadonlyMap<string, Provider>;
  vault: Pick<Vault, "seal" | "open">;
  /** For what else is stored sealed. */
  sealer: Pick<Sealer, "seal" | "open">;
  /** Keys that callers may authorize with. */
  apiKeys: readonly string[];
  /** Where callers reach the service, without a trailing slash. Asked at every use: a free port is known late. */
  publicUrl(): string;
  settings: AppSettings;
  /** What became of events that were to be delivered. */
  deliveries: DeliveryMetrics;
  /** What was asked of sources so far. */
  upstream: UpstreamMetrics;
  /** The clock. */
  now: () => Date;
  log: FastifyBaseLogger;
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
  | "WEBHOOK_ALLOW_PRIVATE"
>;
