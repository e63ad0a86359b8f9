import { type Logger, pino } from "pino";
import type { App } from "../app-type.js";

/**
 * One line per request. Only what is listed here is logged: no header, no body and no URL, whose query could hold
 * anything; the route's pattern stands for the path.
 *
 * The line is written as pino would write it, but put together here: for a cached answer pino's own way would take longer
 * than everything else. None of the values needs escaping: ids are hexadecimal, callers base64url, routes our own.
 */
export function requestLog(app: App): void {
  const log = app.log as Logger;
  const stream = streamOf(log);
  app.addHook("onResponse", (request, reply, done) => {
    if (log.isLevelEnabled("info")) {
      const found = reply.getHeader("x-cache");
      stream.write(
        `{"level":30,"time":${Date.now()},"correlationId":"${request.id}","method":"${request.method}",` +
          `"route":"${request.routeOptions.url ?? "unknown"}","statusCode":${reply.statusCode},` +
          `"durationMs":${Math.round(reply.elapsedTime * 100) / 100},"caller":"${request.caller}",` +
          `${found === undefined ? "" : `"cache":"${found}",`}"msg":"request"}\n`,
      );
    }
    done();
  });
}

function streamOf(log: Logger): { write(line: string): void } {
  return (log as unknown as Record<symbol, { write(line: string): void }>)[pino.symbols.streamSym] ?? process.stdout;
}
