import { expect, it } from "vitest";
import { prefetched } from "../../../src/sync/prefetch.js";

it("asks for the next element while the current one is worked on, and for no more", async () => {
  const events: string[] = [];
  async function* source() {
    for (const element of [1, 2, 3]) {
      events.push(`made ${element}`);
      yield element;
    }
  }
  for await (const element of prefetched(source(), () => {})) {
    await Promise.resolve();
    events.push(`done ${element}`);
  }
  expect(events).toEqual(["made 1", "made 2", "done 1", "made 3", "done 2", "done 3"]);
});

it("throws what the source throws when its turn comes, after what came before", async () => {
  async function* source() {
    yield 1;
    throw new Error("down");
  }
  const seen: number[] = [];
  const reading = (async () => {
    for await (const element of prefetched(source(), () => {})) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(element);
    }
  })();
  await expect(reading).rejects.toThrow("down");
  expect(seen).toEqual([1]);
});

it("stops a source that waits, and ends it, when the loop is left", async () => {
  const stop = new AbortController();
  let isEnded = false;
  async function* source() {
    try {
      yield 1;
      await new Promise((_, reject) => {
        stop.signal.addEventListener("abort", () => reject(stop.signal.reason));
      });
    } finally {
      isEnded = true;
    }
  }
  const leave = async () => {
    for await (const _ of prefetched(source(), () => stop.abort())) throw new Error("the store is full");
  };
  await expect(leave()).rejects.toThrow("the store is full");
  expect(isEnded).toBe(true);
});
