import { expect, test } from "vitest";
import { createJudge, watchLoad } from "../../../src/http/load-watch.js";

test.each([
  ["nothing to do", [20, 21, 20], false],
  ["one long task", [20, 9_000, 20, 20], false],
  ["long tasks with rest between them", [5_000, 20, 5_000, 20, 5_000], false],
  ["work that waits and waits", [20, 1_500, 1_000, 1_200], true],
  ["an overload that is over", [1_500, 1_500, 1_500, 30], false],
])("%s", (_case, samples, expected) => {
  const judge = createJudge();
  expect(samples.map(judge).at(-1)).toBe(expected);
});

test("an idle process is not overloaded", () => {
  const load = watchLoad();
  expect(load.isTooHigh()).toBe(false);
  load.stop();
});
