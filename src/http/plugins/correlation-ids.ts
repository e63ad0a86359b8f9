import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { App } from "../app-type.js";

const header = "x-correlation-id";
const form = /^[0-9a-f]{32}$/;

/** The id that ties a response to its log line: the caller's own when it sent one of this form, else a new one. */
export function correlationIdOf(request: Pick<IncomingMessage, "headers">): string {
  const sent = request.headers[header];
  return typeof sent === "string" && form.test(sent) ? sent : newCorrelationId();
}

export const newCorrelationId = () => randomBytes(16).toString("hex");

/** Puts the correlation id on every response. */
export function correlationIds(app: App): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(header, request.id);
    done();
  });
}
