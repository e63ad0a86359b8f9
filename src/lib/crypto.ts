import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A sealed text that does not open: wrong key, wrong context, cut off or changed. Says nothing of the content. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

/** Encrypts secrets for storage. The context names the row they belong to, so that a text moved elsewhere does not open. */
export interface Sealer {
  seal(plaintext: string, context: string): string;
  /** Throws `SealBroken`. */
  open(sealed: string, context: string): string;
  /** Whether the text was sealed with a key that is no longer the first, and is better sealed anew. */
  isOutdated(sealed: string): boolean;
}

const VERSION = "v1";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with 96-bit random IVs. The first key seals, all of them open: to rotate, put the new key in front.
 *
 * Sealed text is `v1.<key id>.<base64url of IV, tag and ciphertext>`; version and key id are authenticated with the context.
 * Throws a `RangeError` when there is no key or one is not 32 bytes long.
 */
export function createSealer(keys: readonly Uint8Array[]): Sealer {
  const ring = new Map(keys.map((key) => [keyId(key), key]));
  const [first] = ring;
  if (!first) throw new RangeError("A sealer needs at least one key");
  const [currentId, currentKey] = first;

  return {
    seal(plaintext, context) {
      const header = `${VERSION}.${currentId}`;
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", currentKey, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(associatedData(header, context));
      const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
      return `${header}.${Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString("base64url")}`;
    },

    open(sealed, context) {
      const [version, id = "", payload = "", ...rest] = sealed.split(".");
      const key = ring.get(id);
      const bytes = Buffer.from(payload, "base64url");
      // Decoding forgives stray characters and bits; only the one canonical spelling of the bytes is accepted.
      const intact =
        rest.length === 0 && bytes.toString("base64url") === payload && bytes.length >= IV_BYTES + TAG_BYTES;
      if (version !== VERSION || !key || !intact)
        throw new SealBroken("Not a sealed text of ours, or its key is missing");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(associatedData(`${version}.${id}`, context));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const ciphertext = bytes.subarray(IV_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
      } catch {
        throw new SealBroken("The sealed text was changed or belongs elsewhere");
      }
    },

    isOutdated: (sealed) => !sealed.startsWith(`${VERSION}.${currentId}.`),
  };
}

/** Names a key without telling anything of it. */
function keyId(key: Uint8Array): string {
  if (key.length !== KEY_BYTES) throw new RangeError(`A sealing key is ${KEY_BYTES} bytes long, not ${key.length}`);
  return createHash("sha256").update("standard-billing key id").update(key).digest("base64url").slice(0, 8);
}

function associatedData(header: string, context: string): Buffer {
  return Buffer.from(`${header}\0${context}`, "utf8");
}

/** What is kept of an API key: its SHA-256, base64url. Keys are random and long, so that a fast hash suffices. */
export function digestApiKey(apiKey: string): string {
  return createHash("sha256").update(apiKey, "utf8").digest("base64url");
}

/**
 * The entry whose digest is that of the presented key. Every entry is compared, in constant time, so that the time taken
 * tells nothing about how close a guess was or where in the list a key stands.
 */
export function findByApiKey<T extends { readonly digest: string }>(
  entries: readonly T[],
  presented: string,
): T | undefined {
  const digest = Buffer.from(digestApiKey(presented));
  let found: T | undefined;
  for (const entry of entries) {
    const known = Buffer.from(entry.digest);
    if (known.length === digest.length && timingSafeEqual(known, digest)) found = entry;
  }
  return found;
}
