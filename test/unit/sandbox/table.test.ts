import { describe, expect, it } from "vitest";
import { lazyTable } from "../../../src/sandbox/core/lazy-table.js";
import { idTable, rowsOf, type Table } from "../../../src/sandbox/core/table.js";

interface Thing {
  id: number;
  name: string;
}

const things = (): Table<Thing> => idTable([1, 2, 4].map((id) => ({ id, name: `thing ${id}` })));
const lazyThings = (): Table<Thing> =>
  lazyTable({
    size: 1_000_000,
    make: (position) => ({ id: position + 1, name: `thing ${position + 1}` }),
    positionOf: (key) => Number(key) - 1,
    keyOf: ({ id }) => String(id),
    inOrderOf: ["name"],
  });

describe("a table of rows", () => {
  it("finds, changes and removes rows, and tells that it changed", () => {
    const table = things();
    const { version } = table;
    const found = table.edit("2");
    if (found) found.name = "changed";
    expect(table.find("2")?.name).toBe("changed");
    expect(table.remove("1")).toBe(true);
    expect(table.remove("1")).toBe(false);
    expect(table.find("1")).toBeUndefined();
    expect([...rowsOf(table)].map(({ id }) => id)).toEqual([2, 4]);
    expect(table.version).toBeGreaterThan(version);
  });

  it("puts new rows where they belong", () => {
    const table = things();
    for (const id of [5, 3, 0]) table.add({ id, name: "new" });
    expect([...rowsOf(table)].map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5]);
    expect([0, 3, 5].map((id) => table.find(String(id))?.name)).toEqual(["new", "new", "new"]);
  });

  it("has no rows outside", () => {
    expect(() => things().at(3)).toThrow(RangeError);
  });
});

describe("a table of rows made when asked for", () => {
  it("makes the row at a position, and keeps only what was changed", () => {
    const table = lazyThings();
    expect(table.at(499_999)).toEqual({ id: 500_000, name: "thing 500000" });
    const row = table.edit("500000");
    if (row) row.name = "changed";
    expect(table.at(499_999).name).toBe("changed");
    expect(table.find("500001")?.name).toBe("thing 500001");
  });

  it("takes new rows at the end", () => {
    const table = lazyThings();
    table.add({ id: 1_000_001, name: "new" });
    expect(table.size).toBe(1_000_001);
    expect(table.find("1000001")?.name).toBe("new");
    expect(table.at(1_000_000).name).toBe("new");
    expect(table.find("1000002")).toBeUndefined();
  });

  it("no longer promises an order once a row has changed", () => {
    const table = lazyThings();
    expect(table.inOrderOf).toEqual(["name"]);
    table.edit("1");
    expect(table.inOrderOf).toEqual([]);
  });
});
