import { describe, expect, test } from "vitest";
import { firstDifference } from "../../../src/cli/first-difference.js";
import { acceptsGzip, matchesEtag } from "../../../src/http/conditional.js";
import { correlationIdOf, newCorrelationId } from "../../../src/http/correlation-id.js";
import { countText } from "../../../src/http/count-text.js";
import { toUuid } from "../../../src/http/ids.js";
import { keysIn } from "../../../src/http/keyring.js";
import { createRateLimiter } from "../../../src/http/rate-limiter.js";

describe("keys in an Authorization header", () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  test.each([
    [basic("key"), ["key"]],
    [basic("key:"), ["key:", "key"]],
    [basic(":key"), [":key", "key"]],
    [basic("a:b"), ["a:b"]],
    [basic("key").replace("Basic", "bAsIc"), ["key"]],
    [basic("key").replace(" ", "   "), ["key"]],
    [`${basic("key")} `, ["key"]],
    [basic("clé"), ["clé"]],
  ])("%s", (header, keys) => {
    expect(keysIn(header)).toEqual(keys);
  });

  test.each([
    "",
    "Basic",
    "Basic ",
    "Bearer a2V5",
    "Basic a2V5 a2V5",
    "Basic !!!!",
    "Basic a2V5, Basic a2V5",
    `Basic ${"A".repeat(2_000)}`,
  ])("%j holds none", (header) => {
    expect(keysIn(header)).toEqual([]);
  });

  test("an empty key is never a candidate", () => {
    expect(keysIn(basic(":"))).toEqual([":"]);
  });
});

describe("If-None-Match", () => {
  test.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"x", "a"', true],
    ['"x",W/"a" , "y"', true],
    ["*", true],
    ['"b"', false],
    ["a", false],
    ['"a', false],
    ["", false],
    [undefined, false],
  ])("%s", (header, expected) => {
    expect(matchesEtag(header, '"a"')).toBe(expected);
  });
});

describe("Accept-Encoding", () => {
  test.each([
    ["gzip", true],
    ["gzip, deflate, br", true],
    ["br;q=1, GZIP;q=0.5", true],
    ["*", true],
    ["*;q=0.1", true],
    ["gzip;q=0", false],
    ["gzip;q=0, *", false],
    ["identity", false],
    ["deflate, br", false],
    ["", false],
    [undefined, false],
  ])("%s", (header, expected) => {
    expect(acceptsGzip(header)).toBe(expected);
  });
});

describe("correlation ids", () => {
  test("are 32 hexadecimal digits and never the same", () => {
    const ids = Array.from({ length: 1_000 }, newCorrelationId);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  test("the caller's own is kept when it has that form", () => {
    const own = "0123456789abcdef0123456789abcdef";
    expect(correlationIdOf({ headers: { "x-correlation-id": own } })).toBe(own);
  });

  test.each(["", "short", `${"a".repeat(31)}\n`, "A".repeat(32), "a".repeat(33)])("%j is replaced", (sent) => {
    expect(correlationIdOf({ headers: { "x-correlation-id": sent } })).toMatch(/^[0-9a-f]{32}$/);
    expect(correlationIdOf({ headers: { "x-correlation-id": sent } })).not.toBe(sent);
  });
});

test.each([0, 7, 999, 1_000, 1_001, 10_050, 999_999_999, 1_000_000_000])("the text of the count %i", (count) => {
  expect(countText(count)).toBe(String(count));
});

describe("the rate limiter", () => {
  const start = Date.parse("2026-05-01T12:00:00Z");

  test("counts down, refuses, and begins again with the next window", () => {
    let time = start;
    const limiter = createRateLimiter(2, () => time);
    expect(limiter.count("a")).toMatchObject({ limit: 2, remaining: 1, isExceeded: false });
    time += 20_500;
    expect(limiter.count("a")).toMatchObject({ remaining: 0, isExceeded: false, resetSeconds: 40 });
    expect(limiter.count("a")).toEqual({
      limit: 2,
      remaining: 0,
      reset: "2026-05-01T12:01:00.000Z",
      resetSeconds: 40,
      isExceeded: true,
    });
    time = start + 60_000;
    expect(limiter.count("a")).toMatchObject({ remaining: 1, isExceeded: false });
  });

  test("keeps callers apart", () => {
    const limiter = createRateLimiter(1, () => start);
    limiter.count("a");
    expect(limiter.count("a").isExceeded).toBe(true);
    expect(limiter.count("b").isExceeded).toBe(false);
  });
});

describe("ids", () => {
  test.each([
    ["6F0D2C3A-4B1E-4C55-9A57-1D3E8F6A0C01", "6f0d2c3a-4b1e-4c55-9a57-1d3e8f6a0c01"],
    ["6f0d2c3a4b1e4c559a571d3e8f6a0c01", undefined],
    ["6f0d2c3a-4b1e-4c55-9a57-1d3e8f6a0c01\0", undefined],
    ["", undefined],
    ["' or 1=1 --", undefined],
  ])("%j", (text, expected) => {
    expect(toUuid(text)).toBe(expected);
  });
});

describe("the first difference of two documents", () => {
  test.each([
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, undefined],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, "/a/1/b"],
    [{ a: 1 }, { a: 1, "x/y": 2 }, "/x~1y"],
    [{ a: [] }, { a: {} }, "/a"],
    [[1, 2], [1], "/1"],
    [null, {}, "/"],
  ])("%j and %j", (a, b, expected) => {
    expect(firstDifference(a, b)).toBe(expected);
  });
});
