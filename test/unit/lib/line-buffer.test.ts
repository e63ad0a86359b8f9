import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLineBuffer } from "../../../src/lib/line-buffer.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function collected() {
  const blocks: string[] = [];
  return { blocks, sink: { write: (block: Uint8Array) => void blocks.push(Buffer.from(block).toString()) } };
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

test("a block that has no room for the next line does not wait", () => {
  const { blocks, sink } = collected();
  const lines = createLineBuffer(sink, { blockBytes: 15, maxDelayMs: 100 });
  for (const line of ["aa\n", "bb\n", "cc\n", "dd\n"]) lines.write(line);
  expect(blocks).toEqual(["aa\nbb\ncc\n"]);
  vi.advanceTimersByTime(100);
  expect(blocks).toEqual(["aa\nbb\ncc\n", "dd\n"]);
});

test.each([
  ["of the longest characters", "€".repeat(5)],
  ["longer than a block", "€".repeat(50)],
])("a line %s stays whole and in its place", (_what, long) => {
  const { blocks, sink } = collected();
  const lines = createLineBuffer(sink, { blockBytes: 15 });
  for (const line of ["a\n", long, "b\n"]) lines.write(line);
  lines.close();
  expect(blocks).toEqual(["a\n", long, "b\n"]);
});

test("a block that was written is left alone", () => {
  const blocks: Uint8Array[] = [];
  const lines = createLineBuffer({ write: (block) => void blocks.push(block) });
  for (const line of ["first\n", "other\n"]) {
    lines.write(line);
    lines.flush();
  }
  expect(blocks.map(String)).toEqual(["first\n", "other\n"]);
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
