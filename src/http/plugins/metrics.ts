import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { ResponseCache } from "../../cache/response-cache.js";
import type { App } from "../app-type.js";

/** Measures requests and the cache, and shows them with the process's own figures at `/metrics`. No label holds an id. */
export function metrics(app: App, cache: ResponseCache): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time to answer, by route pattern and status.",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15],
    registers: [registry],
  });
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

  const children = new Map<string, { observe(value: number): void }>();
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "unknown";
    const key = `${request.method} ${route} ${reply.statusCode}`;
    let child = children.get(key);
    if (!child) {
      child = seconds.labels(request.method, route, String(reply.statusCode));
      children.set(key, child);
    }
    child.observe(reply.elapsedTime / 1000);
    done();
  });
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
