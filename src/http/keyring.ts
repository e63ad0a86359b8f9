import { LRUCache } from "lru-cache";
import type { ApiKeys } from "../db/store.js";
import type { ApiKeyRow } from "../db/tables.js";
import { digestApiKey, findByApiKey } from "../lib/crypto.js";

/** Who calls, and what the key allows. */
export interface Caller {
  /** Tells keys apart in logs and counts; nothing of the key follows from it. */
  name: string;
  /** Whether it may make and delete keys: those of the configuration may. */
  isAdministrator: boolean;
  /** The companies the key is for; absent for all. */
  companyIds?: ReadonlySet<string>;
}

export interface Keyring {
  /** Whose `Authorization` header this is; at once where it has been seen before, with a key of the configuration. */
  identify(authorization: string): Caller | undefined | Promise<Caller | undefined>;
  /** The same for a header that was seen before, with a key of the configuration; undefined says nothing. Not noted as a use. */
  remembered(authorization: string): Caller | undefined;
}

interface Entry {
  digest: string;
  caller: Caller;
}

/** Longer than any key anybody configures; what is longer is not even decoded. */
const maxHeaderLength = 1024;

/**
 * The keys of the configuration and those callers made. Keys are compared by their digests. Headers that were good are
 * remembered, since hashing a key is a good part of answering from the cache; only the holder of a key can add to them, by
 * spelling its header differently. A stored key counts only as long as the store lists it.
 */
export function createKeyring(configured: readonly string[], stored: Pick<ApiKeys, "list">): Keyring {
  const own = configured.map((key) => entryOf(digestApiKey(key), { isAdministrator: true }));
  const good = new LRUCache<string, Caller>({ max: 100 });
  const goodStored = new LRUCache<string, { caller: Caller; rows: readonly ApiKeyRow[] }>({ max: 100 });

  async function identifyStored(authorization: string, keys: readonly string[]): Promise<Caller | undefined> {
    const rows = await stored.list();
    const known = goodStored.get(authorization);
    if (known?.rows === rows) return known.caller;
    goodStored.delete(authorization);
    const caller = findCaller(rows.map(entryOfRow), keys);
    if (caller) goodStored.set(authorization, { caller, rows });
    return caller;
  }

  return {
    identify(authorization) {
      const known = good.get(authorization);
      if (known) return known;
      const keys = keysIn(authorization);
      if (keys.length === 0) return undefined;
      const caller = goodStored.has(authorization) ? undefined : findCaller(own, keys);
      if (!caller) return identifyStored(authorization, keys);
      good.set(authorization, caller);
      return caller;
    },
    remembered: (authorization) => good.peek(authorization),
  };
}

function findCaller(entries: readonly Entry[], keys: readonly string[]): Caller | undefined {
  for (const key of keys) {
    const found = findByApiKey(entries, key);
    if (found) return found.caller;
  }
  return undefined;
}

const entryOf = (digest: string, rights: Omit<Caller, "name">): Entry => ({
  digest,
  caller: { name: digest.slice(0, 8), ...rights },
});

function entryOfRow({ digest, company_ids: companyIds }: ApiKeyRow): Entry {
  return entryOf(digest, {
    isAdministrator: false,
    ...(companyIds === null ? {} : { companyIds: new Set<string>(JSON.parse(companyIds)) }),
  });
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
