import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { billingTypes } from "../../../src/model/billing/index.js";
import { matches } from "../../../src/query/evaluate.js";
import { canonical, parseQuery, parseTags } from "../../../src/query/index.js";
import { filterOver, propertiesOf, recordOf } from "../../helpers/filters.js";

const invoices = billingTypes["billing-invoices"];
const text = (query: string) => canonical(parseQuery(query, invoices));

describe("canonical", () => {
  it.each([
    ["status=paid", " STATUS = Paid "],
    ["status=paid", "{status=paid || status=PAID}"],
    ["id=1||id=2", "{ id = 2 } || { id = 1 }"],
    ["id=1 && totalAmount>1.50 && status!=void", "{status!=Void&&totalAmount>1.5}&&id=1"],
    ["issueDate>2026-05-01", "issueDate>2026-05-01T01:00:00%2B01:00".replace("%2B", "+")],
  ])("%s is %s", (one, other) => {
    expect(text(one)).toBe(text(other));
  });

  it.each([
    ["id=1", "id!=1"],
    ["id=1", "invoiceNumber=1"],
    ["id=1&&memo=2", "id=1||memo=2"],
    ["id=1&&{memo=2||memo=3}", "{id=1&&memo=2}||memo=3"],
    ['memo=1"&memo="2', "memo=1"],
    ["customerRef.name=a", "customerRef.name=A"],
  ])("%s is not %s", (one, other) => {
    expect(text(one)).not.toBe(text(other));
  });

  it("keeps a tag apart from the same text of two", () => {
    expect(canonical(parseTags("a=1 && b=2"))).not.toBe(canonical(parseTags('a=1"&&tags.b="2')));
  });

  it("is the same only for filters that mean the same", () => {
    const record = recordOf(invoices.schema) as fc.Arbitrary<object>;
    const filter = filterOver(propertiesOf(invoices).slice(0, 4));
    fc.assert(
      fc.property(filter, filter, fc.array(record, { minLength: 5 }), (one, other, records) => {
        fc.pre(canonical(one) === canonical(other));
        expect(records.filter((r) => matches(one, r))).toEqual(records.filter((r) => matches(other, r)));
      }),
      { numRuns: 5, maxSkipsPerRun: 10_000 },
    );
  });
});
