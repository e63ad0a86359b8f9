import { expect, test } from "vitest";
import { subjectOf } from "../../../../src/providers/maxio/client.js";
import { maxioLists } from "../../../../src/providers/maxio/lists.js";

test.each([
  ["/customers.json", "customers"],
  ["/subscriptions/metadata.json", "subscriptions/metadata"],
  ["/invoices/events.json", "invoices/events"],
  ["/credit_notes/cn_8axw2f9w6p7hk.json", "credit_notes/{id}"],
  ["/subscriptions/123/components.json", "subscriptions/{id}"],
])("what %s asks for is told without ids: %s", (path, subject) => {
  expect(subjectOf(path)).toBe(subject);
});

test("every list has a subject of its own", () => {
  const subjects = Object.values(maxioLists).map(({ path }) => subjectOf(path));
  expect(new Set(subjects).size).toBe(subjects.length);
});
