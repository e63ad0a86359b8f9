import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { App } from "../app-type.js";

const header = "x-correlation-id";
const form = /^[0-9a-f]{32}$/;

/** What tells this process's ids from another's; the rest of an id is a count. */
const prefix = randomBytes(8).toString("hex");
let count = 0;

/** A new id of 32 hexadecimal digits, as Codat's are. */
export function newCorrelationId(): string {
  count += 1;
  return prefix + count.toString(16).padStart(16, "0");
}

/** The id that ties a response to its log line: the caller's own when it sent one of this form, else a new one. */
export function correlationIdOf(request: Pick<IncomingMessage, "headers">): string {
  const sent = request.headers[header];
  return typeof sent === "string" && form.test(sent) ? sent : newCorrelationId();
}

/** Puts the correlation id on every response. */
export function correlationIds(app: App): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header(header, request.id);
    done();
  });
}
