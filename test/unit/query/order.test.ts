import { describe, expect, it } from "vitest";
import { billingTypes } from "../../../src/model/billing/index.js";
import { comparing } from "../../../src/query/evaluate.js";
import { parseOrderBy } from "../../../src/query/index.js";

function sorted(orderBy: string, records: object[]): object[] {
  return records.toSorted(comparing(parseOrderBy(orderBy, billingTypes["billing-invoices"])));
}

describe("comparing", () => {
  it("has what is absent first, or last in descending order", () => {
    const records = [{ totalAmount: 10 }, {}, { totalAmount: 9 }];
    expect(sorted("totalAmount", records)).toEqual([{}, { totalAmount: 9 }, { totalAmount: 10 }]);
    expect(sorted("-totalAmount", records)).toEqual([{ totalAmount: 10 }, { totalAmount: 9 }, {}]);
  });

  it("orders text by code point, not by UTF-16 unit or by language", () => {
    const memos = ["é", "z", "Z", "\u{10000}", "\u{e000}", "", "a"].map((memo) => ({ memo }));
    expect(sorted("memo", memos).map((record) => Reflect.get(record, "memo"))).toEqual([
      ...["", "Z", "a", "z", "é", "\u{e000}", "\u{10000}"],
    ]);
  });

  it("orders dates as instants and keeps what is equal as it was", () => {
    const dates = [
      "2026-05-01T12:00:00Z",
      "2026-05-01T12:00:00.001Z",
      "2026-05-01T12:00:00.000Z",
      "2026-04-30T00:00:00",
    ];
    const records = dates.map((modifiedDate) => ({ modifiedDate }));
    expect(sorted("-modifiedDate", records)).toEqual([1, 0, 2, 3].map((index) => records[index]));
  });
});
