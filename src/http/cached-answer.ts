import type { IncomingHttpHeaders } from "node:http";
import type { FinishedResponse, ResponseCache } from "../cache/response-cache.js";
import { acceptsGzip, matchesEtag } from "./conditional.js";

/** An answer ready to be sent. */
export interface Answer {
  status: 200 | 304;
  /** Names and values in turn. */
  headers: string[];
  /** Absent from a 304. */
  body?: Buffer;
}

export const jsonType = "application/json; charset=utf-8";

/** What every answer that may be cached says of itself. */
// biome-ignore format: a name and its value on each line.
export const cachingHeaders = (found: "HIT" | "MISS", etag: string): string[] => [
  "cache-control", "private, no-cache",
  "vary", "authorization, accept, accept-encoding",
  "x-cache", found,
  "etag", etag,
];

/** What a request gets of an entry of the cache: its bytes or their compressed twin, or the word that nothing has changed. */
export function answerFrom(
  cache: ResponseCache,
  key: string,
  entry: FinishedResponse,
  found: "HIT" | "MISS",
  request: IncomingHttpHeaders,
  contentType = jsonType,
): Answer {
  const takesGzip = acceptsGzip(request["accept-encoding"]);
  if (takesGzip && !entry.gzip) cache.wantedCompressed(key, entry);
  const { body, etag } = (takesGzip && entry.gzip) || entry;
  const headers = cachingHeaders(found, etag);
  if (isUnchanged(request, entry.etag, entry.gzip?.etag)) return { status: 304, headers };
  headers.push("content-type", contentType, "content-length", String(body.length));
  if (body !== entry.body) headers.push("content-encoding", "gzip");
  return { status: 200, headers, body };
}

/** Whether a request names one of these entity tags as what it has already. */
export function isUnchanged(request: IncomingHttpHeaders, ...etags: (string | undefined)[]): boolean {
  const header = request["if-none-match"];
  return header !== undefined && etags.some((etag) => etag !== undefined && matchesEtag(header, etag));
}
