import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { FinishedResponse, LargeResponse, ResponseCache } from "../cache/response-cache.js";
import { acceptsGzip, matchesEtag } from "./conditional.js";

const chunkLength = 64 * 1024;

/**
 * Answers with the entry of a key, made first if it is not kept. The caller has been authorized and the key names
 * everything the bytes depend on. They are JSON unless the reply has another content type already.
 */
export async function sendCached(
  cache: ResponseCache,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
  compute: () => Promise<readonly string[]>,
): Promise<FastifyReply> {
  if (sendHit(cache, request, reply, key)) return reply;
  const entry = await cache.make(key, compute);
  setHeaders(reply, "MISS");
  return "parts" in entry ? sendLarge(request, reply, entry) : sendFinished(cache, request, reply, key, entry);
}

/** Answers with the entry of a key if it is kept, and tells whether it was. */
export function sendHit(cache: ResponseCache, request: FastifyRequest, reply: FastifyReply, key: string): boolean {
  const entry = cache.get(key);
  if (!entry) return false;
  setHeaders(reply, "HIT");
  sendFinished(cache, request, reply, key, entry);
  return true;
}

function setHeaders(reply: FastifyReply, found: "HIT" | "MISS"): void {
  if (!reply.hasHeader("content-type")) reply.header("content-type", "application/json; charset=utf-8");
  reply.header("cache-control", "private, no-cache");
  reply.header("vary", "authorization, accept, accept-encoding");
  reply.header("x-cache", found);
}

function sendFinished(
  cache: ResponseCache,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
  entry: FinishedResponse,
): FastifyReply {
  const takesGzip = acceptsGzip(request.headers["accept-encoding"]);
  if (takesGzip && !entry.gzip) cache.wantedCompressed(key, entry);
  const { body, etag } = (takesGzip && entry.gzip) || entry;
  reply.header("etag", etag);
  if (isUnchanged(request, entry.etag, entry.gzip?.etag)) return reply.code(304).send();
  if (body !== entry.body) reply.header("content-encoding", "gzip");
  return reply.send(body);
}

function sendLarge(request: FastifyRequest, reply: FastifyReply, entry: LargeResponse): FastifyReply {
  reply.header("etag", entry.etag);
  if (isUnchanged(request, entry.etag)) return reply.code(304).send();
  reply.header("content-length", entry.byteLength);
  return reply.send(Readable.from(chunks(entry.parts), { objectMode: false }));
}

function isUnchanged(request: FastifyRequest, ...etags: (string | undefined)[]): boolean {
  const header = request.headers["if-none-match"];
  return header !== undefined && etags.some((etag) => etag !== undefined && matchesEtag(header, etag));
}

/** Neighbouring parts together, so that a record is not a write of its own. */
function* chunks(parts: readonly string[]): Generator<string> {
  let chunk = "";
  for (const part of parts) {
    chunk += part;
    if (chunk.length >= chunkLength) {
      yield chunk;
      chunk = "";
    }
  }
  if (chunk !== "") yield chunk;
}
