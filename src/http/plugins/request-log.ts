import type { App } from "../app-type.js";

/**
 * One line per request. Only what is listed here is logged: no header, no body and no URL, whose query could hold
 * anything; the route's pattern stands for the path.
 */
export function requestLog(app: App): void {
  app.addHook("onResponse", (request, reply, done) => {
    request.log.info(
      {
        correlationId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? "unknown",
        statusCode: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 100) / 100,
        caller: request.caller,
        cache: reply.getHeader("x-cache"),
      },
      "request",
    );
    done();
  });
}
