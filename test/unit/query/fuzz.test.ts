import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/errors.js";
import { billingTypes } from "../../../src/model/billing/index.js";
import { matches } from "../../../src/query/evaluate.js";
import { parseOrderBy, parseQuery, parseTags } from "../../../src/query/index.js";

const invoices = billingTypes["billing-invoices"];
const readers: [string, (text: string) => unknown][] = [
  ["parseQuery", (text) => parseQuery(text, invoices)],
  ["parseOrderBy", (text) => parseOrderBy(text, invoices)],
  ["parseTags", parseTags],
];
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 1_000);

/** True when the text is understood, false when it is refused as it should be; anything else is thrown. */
function accepts(read: (text: string) => unknown, text: string): boolean {
  try {
    read(text);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.statusCode === 400) return false;
    throw error;
  }
}

/** Pieces of the language and of attacks on it, in any order. */
const pieces = [
  "id status totalAmount issueDate metadata.isDeleted customerRef.id lineItems __proto__ .",
  "= != ~ > < >= <= ! && || & | { } ( ) ' \" \\ ; --",
  "1 paid true 2026-05-01 -0.5 %3D %26%26 %7B % %zz é or",
].flatMap((line) => line.split(" "));
const soup = fc
  .array(fc.constantFrom(...pieces, " ", "\0", "\ud800", "\n"), { maxLength: 40 })
  .map((chosen) => chosen.join(""));

describe.each(readers)("%s", (_, read) => {
  it("understands or refuses any text", () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: "binary", maxLength: 60 })), (text) => {
        accepts(read, text);
      }),
      { numRuns },
    );
  });

  // Reading that tries one text in many ways would not end within the test's time-out.
  it.each(
    [..."{}=! a%-", "{}", "{a=1}", "&&", "|| ", "a=", "a.", "%3D", "%25", "a=1&&", "a=1||{", "0."].flatMap((piece) =>
      ["", "id=", "issueDate>", "totalAmount>", "memo~"].map((start) => [start, piece] as const),
    ),
  )("takes no longer for %j and many %j", (start, piece) => {
    const text = (start + piece.repeat(2_047)).slice(0, 2_047);
    for (let run = 0; run < 20; run++) accepts(read, text);
    accepts(read, piece.repeat(200_000));
  });
});

describe("parseQuery", () => {
  it("accepts nothing the evaluator cannot answer", () => {
    fc.assert(
      fc.property(soup, (text) => {
        if (accepts(readers[0]![1], text)) expect(matches(parseQuery(text, invoices), {})).toBe(false);
      }),
      { numRuns },
    );
  });

  it("reads a value as it was written", () => {
    const value = fc
      .string({ unit: "binary", minLength: 1, maxLength: 50 })
      .map((text) => text.trim())
      .filter((text) => text !== "" && !/^[=~<>]|&&|\|\||[}\0]|[&|]$/.test(text));
    fc.assert(
      fc.property(value, (value) => {
        const expected = { kind: "clause", property: { path: ["memo"], type: "text" }, operator: "=", value };
        expect(parseQuery(`memo=${value}`, invoices)).toEqual(expected);
        const text = `memo = ${value} && id=1`;
        expect(parseQuery(text, invoices)).toMatchObject({ kind: "and", terms: [expected, { value: "1" }] });
        expect(parseQuery(encodeURIComponent(text), invoices)).toEqual(parseQuery(text, invoices));
      }),
      { numRuns },
    );
  });
});
