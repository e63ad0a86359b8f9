import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { LRUCache } from "lru-cache";

/** A finished answer. Its bytes are what is sent; they are never changed. */
export interface FinishedResponse {
  readonly body: Buffer;
  /** Strong: the same tag means the same bytes. */
  readonly etag: string;
  /** The same body compressed, once somebody has wanted it that way more than once. */
  readonly gzip?: { readonly body: Buffer; readonly etag: string };
}

/** An answer too large to be kept: its text is left in the parts it came in, to be streamed. */
export interface LargeResponse {
  readonly parts: readonly string[];
  readonly byteLength: number;
  readonly etag: string;
}

export interface CacheStats {
  /** Answers sent from what was kept. */
  hits: number;
  /** Answers that had to be made. */
  misses: number;
  /** Answers that shared the making of another. */
  joined: number;
  evictions: number;
  /** Answers that were sent but too large to be kept. */
  tooLarge: number;
  bytes: number;
  entries: number;
}

export interface ResponseCache {
  /** The entry of a key, if it is kept. Counts a hit. */
  get(key: string): FinishedResponse | undefined;
  /**
   * Makes the entry of a key that is not kept from the parts of its text. Callers that ask while it is being made share
   * one computation, which none of them can abort and no eviction can lose. A failed computation is told to all of them
   * and not kept.
   */
  make(key: string, compute: () => Promise<readonly string[]>): Promise<FinishedResponse | LargeResponse>;
  /** Tells that an entry was sent to somebody who accepts gzip: from the second time on it gets a compressed twin. */
  wantedCompressed(key: string, entry: FinishedResponse): void;
  stats(): CacheStats;
}

export interface ResponseCacheOptions {
  /** Bound of the memory used, keys included; 0 keeps nothing. */
  maxBytes: number;
  /** Entries are dropped after this long; without it they stay until their room is needed. */
  ttlMs?: number;
}

/** Answers larger than this are streamed and not kept, whatever room there is. */
const maxEntryBytes = 2 * 1024 * 1024;
/** Compressing less than this gains nothing. */
const minCompressedBytes = 1024;
/** What an entry costs beyond its bytes and its key, roughly. */
const overheadBytes = 512;

const compress = promisify(gzip);

/**
 * An LRU cache of finished answers, bounded in bytes. A key must name everything the bytes depend on, the version of the
 * data among it, so that nothing ever needs invalidating; it must not depend on the caller, whose authorization has
 * to be checked before the cache is asked.
 */
export function createResponseCache({ maxBytes, ttlMs }: ResponseCacheOptions): ResponseCache {
  const counts = { hits: 0, misses: 0, joined: 0, evictions: 0, tooLarge: 0 };
  const making = new Map<string, Promise<FinishedResponse | LargeResponse>>();
  const wanted = new WeakSet<FinishedResponse>();
  const compressing = new WeakSet<FinishedResponse>();
  const kept = new LRUCache<string, FinishedResponse>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: sizeOf,
    ...(ttlMs === undefined ? {} : { ttl: ttlMs }),
    dispose: (_entry, _key, reason) => {
      if (reason === "evict") counts.evictions++;
    },
  });
  const fits = (bytes: number) => bytes <= Math.min(maxEntryBytes, maxBytes / 8);

  async function finish(key: string, compute: () => Promise<readonly string[]>) {
    const parts = await compute();
    const byteLength = parts.reduce((bytes, part) => bytes + Buffer.byteLength(part), 0);
    if (byteLength > maxEntryBytes) {
      counts.tooLarge++;
      return { parts, byteLength, etag: etagOf(parts) };
    }
    const body = join(parts, byteLength);
    const entry = { body, etag: etagOf([body]) };
    if (fits(sizeOf(entry, key))) kept.set(key, entry);
    else counts.tooLarge++;
    return entry;
  }

  async function addTwin(key: string, entry: FinishedResponse) {
    const body = await compress(entry.body);
    const twin = { ...entry, gzip: { body, etag: `${entry.etag.slice(0, -1)}-gzip"` } };
    if (kept.peek(key) === entry && fits(sizeOf(twin, key))) kept.set(key, twin);
  }

  return {
    get(key) {
      const entry = kept.get(key);
      if (entry) counts.hits++;
      return entry;
    },
    make(key, compute) {
      const running = making.get(key);
      if (running) {
        counts.joined++;
        return running;
      }
      counts.misses++;
      const made = finish(key, compute).finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
    wantedCompressed(key, entry) {
      if (entry.gzip || entry.body.length < minCompressedBytes || compressing.has(entry)) return;
      if (!wanted.has(entry)) {
        wanted.add(entry);
        return;
      }
      compressing.add(entry);
      // Without its twin the entry goes on being sent as it is, so there is nobody to tell.
      addTwin(key, entry).catch(() => compressing.delete(entry));
    },
    stats: () => ({ ...counts, bytes: kept.calculatedSize, entries: kept.size }),
  };
}

function join(parts: readonly string[], byteLength: number): Buffer {
  const body = Buffer.allocUnsafeSlow(byteLength);
  let at = 0;
  for (const part of parts) at += body.write(part, at);
  return body;
}

function etagOf(parts: readonly (string | Buffer)[]): string {
  const digest = createHash("sha1");
  for (const part of parts) digest.update(part);
  return `"${digest.digest("base64url")}"`;
}

function sizeOf(entry: FinishedResponse, key: string): number {
  return entry.body.length + (entry.gzip?.body.length ?? 0) + 2 * key.length + overheadBytes;
}
