import { describe, expect, it } from "vitest";
import { fromToken, isAscending, START, toToken } from "../../../../src/providers/maxio/position.js";

describe("a position", () => {
  it.each([
    [
      { pass: 0, page: 7 },
      { pass: 0, page: 6 },
    ],
    [
      { pass: 1, page: 1 },
      { pass: 1, page: 1 },
    ],
    [
      { pass: 0, page: 1, after: "9007199254740993" },
      { pass: 0, page: 1, after: "9007199254740993" },
    ],
    [
      { pass: 0, page: 3, after: "12" },
      { pass: 0, page: 3, after: "12" },
    ],
  ])("%j is resumed at %j", (position, expected) => {
    expect(fromToken(toToken(position))).toEqual(expected);
  });

  it.each([undefined, "", "7", ">customer", "0/x/", "-1/2/"])("%j begins at the start", (token) => {
    expect(fromToken(token)).toEqual(START);
  });
});

describe("ids", () => {
  it.each([
    [["1", "2", "10"], true],
    [["9007199254740992", "9007199254740993"], true],
    [[], true],
    [["2", "1"], false],
    [["10", "9"], false],
    [["1", "1"], false],
    [["a", "b"], false],
  ])("%j rise: %j", (ids, expected) => {
    expect(isAscending(ids)).toBe(expected);
  });
});
