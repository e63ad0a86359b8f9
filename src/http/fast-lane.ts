import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
// Imported, because the global of this name is a getter that is asked with every use.
import { performance } from "node:perf_hooks";
import type { FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import type { ResponseCache } from "../cache/response-cache.js";
import type { Store } from "../db/store.js";
import { type Answer, answerFrom, headersOf } from "./cached-answer.js";
import { correlationIdOf } from "./correlation-id.js";
import { countText } from "./count-text.js";
import { type Admission, commonHeaders } from "./plugins/admission.js";
import type { Observe, ObserverOf } from "./plugins/observation.js";
import type { Quota } from "./rate-limiter.js";
import type { ReadyScope } from "./record-scope.js";
import { open, type PreparedHead, prepareHead, writeTrustedHead } from "./response-head.js";

/** Answers again what was answered a moment ago, ahead of everything else. */
export interface FastLane {
  /** Answers a request for what is remembered; false leaves it as it is. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Remembers a read that was just answered with the entry of this key of the cache, and that everybody may ask for. */
  remember(request: FastifyRequest, scope: ReadyScope, key: string): void;
  /** Leaves everything to the others from now on. */
  close(): void;
}

interface KnownRead {
  key: string;
  route: string;
  accept: string | undefined;
  changes: number;
  until: number;
  /** The latest answer of each status. */
  prepared: { 200?: Prepared; 304?: Prepared };
}

/** What an answer has in common with the next one, while the entry, the caller and the caller's window stay the same. */
interface Prepared {
  etag: string;
  caller: string;
  reset: string;
  head: PreparedHead;
  observe: Observe;
}

export interface FastLaneParts {
  store: Pick<Store, "changes">;
  now: () => Date;
  cache: ResponseCache;
  admission: Pick<Admission, "admitKnown">;
  observerOf: ObserverOf;
}

/** Dashboards and pollers ask for the same few things. */
const remembered = { urls: 1_000, length: 300 };

/**
 * A cached answer is a lookup and a write; finding its route, company, connections, their state and version again takes
 * several times as long. So a read is remembered by its URL for as long as nothing that was looked up for it can have
 * changed: until the store tells of any change at all, or the data get too old. What depends on the moment or the caller
 * is looked at every time: the key, its quota, the load, the conditional and encoding headers. Whatever is not as usual
 * goes the whole way, which alone decides what is right: for callers with a key for some companies, over their quota,
 * while the service stops.
 */
export function createFastLane({ store, now, cache, admission, observerOf }: FastLaneParts): FastLane {
  const reads = new LRUCache<string, KnownRead>({ max: remembered.urls });
  let isClosed = false;

  function preparedFor(read: KnownRead, answer: Answer, caller: string, quota: Quota): Prepared {
    const { status, etag } = answer;
    const { reset } = quota;
    const last = read.prepared[status];
    if (last?.etag === etag && last.caller === caller && last.reset === reset) return last;
    const prepared = {
      etag,
      caller,
      reset,
      head: prepareHead(status, [...commonHeaders(open, open, quota), ...headersOf(answer, "HIT")]),
      observe: observerOf({ method: "GET", route: read.route, status, caller, found: "HIT" }),
    };
    read.prepared[status] = prepared;
    return prepared;
  }

  return {
    answer(request, response) {
      const started = performance.now();
      const { method = "", url = "", headers } = request;
      const read = reads.peek(url);
      if (!read || read.changes !== store.changes.count()) return false;
      const time = now().getTime();
      if (time >= read.until) return false;
      if (method !== "GET" || headers.accept !== read.accept || hasBody(request) || isClosed) return false;
      const entry = cache.get(read.key);
      const admitted = entry && admission.admitKnown(request, time);
      if (!admitted) return false;

      const { caller, quota } = admitted;
      const answer = answerFrom(cache, read.key, entry, headers);
      const { head, observe } = preparedFor(read, answer, caller, quota);
      const correlationId = correlationIdOf(request);
      writeTrustedHead(response, head, [correlationId, countText(quota.remaining)]);
      response.end(answer.body);
      observe(correlationId, performance.now() - started);
      return true;
    },

    remember(request, { changes, until, staleSince, warnings }, key) {
      const { url, headers, routeOptions } = request;
      if (url.length > remembered.length || staleSince !== undefined || warnings.length > 0) return;
      reads.set(url, { key, route: routeOptions.url ?? "", accept: headers.accept, changes, until, prepared: {} });
    },

    close() {
      isClosed = true;
    },
  };
}

/** A server with the lane in front of its handler. */
export function serverWith(
  lane: FastLane,
  timeouts: { requestTimeout: number; keepAliveTimeout: number },
): (handler: (request: IncomingMessage, response: ServerResponse) => void) => Server {
  return (handler) =>
    createServer(timeouts, (request, response) => {
      if (!lane.answer(request, response)) handler(request, response);
    });
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
