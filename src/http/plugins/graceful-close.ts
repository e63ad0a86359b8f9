import type { App } from "../app-type.js";

/**
 * Lets a closing server end while clients keep their connections open. Node closes idle sockets once, when closing
 * begins; a socket that becomes idle after that would keep the process alive for the whole keep-alive timeout (fastify#7044).
 */
export function gracefulClose(app: App): void {
  let sweep: NodeJS.Timeout | undefined;
  app.addHook("preClose", (done) => {
    sweep = setInterval(() => app.server.closeIdleConnections(), 50).unref();
    done();
  });
  app.addHook("onClose", async () => clearInterval(sweep));
}
