import type { App } from "../app-type.js";

/** What a browser is told about JSON: take it for nothing else, show it in no frame, run nothing in it. */
export function securityHeaders(app: App): void {
  app.addHook("onRequest", (_request, reply, done) => {
    reply.header("x-content-type-options", "nosniff");
    reply.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    done();
  });
}
