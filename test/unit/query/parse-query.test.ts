import { describe, expect, it } from "vitest";
import { billingTypes } from "../../../src/model/billing/index.js";
import type { Filter } from "../../../src/query/ast.js";
import { matches } from "../../../src/query/evaluate.js";
import { parseOrderBy, parseQuery, parseTags } from "../../../src/query/index.js";
import { companyQuery } from "../../../src/query/platform.js";

const invoices = billingTypes["billing-invoices"];

/** The value a clause compares with. */
function valueIn(query: string): unknown {
  const filter = parseQuery(query, invoices);
  if (filter.kind !== "clause") throw new Error("not a clause");
  return filter.value;
}

describe("parseQuery", () => {
  it.each([
    ["status=paid", "Paid"],
    ["status!=PARTIALLYPAID", "PartiallyPaid"],
    ["status=settled", "settled"],
    ["status~paid", "Paid"],
    ["currency=gbp", "gbp"],
    ["totalAmount>100", 100],
    ["totalAmount>=-0.5", -0.5],
    ["totalAmount<.5", 0.5],
    ["totalAmount=0100.10", 100.1],
    ["metadata.isDeleted!=true", true],
    ["metadata.isDeleted=FALSE", false],
    ["issueDate>2021-01-28", "2021-01-28T00:00:00.000"],
    ["issueDate=2024-02-29", "2024-02-29T00:00:00.000"],
    ["modifiedDate>=2026-05-01T12:00:00Z", "2026-05-01T12:00:00.000"],
    ["modifiedDate>=2026-05-01t12:00:00z", "2026-05-01T12:00:00.000"],
    ["modifiedDate>=2026-05-01T12:00", "2026-05-01T12:00:00.000"],
    ["modifiedDate>=2026-05-01T12:00:00", "2026-05-01T12:00:00.000"],
    ["modifiedDate>=2022-10-27T10:22:43.6464237Z", "2022-10-27T10:22:43.646"],
    ["modifiedDate>=2026-05-01T12:00:00.5Z", "2026-05-01T12:00:00.500"],
    ["modifiedDate>=2026-05-01T00:30:00+01:00", "2026-04-30T23:30:00.000"],
    ["modifiedDate>=2025-12-31T20:00:00-0500", "2026-01-01T01:00:00.000"],
  ])("%s compares with %j", (query, value) => {
    expect(valueIn(query)).toBe(value);
  });

  it.each([
    ["status>paid", "status at position 1 is of type enum and takes = != ~, not >."],
    ["currency<=GBP", "currency at position 1 is of type text and takes = != ~, not <=."],
    ["totalAmount~1", "totalAmount at position 1 is of type number and takes = != > < >= <=, not ~."],
    ["id=1&&issueDate~2026", "issueDate at position 7 is of type date and takes = != > < >= <=, not ~."],
    ["metadata.isDeleted>true", "metadata.isDeleted at position 1 is of type boolean and takes = !=, not >."],
    ["metadata.isDeleted=1", 'metadata.isDeleted at position 1 is compared with true or false, not "1".'],
    ["id=1 || 1=1", '"1" at position 9 is not a property.'],
    ["total Amount>1", '"total Amount" at position 1 is not a property.'],
    ["status'--=1", `"status'--" at position 1 is not a property.`],
    ...["0x10", "1e3", "NaN", "Infinity", "-", "1,000", "1.", "--1", "+1", "1 2", "١"].map((value) => [
      `totalAmount>${value}`,
      `totalAmount at position 1 is compared with a number such as 100 or -0.5, not "${value}".`,
    ]),
    [
      `totalAmount>${"9".repeat(400)}`,
      `totalAmount at position 1 is compared with a number such as 100 or -0.5, not "${"9".repeat(100)}…".`,
    ],
    ...[
      ..."2026-02-29 2026-13-01 2026-00-10 2026-04-31 2026-5-1 01/05/2026 today 2026 20260501 2026-05-01Z".split(" "),
      ..."2026-05-01T24:00:00Z 2026-05-01T12:60:00Z 2026-05-01T12:00:60Z 2026-05-01T12 2026-05-01T12:00:00+24:00".split(
        " ",
      ),
      ..."0000-01-01T00:00:00+01:00 9999-12-31T23:59:59-01:00".split(" "),
      // A plus sign that was not encoded arrives as a space.
      "2026-05-01T12:00:00 01:00",
    ].map((value) => [
      `issueDate>${value}`,
      `issueDate at position 1 is compared with a date such as 2026-05-01 or 2026-05-01T12:00:00Z (a + is encoded as %2B), not "${value}".`,
    ]),
  ])("refuses %s", (query, detail) => {
    expect(() => parseQuery(query ?? "", invoices)).toThrow(
      expect.objectContaining({ statusCode: 400, message: `Error parsing query - Malformed query. ${detail}` }),
    );
  });

  it("makes a list of alternatives for one property one comparison", () => {
    expect(parseQuery("id=1 || id=2 || status=paid || id=3 || status!=void", invoices)).toMatchObject({
      kind: "or",
      terms: [
        { kind: "oneOf", property: { path: ["id"] }, values: ["1", "2", "3"] },
        { kind: "oneOf", property: { path: ["status"] }, values: ["Paid"] },
        { kind: "clause", operator: "!=", value: "Void" },
      ],
    });
    const longest = Array.from({ length: 340 }, () => "id=1").join("||");
    expect(parseQuery(longest, invoices)).toMatchObject({ kind: "oneOf", property: { path: ["id"] } });
  });

  it("makes as many comparisons as its length allows", () => {
    const query = Array.from({ length: 341 }, (_, index) => `id~${index % 10}`).join("&&");
    expect(query).toHaveLength(2044);
    expect(parseQuery(query, invoices)).toMatchObject({ kind: "and", terms: { length: 341 } });
  });
});

describe("what a query means", () => {
  const invoice = {
    id: "inv_1",
    status: "PartiallyPaid",
    customerRef: { id: "61", name: "NewCo & Sons" },
    issueDate: "2026-05-01T00:00:00",
    modifiedDate: "2026-05-01T12:00:00.250Z",
    totalAmount: 120.5,
    memo: "100% Söhne_Öl",
    currency: "GBP",
    metadata: { isDeleted: false },
  };

  it.each([
    ["status=partiallypaid", true],
    ["status!=paid", true],
    ["status~PAID", true],
    ["status=settled", false],
    ["status!=settled", true],
    // Text is equal case included, and contains whatever the case.
    ["customerRef.name=newco & sons", false],
    ["customerRef.name=NewCo & Sons", true],
    ["customerRef.name~NEWCO", true],
    // Only A to Z: the databases do not agree on more.
    ["memo~söhne", true],
    ["memo~öl", false],
    ["memo~%", true],
    ["memo~s%e", false],
    ["memo~s_hne", false],
    ["memo~e_", true],
    // What is absent matches nothing.
    ["dueDate=2026-05-01", false],
    ["dueDate!=2026-05-01", false],
    ["payerRef.id!=1", false],
    ["invoiceNumber!=1 || invoiceNumber=1", false],
    // Dates are instants.
    ["issueDate=2026-05-01", true],
    ["issueDate>2026-04-30", true],
    ["issueDate>2026-05-01", false],
    ["issueDate=2026-05-01T01:00:00+01:00", true],
    ["modifiedDate>2026-05-01T12:00:00Z", true],
    ["modifiedDate<2026-05-01T12:00:01Z", true],
    ["modifiedDate=2026-05-01T12:00:00.25Z", true],
    ["modifiedDate>=2026-05-01T14:00:00+02:00", true],
    ["modifiedDate>=2026-05-01T12:00:00.251Z", false],
    ["metadata.isDeleted!=true", true],
    ["metadata.isDeleted=true", false],
    ["totalAmount=120.50", true],
    ["{totalAmount > 100 || totalAmount < 50} && status != paid", true],
    ["totalAmount > 100 || totalAmount < 50 && status = paid", true],
    ["{totalAmount > 100 || totalAmount < 50} && status = paid", false],
    ["id=inv_0 || id=inv_1", true],
  ])("%s: %s", (query, expected) => {
    expect(matches(parseQuery(query, invoices), invoice)).toBe(expected);
  });

  it("a company's connections meet a clause when one of them does", () => {
    const company = { dataConnections: [{ status: "Linked" }, { status: "PendingAuth" }] };
    const holds = (query: string) => matches(parseQuery(query, companyQuery), company);
    expect(holds("dataConnections.status=pendingauth")).toBe(true);
    expect(holds("dataConnections.status!=Linked")).toBe(true);
    expect(holds("dataConnections.status=Deauthorized")).toBe(false);
    expect(matches(parseQuery("dataConnections.status!=Linked", companyQuery), { dataConnections: [] })).toBe(false);
  });
});

describe("parseOrderBy", () => {
  it.each([
    ["issueDate", ["issueDate"], false],
    ["-issueDate", ["issueDate"], true],
    [" -customerRef.name ", ["customerRef", "name"], true],
    ["-TotalAmount", ["totalAmount"], true],
  ])("%s", (text, path, descending) => {
    expect(parseOrderBy(text, invoices)).toMatchObject({ property: { path }, descending });
  });

  it.each(["", "-", "--issueDate", "issueDate,status", "issueDate desc", "issueDate;--", "1", "a".repeat(300)])(
    "refuses %j",
    (text) => {
      expect(() => parseOrderBy(text, invoices)).toThrow(
        expect.objectContaining({ statusCode: 400, message: expect.stringContaining("orderBy takes one property") }),
      );
    },
  );

  it.each(["nope", "-lineItems", "lineItems.amount", "customerRef", "supplementalData", "__proto__"])(
    "does not know %s",
    (text) => {
      const name = text.replace("-", "");
      expect(() => parseOrderBy(text, invoices)).toThrow(`Could not resolve property ${name} on Invoice`);
    },
  );

  it("has no order for what a company has many of", () => {
    expect(() => parseOrderBy("dataConnections.status", companyQuery)).toThrow(
      "Could not resolve property dataConnections.status on Company",
    );
  });
});

describe("parseTags", () => {
  it("reads Codat's example", () => {
    const clause = (key: string, value: string): Filter => ({
      kind: "clause",
      property: { path: ["tags", key], type: "text" },
      operator: "=",
      value,
    });
    expect(parseTags("region=uk && team=invoice-finance")).toEqual({
      kind: "and",
      terms: [clause("region", "uk"), clause("team", "invoice-finance")],
    });
  });

  it("takes no operators of order", () => {
    expect(() => parseTags("size>3")).toThrow("size at position 1 is of type text and takes = != ~, not >.");
  });
});
