import { type Logger, pino } from "pino";
import type { App } from "../app-type.js";
import type { RequestTimes } from "../request-times.js";

/** What requests that are observed as one kind have in common. */
export interface RequestKind {
  method: string;
  /** The pattern of the route, never the path. */
  route: string;
  status: number;
  caller: string;
  /** Whether the answer came from the cache, where it could have. */
  found?: string;
}

/** Is told of each request of a kind. */
export type Observe = (correlationId: string, durationMs: number) => void;
export type ObserverOf = (kind: RequestKind) => Observe;

/**
 * What stays of every request: one line in the log, and its time in the metrics. Only what is listed here is logged: no
 * header, no body and no URL, whose query could hold anything; the route's pattern stands for the path.
 *
 * The line is what pino would write, but put together here: for a cached answer pino's own way would take longer than
 * everything else. What requests of a kind have in common is rendered once for those who keep its observer.
 */
export function createObservers(appLog: unknown, times: RequestTimes): ObserverOf {
  const log = appLog as Logger;
  const stream = streamOf(log);
  return ({ method, route, status, caller, found }) => {
    const count = times.ofKind(method, route, status);
    const asked = JSON.stringify({ method, route, statusCode: status }).slice(1, -1);
    const rest = JSON.stringify({ caller, cache: found, msg: "request" }).slice(1);
    return (correlationId, durationMs) => {
      count(durationMs / 1000);
      if (!log.isLevelEnabled("info")) return;
      const rounded = Math.round(durationMs * 100) / 100;
      stream.write(
        `{"level":30,"time":${Date.now()},"correlationId":"${correlationId}",${asked},"durationMs":${rounded},${rest}\n`,
      );
    };
  };
}

/** Has every request observed that Fastify answers. */
export function observation(app: App, observerOf: ObserverOf): void {
  app.addHook("onResponse", (request, reply, done) => {
    const found = reply.getHeader("x-cache");
    const observe = observerOf({
      method: request.method,
      route: request.routeOptions.url ?? "unknown",
      status: reply.statusCode,
      caller: request.caller,
      ...(found === undefined ? {} : { found: String(found) }),
    });
    observe(request.id, reply.elapsedTime);
    done();
  });
}

/** Where a logger writes to. */
function streamOf(log: Logger): { write(line: string): void } {
  return (log as unknown as Record<symbol, { write(line: string): void }>)[pino.symbols.streamSym] ?? process.stdout;
}
