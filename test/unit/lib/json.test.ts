import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/lib/json.js";

const parse = (text: string) => parseJson(Buffer.from(text));

describe("parseJson", () => {
  it("reads what JSON.parse reads, but never rounds an integer", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const exact = (_key: string, part: unknown) =>
          Number.isInteger(part) && !Number.isSafeInteger(part) && /^-?\d+$/.test(`${part}`) ? `${part}` : part;
        expect(parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value, exact)));
      }),
    );
  });

  it.each([
    ["", undefined],
    [" ", undefined],
    ["<html>", undefined],
    ['{"a":1', undefined],
    ["HTTP Basic: Access denied.\n", undefined],
  ])("is undefined for %j", (text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  it.each([
    ["a NUL", String.raw`"a\u0000b"`, "ab"],
    ["a NUL in a key", String.raw`{"a\u0000b":1}`, { ab: 1 }],
    ["an escaped backslash before what looks like a NUL", String.raw`"a\\u0000b"`, String.raw`a\u0000b`],
    ["a backslash, then a real NUL", String.raw`"a\\\u0000b"`, "a\\b"],
    ["a lone high surrogate", String.raw`"a\ud83db"`, "ab"],
    ["a lone low surrogate", String.raw`"a\uDE00b"`, "ab"],
    ["two halves the wrong way round", String.raw`"\ude00\ud83d"`, ""],
    ["a high surrogate before a pair", String.raw`"\ud83d\ud83d\ude00"`, "😀"],
    ["halves that a NUL kept apart", String.raw`"\ud83d\u0000\ude00"`, ""],
  ])("removes %s", (_what, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it("keeps whole pairs, other escapes and text beyond ASCII", () => {
    expect(parse(String.raw`"\ud83d\ude00 \u00e9 \n \" \\ é 😀 \u003c"`)).toBe('😀 é \n " \\ é 😀 <');
  });

  it("never leaves text that a database would refuse", () => {
    const piece = fc.constantFrom("\\u0000", "\\ud83d", "\\ude00", "\\\\", "u0000", "\\n", "x");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = parse(`"${pieces.join("")}"`);
        expect(text).toBe(String(text).replace(/\0|\p{Surrogate}/gu, ""));
      }),
    );
  });

  it.each([
    ["12345678901234567890", "12345678901234567890"],
    ['{"id":9007199254740993}', { id: "9007199254740993" }],
    ['{"id":-9007199254740993}', { id: "-9007199254740993" }],
    ['[12345678901234567890,"12345678901234567890"]', ["12345678901234567890", "12345678901234567890"]],
    ['{"id":9007199254740991,"big":123456789012345678901}', { id: 9007199254740991, big: "123456789012345678901" }],
    ['{"a":0.1234567890123456789,"b":1234567890123456789e-1}', { a: 0.12345678901234568, b: 123456789012345680 }],
    [
      '{"note":"a, 12345678901234567890, b","id":-12345678901234567890}',
      { note: "a, 12345678901234567890, b", id: "-12345678901234567890" },
    ],
    ['{"note":"ch_12345678901234567890"}', { note: "ch_12345678901234567890" }],
    [String.raw`{"a\\":12345678901234567890}`, { "a\\": "12345678901234567890" }],
    [String.raw`{"note":"\"12345678901234567890"}`, { note: '"12345678901234567890' }],
  ])("keeps every digit of %s", (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it("finds a long number wherever it stands", () => {
    for (let indent = 0; indent < 40; indent++)
      expect(parse(`${" ".repeat(indent)}[12345678901234567]`)).toEqual(["12345678901234567"]);
  });

  it("survives strings of many megabytes next to a long number", () => {
    for (const filler of ["x", "\\n", "\\\\"])
      expect(parse(`{"text":"${filler.repeat(5_000_000)}","id":12345678901234567890}`)).toMatchObject({
        id: "12345678901234567890",
      });
  });

  it("skips a byte order mark", () => {
    expect(parseJson(Buffer.from([0xef, 0xbb, 0xbf, 0x5b, 0x5d]))).toEqual([]);
  });

  it("replaces bytes that are not UTF-8 instead of failing", () => {
    expect(parseJson(Buffer.from([0x22, 0xff, 0x22]))).toBe("\ufffd");
  });

  it("does not let a key change the prototype", () => {
    const parsed = parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
    expect(parsed["polluted"]).toBeUndefined();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("survives a million levels", () => {
    expect(Array.isArray(parse("[".repeat(1_000_000) + "]".repeat(1_000_000)))).toBe(true);
  });
});
