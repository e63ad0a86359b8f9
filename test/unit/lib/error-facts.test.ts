import { expect, test } from "vitest";
import { errors, UpstreamError } from "../../../src/errors.js";
import { errorFacts } from "../../../src/lib/error-facts.js";

const frames = expect.arrayContaining([expect.stringMatching(/^at /)]);

test.each([
  ["a foreign error", new RangeError("planted"), { type: "RangeError", code: undefined, stack: frames }],
  [
    "a system error",
    Object.assign(new Error("planted"), { code: "EIO" }),
    { type: "Error", code: "EIO", stack: frames },
  ],
  [
    "the cause of ours",
    errors.internal(new TypeError("planted")),
    { type: "TypeError", code: undefined, stack: frames },
  ],
  ["what was thrown instead", "planted", { type: "string" }],
])("%s is told by where it was thrown, not by its words", (_name, error, facts) => {
  expect(errorFacts(error)).toEqual(facts);
  expect(JSON.stringify(errorFacts(error))).not.toContain("planted");
});

test("a source's failure is told in our own words", () => {
  const error = new UpstreamError("throttled", "maxio.example answered 429", { upstreamStatus: 429 });
  expect(errorFacts(error)).toEqual({ kind: "throttled", upstreamStatus: 429, error: "maxio.example answered 429" });
});
