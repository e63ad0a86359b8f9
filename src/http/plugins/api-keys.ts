import { LRUCache } from "lru-cache";
import { errors } from "../../errors.js";
import { digestApiKey, findByApiKey } from "../../lib/crypto.js";
import type { App } from "../app-type.js";

/** Longer than any key anybody configures; what is longer is not even decoded. */
const maxHeaderLength = 1024;

/**
 * Finds out who calls, before the rate limiter counts the request. Keys are compared by their digests. The routes themselves are guarded by `requireCaller`.
 */
export function identifyCaller(app: App, apiKeys: readonly string[]): void {
  const known = apiKeys.map((key) => {
    const digest = digestApiKey(key);
    return { digest, name: digest.slice(0, 8) };
  });
  // Headers that were good before: hashing a key is a good part of answering from the cache. Only the holder of a key can
  // add to them, by spelling its header differently.
  const good = new LRUCache<string, string>({ max: 100 });

  app.decorateRequest("caller", "");
  app.addHook("onRequest", (request, _reply, done) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) request.caller = good.get(authorization) ?? identify(authorization);
    done();
  });

  function identify(authorization: string): string {
    for (const key of keysIn(authorization)) {
      const caller = findByApiKey(known, key)?.name;
      if (caller === undefined) continue;
      good.set(authorization, caller);
      return caller;
    }
    return "";
  }
}

/** Refuses requests without a known key, except to public routes; the same answer whatever is missing or malformed. */
export function requireCaller(app: App): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (request.caller !== "" || isPublic(request)) return done();
    reply.header("www-authenticate", "Basic");
    done(errors.unauthorized());
  });
}

/** Public routes need no key; neither does being told that a route does not exist. */
export const isPublic = (request: { routeOptions: { config: { public?: true } }; is404: boolean }) =>
  request.is404 || request.routeOptions.config.public === true;

/**
 * The keys an `Authorization` header may stand for. Codat sends `Basic base64(key)`; HTTP clients that insist on a user
 * and a password send the key as either.
 */
export function keysIn(header: string): string[] {
  if (header.length > maxHeaderLength) return [];
  const encoded = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(header)?.[1];
  if (encoded === undefined) return [];
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const keys = [text];
  if (text.endsWith(":")) keys.push(text.slice(0, -1));
  if (text.startsWith(":")) keys.push(text.slice(1));
  return keys.filter((key) => key !== "");
}
