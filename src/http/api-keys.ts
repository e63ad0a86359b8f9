import { LRUCache } from "lru-cache";
import { digestApiKey, findByApiKey } from "../lib/crypto.js";

/** Longer than any key anybody configures; what is longer is not even decoded. */
const maxHeaderLength = 1024;

/**
 * Finds out who sent an `Authorization` header: a name for the API key, never the key itself, or an empty text when it
 * holds none that is known. Keys are kept and compared by their digests.
 */
export function createCallerLookup(apiKeys: readonly string[]): (authorization: string | undefined) => string {
  const known = apiKeys.map((key) => {
    const digest = digestApiKey(key);
    return { digest, name: digest.slice(0, 8) };
  });
  // Headers that were good before: hashing a key is a good part of answering from the cache. Only the holder of a key can
  // add to them, by spelling its header differently.
  const good = new LRUCache<string, string>({ max: 100 });

  return (authorization) => {
    if (authorization === undefined) return "";
    const remembered = good.get(authorization);
    if (remembered !== undefined) return remembered;
    for (const key of keysIn(authorization)) {
      const caller = findByApiKey(known, key)?.name;
      if (caller === undefined) continue;
      good.set(authorization, caller);
      return caller;
    }
    return "";
  };
}

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
