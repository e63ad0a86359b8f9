import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

const form = /^[0-9a-f]{32}$/;
const idLength = 32;

/** Digits of ids to come: random bytes by the thousand cost a fraction of as many in small portions. */
let digits = "";
let used = 0;

/** A new id of 32 hexadecimal digits, as Codat's are. */
export function newCorrelationId(): string {
  if (used === digits.length) {
    digits = randomBytes(4_096).toString("hex");
    used = 0;
  }
  used += idLength;
  return digits.slice(used - idLength, used);
}

/** The id that ties a response to its log line: the caller's own when it sent one of this form, else a new one. */
export function correlationIdOf(request: Pick<IncomingMessage, "headers">): string {
  const sent = request.headers["x-correlation-id"];
  return typeof sent === "string" && form.test(sent) ? sent : newCorrelationId();
}
