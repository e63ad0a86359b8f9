import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLineBuffer } from "../../../src/lib/line-buffer.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function collected() {
  const blocks: string[] = [];
  return { blocks, sink: { write: (text: string) => void blocks.push(text) } };
}

test("lines are written together, in order, after a while", () => {
  const { blocks, sink } = collected();
  const lines = createLineBuffer(sink, { maxDelayMs: 100 });
  lines.write("a\n");
  lines.write("b\n");
  expect(blocks).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(blocks).toEqual(["a\nb\n"]);
  lines.write("c\n");
  vi.advanceTimersByTime(100);
  expect(blocks).toEqual(["a\nb\n", "c\n"]);
});

test("a full block does not wait", () => {
  const { blocks, sink } = collected();
  const lines = createLineBuffer(sink, { maxLength: 6, maxDelayMs: 100 });
  for (const line of ["aa\n", "bb\n", "cc\n"]) lines.write(line);
  expect(blocks).toEqual(["aa\nbb\n"]);
  vi.advanceTimersByTime(100);
  expect(blocks).toEqual(["aa\nbb\n", "cc\n"]);
});

test("nothing is lost at the end, nor after it", () => {
  const { blocks, sink } = collected();
  const lines = createLineBuffer(sink);
  lines.write("last\n");
  lines.close();
  lines.write("after\n");
  expect(blocks).toEqual(["last\n", "after\n"]);
});

test("nothing is written when there is nothing", () => {
  const { blocks, sink } = collected();
  const lines = createLineBuffer(sink);
  lines.flush();
  lines.close();
  expect(blocks).toEqual([]);
});
