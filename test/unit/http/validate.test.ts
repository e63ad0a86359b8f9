import { expect, test } from "vitest";
import { z } from "zod";
import { validate } from "../../../src/http/validate.js";

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  when: z.string("must be a day").optional(),
  ids: z.array(z.uuid()).max(1).optional(),
  on: z.boolean().optional(),
  state: z.literal("Off").optional(),
  unit: z.enum(["Day", "Week"]).optional(),
  tags: z.record(z.string().max(3), z.string()).optional(),
});

function problems(given: unknown, part = "body") {
  const validated = validate(schema, given, part);
  return "error" in validated
    ? validated.error.validation?.map(({ itemId, message }) => `${itemId} ${message}`)
    : "nothing is wrong";
}

test("what is right is passed on", () => {
  expect(validate(schema, { name: "x" }, "body")).toEqual({ value: { name: "x" } });
});

test.each([
  [null, ["body must be given"]],
  ["text", ["body must be an object"]],
  [{}, ["name must be given"]],
  [{ name: 7 }, ["name must be text"]],
  [{ name: null }, ["name must be text"]],
  [{ name: "" }, ["name must have at least 1 character"]],
  [{ name: "longer" }, ["name must have at most 5 characters"]],
  [{ name: "x", when: 7 }, ["when must be a day"]],
  [{ name: "x", on: "yes" }, ["on must be true or false"]],
  [{ name: "x", ids: "a" }, ["ids must be a list"]],
  [{ name: "x", ids: ["a"] }, ["ids.0 must be a valid uuid"]],
  [{ name: "x", state: "On" }, ["state must be Off"]],
  [{ name: "x", unit: "Eon" }, ["unit must be one of Day, Week"]],
  [{ name: "x", tags: { long: "x" } }, ["tags.long is a key that must have at most 3 characters"]],
  [{ more: 1, on: 1 }, ["name must be given", "on must be true or false", "more is not a property of the body"]],
])("%j", (given, expected) => expect(problems(given)).toEqual(expected));

test("a parameter that is given twice, or unknown, is said to be so", () => {
  expect(problems({ name: ["x", "y"], more: "x" }, "querystring")).toEqual([
    "name must be given only once",
    "more is not a parameter of this operation",
  ]);
});

test("the message names everything at fault", () => {
  const validated = validate(schema, { on: 1 }, "body");
  expect("error" in validated && validated.error.message).toBe(
    "Error processing request - not valid. name must be given; on must be true or false",
  );
});

test("a caller's key is not quoted without end", () => {
  const [problem = ""] = problems({ name: "x", tags: { ["k".repeat(10_000)]: "x" } }) ?? [];
  expect(problem.length).toBeLessThan(300);
});
