import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

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
  const sent = request.headers["x-correlation-id"];
  return typeof sent === "string" && form.test(sent) ? sent : newCorrelationId();
}
