import { type Logger, pino } from "pino";
import type { App } from "../app-type.js";
import type { RequestTimes } from "../request-times.js";

/** What stays of a request. */
export interface Observed {
  correlationId: string;
  method: string;
  /** The pattern of the route, never the path. */
  route: string;
  status: number;
  durationMs: number;
  caller: string;
  /** Whether the answer came from the cache, where it could have. */
  found?: string;
}

export type Observe = (observed: Observed) => void;

/**
 * What stays of every request: one line in the log, and its time in the metrics. Only what is listed here is logged: no
 * header, no body and no URL, whose query could hold anything; the route's pattern stands for the path.
 *
 * The line is what pino would write, but put together here: for a cached answer pino's own way would take longer than
 * everything else. None of the values needs escaping: ids are hexadecimal, callers base64url, routes our own.
 */
export function createObserve(appLog: unknown, times: RequestTimes): Observe {
  const log = appLog as Logger;
  const stream = streamOf(log);
  return ({ correlationId, method, route, status, durationMs, caller, found }) => {
    times.record(method, route, status, durationMs / 1000);
    if (!log.isLevelEnabled("info")) return;
    stream.write(
      `{"level":30,"time":${Date.now()},"correlationId":"${correlationId}","method":"${method}","route":"${route}",` +
        `"statusCode":${status},"durationMs":${Math.round(durationMs * 100) / 100},` +
        `"caller":"${caller}",${found === undefined ? "" : `"cache":"${found}",`}"msg":"request"}\n`,
    );
  };
}

/** Has every request observed that Fastify answers. */
export function observation(app: App, observe: Observe): void {
  app.addHook("onResponse", (request, reply, done) => {
    const found = reply.getHeader("x-cache");
    observe({
      correlationId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? "unknown",
      status: reply.statusCode,
      durationMs: reply.elapsedTime,
      caller: request.caller,
      ...(found === undefined ? {} : { found: String(found) }),
    });
    done();
  });
}

/** Where a logger writes to. */
function streamOf(log: Logger): { write(line: string): void } {
  return (log as unknown as Record<symbol, { write(line: string): void }>)[pino.symbols.streamSym] ?? process.stdout;
}
