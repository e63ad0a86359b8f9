import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSealer, digestApiKey, findByApiKey, SealBroken } from "../../../src/lib/crypto.js";

const oldKey = Buffer.alloc(32, 1);
const newKey = Buffer.alloc(32, 2);
const sealer = createSealer([newKey, oldKey]);
const context = "company-1/connection-1";

describe("sealing", () => {
  it("opens what it sealed, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (text, where) => {
        expect(sealer.open(sealer.seal(text, where), where)).toBe(text);
      }),
    );
  });

  it("never seals the same text to the same result", () => {
    expect(sealer.seal("secret", context)).not.toBe(sealer.seal("secret", context));
  });

  it("says nothing of the text", () => {
    expect(sealer.seal("plain-secret-text", context)).not.toContain("plain-secret-text");
    expect(sealer.seal("", context)).toMatch(/^v1\.[\w-]{8}\.[\w-]{38}$/);
  });

  it("opens with an older key and says that the text is outdated", () => {
    const before = createSealer([oldKey]).seal("secret", context);
    expect(sealer.open(before, context)).toBe("secret");
    expect(sealer.isOutdated(before)).toBe(true);
    expect(sealer.isOutdated(sealer.seal("secret", context))).toBe(false);
  });

  const sealed = sealer.seal("a secret", context);
  const [version = "", id = "", payload = ""] = sealed.split(".");
  const bytes = Buffer.from(payload, "base64url");
  const repack = (changed: Buffer) => `${version}.${id}.${changed.toString("base64url")}`;
  it.each([
    ["another context", () => sealer.open(sealed, "company-1/connection-2")],
    ["a key that is not in the ring", () => createSealer([oldKey]).open(sealed, context)],
    ["the right id on another key", () => createSealer([oldKey]).open(sealed.replace(id, idOf(oldKey)), context)],
    ["an unknown version", () => sealer.open(sealed.replace("v1", "v2"), context)],
    ["a text cut in the ciphertext", () => sealer.open(repack(bytes.subarray(0, -1)), context)],
    ["a text cut in the tag", () => sealer.open(repack(bytes.subarray(0, 20)), context)],
    ["a text cut in the IV", () => sealer.open(repack(bytes.subarray(0, 5)), context)],
    ["nothing", () => sealer.open("", context)],
    ["a fourth part", () => sealer.open(`${sealed}.x`, context)],
    ["padding", () => sealer.open(`${sealed}=`, context)],
    ["plain text", () => sealer.open("plain text", context)],
  ])("refuses %s without telling the content", (_what, open) => {
    expect(open).toThrow(SealBroken);
    expect(open).toThrow(/^((?!a secret).)*$/);
  });

  it("refuses every text with one bit changed", () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => sealer.open(repack(changed), context)).toThrow(SealBroken);
    }
  });

  it("refuses every other spelling of the same bytes", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=";
    for (let at = 0; at < sealed.length; at++)
      for (const character of alphabet)
        if (sealed[at] !== character)
          expect(() => sealer.open(sealed.slice(0, at) + character + sealed.slice(at + 1), context)).toThrow(
            SealBroken,
          );
  });

  it.each([0, 16, 31, 33])("refuses a key of %i bytes", (length) => {
    expect(() => createSealer([randomBytes(length)])).toThrow(RangeError);
  });

  it("refuses an empty ring", () => {
    expect(() => createSealer([])).toThrow(RangeError);
  });
});

describe("API keys", () => {
  const entries = ["first-key", "second-key"].map((key, at) => ({ at, digest: digestApiKey(key) }));

  it.each([
    ["first-key", 0],
    ["second-key", 1],
    ["second-ke", undefined],
    ["second-key ", undefined],
    ["", undefined],
    [digestApiKey("first-key"), undefined],
  ])("finds the entry of %j", (presented, at) => {
    expect(findByApiKey(entries, presented)?.at).toBe(at);
  });

  it("is the SHA-256 of the key (FIPS 180-2, appendix B.1)", () => {
    const digest = Buffer.from(digestApiKey("abc"), "base64url").toString("hex");
    expect(digest).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("finds nothing among digests of another kind", () => {
    expect(findByApiKey([{ digest: "" }, { digest: "short" }], "first-key")).toBeUndefined();
  });
});

function idOf(key: Buffer): string {
  return createSealer([key]).seal("", "").split(".")[1] ?? "";
}
