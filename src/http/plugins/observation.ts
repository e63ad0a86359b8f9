import { type Logger, pino } from "pino";
import type { App } from "../app-type.js";
import type { RequestTimes } from "../request-times.js";

/**
 * What stays of every request: one line in the log, and its time in the metrics. Only what is listed here is logged: no
 * header, no body and no URL, whose query could hold anything; the route's pattern stands for the path.
 *
 * The line is what pino would write, but put together here: for a cached answer pino's own way would take longer than
 * everything else. None of the values needs escaping: ids are hexadecimal, callers base64url, routes our own.
 */
export function observation(app: App, times: RequestTimes): void {
  const log = app.log as Logger;
  const stream = streamOf(log);
  app.addHook("onResponse", (request, reply, done) => {
    const { method } = request;
    const { statusCode, elapsedTime } = reply;
    const route = request.routeOptions.url ?? "unknown";
    times.record(method, route, statusCode, elapsedTime / 1000);
    if (log.isLevelEnabled("info")) {
      const found = reply.getHeader("x-cache");
      stream.write(
        `{"level":30,"time":${Date.now()},"correlationId":"${request.id}","method":"${method}","route":"${route}",` +
          `"statusCode":${statusCode},"durationMs":${Math.round(elapsedTime * 100) / 100},` +
          `"caller":"${request.caller}",${found === undefined ? "" : `"cache":"${found}",`}"msg":"request"}\n`,
      );
    }
    done();
  });
}

/** Where a logger writes to. */
function streamOf(log: Logger): { write(line: string): void } {
  return (log as unknown as Record<symbol, { write(line: string): void }>)[pino.symbols.streamSym] ?? process.stdout;
}
