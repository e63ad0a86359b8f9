import { collectDefaultMetrics, Gauge, type Metric, Registry } from "prom-client";
import type { ResponseCache } from "../../cache/response-cache.js";
import type { App } from "../app-type.js";

/**
 * Shows `metrics` (of requests here and at sources, of deliveries to webhooks), the cache and the process's own figures at
 * `/metrics`. No label holds an id.
 */
export function metrics(app: App, cache: ResponseCache, metrics: readonly Metric[]): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const metric of metrics) registry.registerMetric(metric);
  for (const name of ["hits", "misses", "joined", "evictions", "tooLarge", "bytes", "entries"] as const) {
    new Gauge({
      name: `response_cache_${name.replace("tooLarge", "too_large")}`,
      help: `Response cache: ${cacheHelp[name]}.`,
      registers: [registry],
      collect() {
        this.set(cache.stats()[name]);
      },
    });
  }
  app.get("/metrics", { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

const cacheHelp = {
  hits: "answers served from it since the start",
  misses: "answers that had to be made since the start",
  joined: "answers that shared the making of another since the start",
  evictions: "answers dropped to make room since the start",
  tooLarge: "answers too large to be kept since the start",
  bytes: "memory in use",
  entries: "answers kept",
} as const;
