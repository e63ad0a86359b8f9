import { describe, expect, test } from "vitest";
import { AppError } from "../../../src/errors.js";
import { CompaniesQuery, CompanyListQuery, ListQuery, listReader } from "../../../src/http/list-request.js";
import { pageFrame, pageOptions } from "../../../src/http/paging.js";
import { parseQueryString } from "../../../src/http/query-string.js";
import { billingTypes } from "../../../src/model/billing/index.js";
import { companyQuery } from "../../../src/query/platform.js";

const subscriptions = billingTypes["billing-subscriptions"];
const reader = listReader(CompanyListQuery, subscriptions);
const read = (text: string, readList = reader) => readList(`/x?${text}`, parseQueryString(text));

function refusal(text: string, readList = reader): AppError {
  try {
    read(text, readList);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return error as AppError;
  }
  throw new Error(`${text} was accepted`);
}

describe("page and pageSize", () => {
  test("have Codat's defaults", () => {
    expect(reader("/x", {})).toEqual({ page: 1, pageSize: 100, canonical: "" });
  });

  test.each([
    ["page=3&pageSize=5000", { page: 3, pageSize: 5000 }],
    ["PAGE=2&pagesize=7", { page: 2, pageSize: 7 }],
    ["page=0000001", { page: 1 }],
  ])("%s", (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  test.each([
    ["page=0", "page"],
    ["page=", "page"],
    ["page=-1", "page"],
    ["page=1.0", "page"],
    ["page=0x10", "page"],
    ["page=%201", "page"],
    ["page=1e3", "page"],
    ["page=9007199254740993", "page"],
    ["page=1&page=2", "page"],
    ["page=1&Page=2", "page"],
    ["pageSize=0", "pageSize"],
    ["pageSize=5001", "pageSize"],
    ["pageSize=1e9", "pageSize"],
    ["pageSize=Infinity", "pageSize"],
    ["pageSize=%00", "pageSize"],
  ])("%s is a 400 that names %s", (text, name) => {
    const { statusCode, message, validation } = refusal(text);
    expect(statusCode).toBe(400);
    expect(message).toContain(`${name} must be`);
    expect(validation).toEqual([expect.objectContaining({ itemId: name })]);
  });
});

describe("other parameters", () => {
  test("unknown ones are named, such as what is left of a query nobody encoded", () => {
    expect(refusal("query=a=1&&b=2").message).toBe(
      "Error processing request - not valid. b is not a parameter of this operation",
    );
  });

  test.each(["__proto__=1", "constructor=1", "toString=1"])("%s is only another unknown one", (text) => {
    expect(refusal(text).statusCode).toBe(400);
  });

  test("connectionId is for company-level lists only", () => {
    const id = "0B9A7C52-7D1F-4F0E-8A61-3C5B2E9D4A01";
    expect(read(`connectionId=${id}`).connectionId).toBe(id.toLowerCase());
    expect(refusal(`connectionId=${id}`, listReader(ListQuery, subscriptions)).message).toContain("connectionId");
  });

  test("query and orderBy are read against the data type", () => {
    expect(read("query=status%3Dactive&orderBy=-modifiedDate")).toMatchObject({
      filter: { kind: "clause", operator: "=", value: "Active" },
      order: { descending: true, property: { path: ["modifiedDate"] } },
    });
    expect(refusal("query=nothing%3D1").message).toBe(
      "Error parsing query - Could not resolve property nothing on Subscription",
    );
    expect(refusal("orderBy=lineItems").statusCode).toBe(400);
  });

  test("tags and query of companies are both asked for", () => {
    const companies = listReader(CompaniesQuery, companyQuery);
    expect(read("tags=region%3Duk&query=name%3DAcme", companies).filter).toEqual({
      kind: "and",
      terms: [
        expect.objectContaining({ property: expect.objectContaining({ path: ["name"] }) }),
        expect.objectContaining({ property: expect.objectContaining({ path: ["tags", "region"] }) }),
      ],
    });
  });

  test("the same text is read once, and another route's reader reads it anew", () => {
    expect(read("page=2")).toBe(read("page=2"));
    expect(read("page=2")).not.toBe(read("page=2", listReader(ListQuery, subscriptions)));
  });
});

describe("paging envelope", () => {
  const list = (text: string) => read(text);

  test.each([
    ["", 0, {}],
    ["", 100, {}],
    ["", 101, { next: "/p?page=2&pageSize=100" }],
    ["page=2&pageSize=50", 201, { previous: "/p?page=1&pageSize=50", next: "/p?page=3&pageSize=50" }],
    ["page=5&pageSize=20", 90, { previous: "/p?page=4&pageSize=20" }],
    ["page=9&pageSize=20", 90, { previous: "/p?page=5&pageSize=20" }],
    ["page=9", 0, { previous: "/p?page=1&pageSize=100" }],
  ])("%s of %i", (text, total, neighbours) => {
    const { self, current, ...others } = pageFrame("/p", list(text), total)._links;
    expect(self).toEqual({ href: "/p" });
    expect(current.href).toMatch(/^\/p\?page=\d+&pageSize=\d+$/);
    expect(Object.fromEntries(Object.entries(others).map(([name, { href }]) => [name, href]))).toEqual(neighbours);
  });

  test("links carry the other parameters, percent-encoded, and lead to the same list", () => {
    const text = `orderBy=-modifiedDate&query=${encodeURIComponent("{status=Active || status=Paused} && reference~a&b+c")}`;
    const { current } = pageFrame("/p", list(text), 500)._links;
    expect(current.href).toContain("page=1&pageSize=100&orderBy=-modifiedDate&query=%7Bstatus");
    expect(list(current.href.split("?")[1] ?? "")).toMatchObject({
      filter: list(text).filter,
      order: list(text).order,
    });
  });

  test("offsets are exact at the far end", () => {
    expect(pageOptions(list("page=999999999&pageSize=5000"))).toEqual({ offset: 4_999_999_990_000, limit: 5000 });
  });
});
