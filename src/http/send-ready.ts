import type { FastifyReply, FastifyRequest } from "fastify";
import type { ResponseCache } from "../cache/response-cache.js";
import type { AppDeps } from "./deps.js";
import type { Warning } from "./readiness.js";
import type { ReadyScope } from "./record-scope.js";
import { sendCached } from "./send-cached.js";

/**
 * Answers a read that can be answered, from the cache if it was answered before. Where the last refresh failed, `Age`
 * and `Warning` tell how old the data are and why. The scope's company has been found to be the caller's to read.
 *
 * @param key names what is read and how; whose data and which version of them is added here.
 */
export function sendReady(
  { now }: Pick<AppDeps, "now">,
  cache: ResponseCache,
  request: FastifyRequest,
  reply: FastifyReply,
  scope: ReadyScope,
  key: string,
  compute: () => Promise<readonly string[]>,
): Promise<FastifyReply> {
  if (scope.staleSince !== undefined) {
    reply.header("age", Math.max(0, Math.floor((now().getTime() - Date.parse(scope.staleSince)) / 1000)));
  }
  if (scope.warnings.length > 0) reply.header("warning", scope.warnings.map(toWarning).join(", "));
  return sendCached(cache, request, reply, cacheKey(scope, key), compute);
}

/** The key of an answer in the cache. What comes before `key` holds no blank, so that no two answers share one. */
export const cacheKey = ({ connectionIds, version }: ReadyScope, key: string) =>
  `${connectionIds.join()} ${version} ${key}`;

/** A warning of RFC 7234 §5.5 as a header value. */
export const toWarning = ({ code, text }: Warning) =>
  `${code} standard-billing "${text.replace(/[^\x20-\x7e]|["\\]/g, "'")}"`;
