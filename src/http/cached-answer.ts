import type { IncomingHttpHeaders } from "node:http";
import type { FinishedResponse, ResponseCache } from "../cache/response-cache.js";
import { acceptsGzip, matchesEtag } from "./conditional.js";

/** What a request gets of an entry of the cache. */
export interface Answer {
  status: 200 | 304;
  etag: string;
  /** Absent from a 304. */
  body?: Buffer;
  isGzip: boolean;
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

/** Chooses what a request gets: an entry's bytes or their compressed twin, or the word that nothing has changed. */
export function answerFrom(
  cache: ResponseCache,
  key: string,
  entry: FinishedResponse,
  request: IncomingHttpHeaders,
): Answer {
  const takesGzip = acceptsGzip(request["accept-encoding"]);
  if (takesGzip && !entry.gzip) cache.wantedCompressed(key, entry);
  const { body, etag } = (takesGzip && entry.gzip) || entry;
  const isGzip = body !== entry.body;
  if (isUnchanged(request, entry.etag, entry.gzip?.etag)) return { status: 304, etag, isGzip };
  return { status: 200, etag, body, isGzip };
}

/** The headers of an answer, as names and values in turn. */
export function headersOf({ etag, body, isGzip }: Answer, found: "HIT" | "MISS", contentType = jsonType): string[] {
  const headers = cachingHeaders(found, etag);
  if (body === undefined) return headers;
  headers.push("content-type", contentType, "content-length", String(body.length));
  if (isGzip) headers.push("content-encoding", "gzip");
  return headers;
}

/** Whether a request names one of these entity tags as what it has already. */
export function isUnchanged(request: IncomingHttpHeaders, ...etags: (string | undefined)[]): boolean {
  const header = request["if-none-match"];
  return header !== undefined && etags.some((etag) => etag !== undefined && matchesEtag(header, etag));
}
