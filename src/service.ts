import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import { buildApp } from "./app.js";
import { commerceProjections } from "./commerce/index.js";
import type { Config } from "./config.js";
import { type OpenStore, openStore } from "./db/open-store.js";
import { createDeliveryMetrics } from "./http/delivery-metrics.js";
import { createUpstreamMetrics } from "./http/upstream-metrics.js";
import { createSealer } from "./lib/crypto.js";
import { realTiming } from "./lib/timing.js";
import { createWebhookSender } from "./lib/webhook-sender.js";
import { orderFacts } from "./metrics/commerce/index.js";
import { subscriptionCondensers, subscriptionFacts } from "./metrics/index.js";
import { createProviders } from "./providers/index.js";
import { provisionSandbox } from "./provision-sandbox.js";
import { type Sandbox, startSandbox } from "./sandbox/index.js";
import { createSync } from "./sync/create-sync.js";
import { createVault, renewSeals, type Vault } from "./vault.js";
import { createDeliverer } from "./webhooks/deliverer.js";
import { createEvents } from "./webhooks/events.js";
import { renewSecrets } from "./webhooks/secrets.js";

export interface Service {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  address: string;
  /** The embedded Maxio look-alike, in sandbox mode. */
  sandbox?: Sandbox;
  /** Answers what is in flight, stops syncs at a page boundary and closes everything that was opened. */
  close(): Promise<void>;
}

/** The only key of the sandbox; it opens nothing real. */
export const sandboxApiKey = "sandbox";

/** Puts the parts together and listens. What was opened is closed again when a later step fails. */
export async function startService(config: Config, log: FastifyBaseLogger): Promise<Service> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    return { ...(await openAll(config, log, opened)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openAll(
  config: Config,
  log: FastifyBaseLogger,
  opened: (() => Promise<void>)[],
): Promise<Omit<Service, "close">> {
  const sandbox = config.mode === "sandbox" ? await startSandbox() : undefined;
  if (sandbox) opened.push(() => sandbox.close());

  const upstream = createUpstreamMetrics();
  const providers = createProviders({
    maxio: {
      baseUrlUs: sandbox?.maxioBaseUrl ?? config.MAXIO_BASE_URL_US,
      baseUrlEu: sandbox?.maxioBaseUrl ?? config.MAXIO_BASE_URL_EU,
      codatBaseUrl: sandbox?.codatBaseUrl ?? config.CODAT_BASE_URL,
      map: { minorUnits: config.MINOR_UNITS },
      onRequest: upstream.requested,
      onRepeatedPage: upstream.repeated,
    },
  });
  opened.push(() => providers.close());

  let port = config.PORT;
  const publicUrl = () =>
    config.PUBLIC_URL ?? `http://${config.HOST.includes(":") ? `[${config.HOST}]` : config.HOST}:${port}`;
  const events = createEvents({ providers: providers.byKey, publicUrl });
  const store = await openStore({
    dataDir: sandbox ? join(config.DATA_DIR, "sandbox") : config.DATA_DIR,
    ...(config.DATABASE_URL === undefined ? {} : { databaseUrl: config.DATABASE_URL }),
    platforms: Object.fromEntries([...providers.byKey.values()].map(({ key, name }) => [key, name])),
    onConnectionEvent: events.connectionChanged,
    log,
  });
  opened.push(() => store.close());
  const sealer = createSealer(config.ENCRYPTION_KEY ?? [randomBytes(32)]);
  const vault = createVault(sealer);
  await checkCredentials(config, store, vault, log);
  const unsigned = await renewSecrets(store, sealer);
  if (unsigned.length > 0) log.warn({ webhooks: unsigned }, "secrets of these webhooks do not open; make them anew");

  const sync = createSync({
    store,
    providers: providers.byKey,
    unseal: (connection) => vault.open(connection, connection.sealed_credentials ?? ""),
    projections: commerceProjections,
    facts: [orderFacts, ...subscriptionFacts],
    condensers: subscriptionCondensers,
    log,
    settings: syncSettings(config),
    onReadCompleted: events.readCompleted,
  });
  opened.push(() => sync.close());
  if (sandbox) {
    const [provider] = providers.byKey.values();
    if (provider) await provisionSandbox(store, vault, provider, sandbox.companies);
  }
  await sync.start();

  const sender = createWebhookSender({ allowPrivate: config.WEBHOOK_ALLOW_PRIVATE });
  opened.push(() => sender.close());
  const deliveries = createDeliveryMetrics(store.webhooks);
  const deliverer = createDeliverer({ store, sealer, sender, timing: realTiming, log, observer: deliveries });
  opened.push(() => deliverer.close());
  deliverer.start();

  const app = await buildApp({
    store,
    sync,
    providers: providers.byKey,
    vault,
    sealer,
    apiKeys: sandbox ? [sandboxApiKey] : (config.API_KEYS ?? []),
    publicUrl,
    settings: config,
    deliveries,
    upstream,
    now: () => new Date(),
    log,
  });
  // Together, so that readers who wait for a sync are answered now and not when their patience ends.
  opened.push(async () => void (await Promise.all([app.close(), sync.close()])));
  const address = await app.listen({
    host: config.HOST,
    port: config.PORT,
    listenTextResolver: (at) => `standard-billing ${config.mode} listens on ${at}`,
  });
  if (port === 0) port = Number(new URL(address).port);
  return { address, ...(sandbox ? { sandbox } : {}) };
}

/** In the sandbox the key is new at every start, and so are the seals. */
async function checkCredentials({ mode }: Config, store: OpenStore, vault: Vault, log: FastifyBaseLogger) {
  if (mode === "sandbox") return;
  const lost = await renewSeals(store, vault);
  if (lost.length > 0)
    log.warn({ connections: lost }, "credentials of these connections do not open; authorize them again");
}

function syncSettings(config: Config) {
  const milliseconds = (seconds: number) => seconds * 1000;
  return {
    maxAge: (dataType: string) => milliseconds(config.MAX_AGE_BY_TYPE[dataType] ?? config.MAX_AGE),
    every: (dataType: string) => milliseconds(config.SYNC_EVERY_BY_TYPE[dataType] ?? config.SYNC_EVERY) || undefined,
    overlap: milliseconds(config.SYNC_OVERLAP),
    fullSweepEvery: milliseconds(config.FULL_SYNC_EVERY),
  };
}
