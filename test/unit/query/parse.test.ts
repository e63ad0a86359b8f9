import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/errors.js";
import { parse, type Syntax } from "../../../src/query/parse.js";

/** The syntax tree as text, every group in braces. */
function show(syntax: Syntax): string {
  if (syntax.kind === "clause") return `${syntax.name}[${syntax.operator}]${syntax.value}`;
  return `{${syntax.terms.map(show).join(syntax.kind === "and" ? " && " : " || ")}}`;
}

function refusal(text: string): AppError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe("parse", () => {
  it.each([
    // The examples of Codat's querying page.
    ["amountDue > 0", "amountDue[>]0"],
    ["amountDue>0", "amountDue[>]0"],
    ["currency = GBP", "currency[=]GBP"],
    ["customerRef.id = 61", "customerRef.id[=]61"],
    ["amountDue > 0 && totalAmount < 1000", "{amountDue[>]0 && totalAmount[<]1000}"],
    ["dueDate > 2021-01-28", "dueDate[>]2021-01-28"],
    ["dataConnections.status=PendingAuth", "dataConnections.status[=]PendingAuth"],
    ["dataConnections.platformName~Shopify", "dataConnections.platformName[~]Shopify"],
    [
      "{totalAmount > 100 || totalAmount < 50} && status != paid",
      "{{totalAmount[>]100 || totalAmount[<]50} && status[!=]paid}",
    ],
    ["metadata.isDeleted!=true", "metadata.isDeleted[!=]true"],
    ["id=81be41e9-5c2c-4064-829c-bca43b5e6f59", "id[=]81be41e9-5c2c-4064-829c-bca43b5e6f59"],
    // Every operator, the two-character ones first.
    ["a=1&&b!=2&&c~3&&d>4&&e<5&&f>=6&&g<=7", "{a[=]1 && b[!=]2 && c[~]3 && d[>]4 && e[<]5 && f[>=]6 && g[<=]7}"],
    // && binds more tightly than ||.
    ["a=1||b=2&&c=3", "{a[=]1 || {b[=]2 && c[=]3}}"],
    ["a=1&&b=2||c=3&&d=4", "{{a[=]1 && b[=]2} || {c[=]3 && d[=]4}}"],
    ["a=1 && {b=2 || c=3} && d=4", "{a[=]1 && {b[=]2 || c[=]3} && d[=]4}"],
    ["{{{a=1}}}", "a[=]1"],
    [" { a = 1 } || { b = 2 } ", "{a[=]1 || b[=]2}"],
    // Values are bare text.
    ["name =  Acme  Ltd  && a=1", "{name[=]Acme  Ltd && a[=]1}"],
    ["name=Smith & Sons | Co", "name[=]Smith & Sons | Co"],
    ["name ~ O'Neil & Söhne+Co", "name[~]O'Neil & Söhne+Co"],
    ["modifiedDate>=2026-05-01T12:00:00+01:00", "modifiedDate[>=]2026-05-01T12:00:00+01:00"],
    ["name=a=b", "name[=]a=b"],
    ["name=!", "name[=]!"],
    ["name={x", "name[=]{x"],
    ["name~50%", "name[~]50%"],
    ["name=%41 b", "name[=]%41 b"],
    ["name~日本 🇯🇵", "name[~]日本 🇯🇵"],
  ])("reads %s", (text, tree) => {
    expect(show(parse(text))).toBe(tree);
  });

  it.each([
    "id=81be41e9-5c2c-4064-829c-bca43b5e6f59",
    "enabled = true",
    "name~Acme",
    "name ~ 100% Söhne+Co & O'Neil",
    "{a > 1 || b <= 2} && c != d",
    "modifiedDate>=2026-05-01T12:00:00+01:00",
  ])("reads %s encoded once more as the same", (text) => {
    expect(parse(encodeURIComponent(text))).toEqual(parse(text));
    expect(parse(new URLSearchParams([["", text]]).toString().slice(1))).toEqual(parse(text));
  });

  it.each([
    ["", "Expected a property or { at position 1, but the query ends."],
    ["   ", "Expected a property or { at position 4, but the query ends."],
    ["status", "Expected an operator (!= >= <= = ~ > <) at position 7, but the query ends."],
    ["status paid", "Expected an operator (!= >= <= = ~ > <) at position 12, but the query ends."],
    ["status!paid", 'Expected an operator (!= >= <= = ~ > <) at position 7, but found "!paid".'],
    ["=paid", 'Expected a property or { at position 1, but found "=paid".'],
    ["status=", "Expected a value at position 8, but the query ends."],
    ["status= && a=1", 'Expected a value at position 9, but found "&& a=1".'],
    ["status==paid", 'Expected a value at position 8, but found "=paid".'],
    ["status=>paid", 'Expected a value at position 8, but found ">paid".'],
    ["a=1 &&", "Expected a property or { at position 7, but the query ends."],
    ["|| a=1", 'Expected a property or { at position 1, but found "|| a=1".'],
    ["a=1 &&& b=2", 'Expected a property or { at position 7, but found "& b=2".'],
    ["{a=1", "Expected &&, || or } at position 5, but the query ends."],
    ["a=1}", 'Expected &&, || or the end of the query at position 4, but found "}".'],
    ["{a=1} b=2", 'Expected &&, || or the end of the query at position 7, but found "b=2".'],
    ["{}", 'Expected a property or { at position 2, but found "}".'],
    ["a{b=1}", 'Expected an operator (!= >= <= = ~ > <) at position 2, but found "{b=1}".'],
    ["a=\0", "It contains a character that is not text."],
    ["a=\ud800", "It contains a character that is not text."],
    ["a%3D%00", "It contains a character that is not text."],
    ["a%3D%ff", "Its URL encoding is not valid."],
    ["a%3D1%2", "Its URL encoding is not valid."],
    [`${"{".repeat(33)}a=1${"}".repeat(33)}`, "Braces are nested more than 32 deep."],
    ["{".repeat(2047), "Braces are nested more than 32 deep."],
    [`name=${"x".repeat(2043)}`, "It has 2048 characters and must have under 2048."],
    [encodeURIComponent(`name=${"x".repeat(2043)}`), "It has 2048 characters and must have under 2048."],
  ])("refuses %j", (text, detail) => {
    const error = refusal(text);
    expect(error.message).toBe(`Error parsing query - Malformed query. ${detail}`);
    expect(error).toMatchObject({ statusCode: 400, code: "MalformedQuery", canBeRetried: "False" });
  });

  it("takes 2,047 characters and braces 32 deep", () => {
    expect(show(parse(`name=${"x".repeat(2042)}`))).toBe(`name[=]${"x".repeat(2042)}`);
    // A second encoding makes the text longer, not the query.
    expect(show(parse(encodeURIComponent(`name=${" x".repeat(1021)}`)))).toBe(`name[=]${"x ".repeat(1020)}x`);
    expect(show(parse(`${"{".repeat(32)}a=1${"}".repeat(32)}`))).toBe("a[=]1");
  });
});
