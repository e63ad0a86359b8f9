import { expect, it } from "vitest";
import { createMemory } from "../../../src/db/memory.js";

/** A loader whose answers come when they are told to. */
function controlled() {
  const asked: { key: string; answer: (value: string | undefined) => void; fail: (error: Error) => void }[] = [];
  const load = (key: string) =>
    new Promise<string | undefined>((answer, fail) => {
      asked.push({ key, answer, fail });
    });
  return { asked, load };
}

it("asks once, for callers at the same time and for those after", async () => {
  const { asked, load } = controlled();
  const memory = createMemory(Number.POSITIVE_INFINITY, load);
  const both = [memory.get("a"), memory.get("a")];
  asked[0]?.answer("one");
  expect(await Promise.all(both)).toEqual(["one", "one"]);
  expect(await memory.get("a")).toBe("one");
  expect(asked).toHaveLength(1);
});

it("asks again after it was told to forget, even while an answer is on its way", async () => {
  const { asked, load } = controlled();
  const memory = createMemory(Number.POSITIVE_INFINITY, load);
  const early = memory.get("a");
  memory.forget("a");
  const late = memory.get("a");
  asked[1]?.answer("new");
  expect(await late).toBe("new");
  asked[0]?.answer("old");
  expect(await early).toBe("old");
  expect(await memory.get("a")).toBe("new");
});

it("keeps neither unknown keys nor failures", async () => {
  const { asked, load } = controlled();
  const memory = createMemory(Number.POSITIVE_INFINITY, load);
  const unknown = memory.get("a");
  asked[0]?.answer(undefined);
  expect(await unknown).toBeUndefined();
  const failed = memory.get("a");
  asked[1]?.fail(new Error("down"));
  await expect(failed).rejects.toThrow("down");
  const known = memory.get("a");
  asked[2]?.answer("one");
  expect(await known).toBe("one");
});

it("asks every time where nothing may be kept", async () => {
  const { asked, load } = controlled();
  const memory = createMemory(0, load);
  void memory.get("a");
  void memory.get("a");
  expect(asked).toHaveLength(2);
});
