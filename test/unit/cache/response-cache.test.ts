import { gunzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { createResponseCache, type FinishedResponse } from "../../../src/cache/response-cache.js";

const KiB = 1024;
const MiB = 1024 * KiB;

/** A computation that ends when it is told to. */
function controlled(parts: readonly string[]) {
  const { promise, resolve, reject } = withResolvers<readonly string[]>();
  const compute = vi.fn(() => promise);
  return { compute, finish: () => resolve(parts), fail: (error: Error) => reject(error) };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}

async function put(
  cache: ReturnType<typeof createResponseCache>,
  key: string,
  text: string,
): Promise<FinishedResponse> {
  const made = await cache.make(key, async () => [text]);
  if (!("body" in made)) throw new Error("too large for this test");
  return made;
}

describe("entries", () => {
  test("are the joined parts as bytes, with a strong tag of the content", async () => {
    const cache = createResponseCache({ maxBytes: MiB });
    const made = await cache.make("k", async () => ['{"a":"', "ä€😀", '"}']);
    expect(made).toEqual({ body: Buffer.from('{"a":"ä€😀"}'), etag: expect.stringMatching(/^"[\w-]{27}"$/) });
    expect(cache.get("k")).toBe(made);
  });

  test("have the same tag for the same bytes under another key, and another for other bytes", async () => {
    const cache = createResponseCache({ maxBytes: MiB });
    const [a, b, c] = await Promise.all([put(cache, "a", "same"), put(cache, "b", "same"), put(cache, "c", "other")]);
    expect(a.etag).toBe(b.etag);
    expect(a.etag).not.toBe(c.etag);
  });
});

describe("single flight", () => {
  test("1,000 equal requests make one computation", async () => {
    const cache = createResponseCache({ maxBytes: MiB });
    const { compute, finish } = controlled(["x"]);
    const waiting = Array.from({ length: 1_000 }, () => cache.make("k", compute));
    finish();
    const answers = await Promise.all(waiting);
    expect(compute).toHaveBeenCalledTimes(1);
    expect(new Set(answers).size).toBe(1);
  });

  test("survives the eviction of everything while it runs", async () => {
    const cache = createResponseCache({ maxBytes: 16 * KiB });
    const { compute, finish } = controlled(["the answer"]);
    const first = cache.make("k", compute);
    for (let i = 0; i < 100; i++) await put(cache, `other ${i}`, "y".repeat(1_500));
    const second = cache.make("k", compute);
    finish();
    expect((await first).etag).toBe((await second).etag);
    expect(compute).toHaveBeenCalledTimes(1);
  });

  test("a failure is everybody's, is not kept, and the next one tries again", async () => {
    const cache = createResponseCache({ maxBytes: MiB });
    const { compute, fail } = controlled([]);
    const waiting = [cache.make("k", compute), cache.make("k", compute)];
    fail(new Error("the database is away"));
    for (const answer of waiting) await expect(answer).rejects.toThrow("the database is away");
    expect(cache.get("k")).toBeUndefined();
    await expect(put(cache, "k", "better")).resolves.toMatchObject({ body: Buffer.from("better") });
  });
});

describe("bounds", () => {
  test("the bytes kept never exceed the bound, keys included, and the least recently used go first", async () => {
    const maxBytes = 100 * KiB;
    const cache = createResponseCache({ maxBytes });
    await put(cache, "wanted", "w".repeat(8 * KiB));
    for (let i = 0; i < 50; i++) {
      await put(cache, `k${i}`.padEnd(1_000, "."), "y".repeat(8 * KiB));
      expect(cache.get("wanted")).toBeDefined();
      expect(cache.stats().bytes).toBeLessThanOrEqual(maxBytes);
    }
    expect(cache.stats().evictions).toBeGreaterThan(30);
    expect(cache.get("k0".padEnd(1_000, "."))).toBeUndefined();
  });

  test("an answer that would push out too much is sent, counted and not kept", async () => {
    const cache = createResponseCache({ maxBytes: 64 * KiB });
    await put(cache, "k", "x".repeat(10 * KiB));
    expect(cache.get("k")).toBeUndefined();
    expect(cache.stats()).toMatchObject({ tooLarge: 1, entries: 0 });
  });

  test("a very large answer is left in its parts", async () => {
    const cache = createResponseCache({ maxBytes: 1_000 * MiB });
    const parts = Array.from({ length: 3 }, () => "ä".repeat(MiB));
    const made = await cache.make("k", async () => parts);
    expect(made).toEqual({ parts, byteLength: 6 * MiB, etag: expect.stringMatching(/^".+"$/) });
    expect(cache.stats()).toMatchObject({ tooLarge: 1, entries: 0 });
  });

  test("no memory keeps nothing", async () => {
    const cache = createResponseCache({ maxBytes: 0 });
    await put(cache, "k", "x");
    expect(cache.get("k")).toBeUndefined();
  });
});

describe("compressed twins", () => {
  const text = "z".repeat(5_000);

  test("come after the second time somebody wanted one, hold the same text and have a tag of their own", async () => {
    const cache = createResponseCache({ maxBytes: MiB });
    const entry = await put(cache, "k", text);
    cache.wantedCompressed("k", entry);
    cache.wantedCompressed("k", entry);
    await vi.waitFor(() => expect(cache.get("k")?.gzip).toBeDefined());
    const twin = cache.get("k");
    expect(gunzipSync(twin?.gzip?.body ?? Buffer.alloc(0)).toString()).toBe(text);
    expect(twin?.gzip?.etag).toBe(entry.etag.replace(/"$/, '-gzip"'));
    expect(twin?.etag).toBe(entry.etag);
    expect(cache.stats().bytes).toBeGreaterThan(text.length);
  });

  test("are not made for what is small", async () => {
    const cache = createResponseCache({ maxBytes: MiB });
    const entry = await put(cache, "k", "small");
    for (let i = 0; i < 5; i++) cache.wantedCompressed("k", entry);
    await new Promise(setImmediate);
    expect(cache.get("k")).toBe(entry);
  });
});

test("counts hits, misses and what is kept", async () => {
  const cache = createResponseCache({ maxBytes: MiB });
  cache.get("k");
  await put(cache, "k", "x");
  cache.get("k");
  cache.get("k");
  expect(cache.stats()).toMatchObject({ hits: 2, misses: 1, entries: 1, evictions: 0, tooLarge: 0 });
});
