/** Carrying a fault out: on the answer where that is enough, on the socket where it is not. */
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { type Answer, toJson } from "./answer.js";
import type { Fault } from "./faults.js";
import { paging } from "./list.js";
import { type Query, queryOf } from "./query.js";

const maintenancePage = "<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Back soon.</body></html>";

/** What a fault makes of the question. */
export function spoiltQuery(fault: Fault | undefined, query: Query): Query {
  if (fault?.kind !== "endlessPage") return query;
  return queryOf(query.entries.filter(([key]) => key !== "page"));
}

/** What a fault makes of the answer, for the faults that leave the connection alone. */
export function spoiltAnswer(fault: Fault | undefined, query: Query, answer: () => Answer): Answer {
  switch (fault?.kind) {
    case "status":
      return { status: fault.status, body: fault.body ?? standardBody(fault.status), ...retryAfter(fault.retryAfter) };
    case "blocked":
      return {
        status: 422,
        body: { errors: ["Your Chargify account has been canceled. Please contact support to reactivate it."] },
      };
    case "html":
      return { status: 200, body: maintenancePage, contentType: "text/html; charset=utf-8" };
    case "empty":
      return { status: 200, body: "" };
    case "truncated": {
      const whole = answer();
      const text = typeof whole.body === "string" ? whole.body : toJson(whole.body);
      return { ...whole, body: text.slice(0, Math.max(1, Math.floor(text.length / 2))) };
    }
    case "endlessPage":
      return withRows(answer(), (rows) => {
        const { perPage } = paging(query);
        return rows.length === 0 ? rows : Array.from({ length: perPage }, (_, index) => rows[index % rows.length]);
      });
    case "reordered":
      return withRows(answer(), (rows) => rows.toReversed());
    case "duplicated":
      return withRows(answer(), (rows) => [...rows, ...rows.slice(-1)]);
    default:
      return answer();
  }
}

function standardBody(status: number): unknown {
  if (status === 401) return "HTTP Basic: Access denied.\n";
  if (status === 429) return "Your request was denied due to a usage violation.";
  if (status >= 500) return maintenancePage;
  return { errors: [`refused with ${status}`] };
}

function retryAfter(value: number | Date | string | undefined): Pick<Answer, "headers"> {
  if (value === undefined) return {};
  return { headers: { "retry-after": value instanceof Date ? value.toUTCString() : String(value) } };
}

/** Changes the rows of a list answer: the array itself, or the first array inside the envelope. */
function withRows(answer: Answer, change: (rows: unknown[]) => unknown[]): Answer {
  const { body } = answer;
  if (Array.isArray(body)) return { ...answer, body: change(body) };
  if (typeof body !== "object" || body === null) return answer;
  const list = Object.entries(body).find(([, value]) => Array.isArray(value));
  if (!list) return answer;
  return { ...answer, body: { ...body, [list[0]]: change(list[1] as unknown[]) } };
}

/**
 * Writes an answer to a socket in a faulty way. True when it did; false when the answer may go out normally.
 * `closing` ends the pauses when the sandbox is closed.
 */
export async function sendFaulty(
  fault: Fault | undefined,
  response: ServerResponse,
  headers: Record<string, string | number>,
  { status, bytes }: { status: number; bytes: Buffer },
  closing: AbortSignal,
): Promise<boolean> {
  const half = Math.max(1, Math.floor(bytes.length / 2));
  switch (fault?.kind) {
    case "slowHeaders":
      await pause(fault.delayMs, closing);
      return false;
    case "reset":
      response.socket?.resetAndDestroy();
      return true;
    case "cutBody":
      response.writeHead(status, { ...headers, "content-length": bytes.length });
      response.write(bytes.subarray(0, half), () => response.socket?.destroy());
      return true;
    case "slowBody":
      response.writeHead(status, { ...headers, "content-length": bytes.length });
      response.write(bytes.subarray(0, half));
      await pause(fault.delayMs, closing);
      response.end(bytes.subarray(half));
      return true;
    default:
      return false;
  }
}

/** Waits, or until the sandbox closes. */
export async function pause(ms: number, closing: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  await wait(ms, undefined, { signal: closing }).catch((error: unknown) => {
    if (!closing.aborted) throw error;
  });
}
