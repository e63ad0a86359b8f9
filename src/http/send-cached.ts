import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { LargeResponse, ResponseCache } from "../cache/response-cache.js";
import { answerFrom, cachingHeaders, headersOf, isUnchanged, jsonType } from "./cached-answer.js";

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
  const kept = cache.get(key);
  const entry = kept ?? (await cache.make(key, compute));
  const contentType = String(reply.getHeader("content-type") ?? jsonType);
  if ("parts" in entry) return sendLarge(request, reply, entry, contentType);
  const answer = answerFrom(cache, key, entry, request.headers);
  const headers = headersOf(answer, kept ? "HIT" : "MISS", contentType);
  return addHeaders(reply, headers).code(answer.status).send(answer.body);
}

/** Adds headers given as names and values in turn. */
export function addHeaders(reply: FastifyReply, headers: readonly string[]): FastifyReply {
  for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] ?? "", headers[at + 1]);
  return reply;
}

function sendLarge(request: FastifyRequest, reply: FastifyReply, entry: LargeResponse, contentType: string) {
  addHeaders(reply, cachingHeaders("MISS", entry.etag));
  if (isUnchanged(request.headers, entry.etag)) return reply.code(304).send();
  reply.header("content-type", contentType);
  reply.header("content-length", entry.byteLength);
  return reply.send(Readable.from(chunks(entry.parts), { objectMode: false }));
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
