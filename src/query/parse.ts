import { errors } from "../errors.js";
import type { Operator } from "./ast.js";
import { decodeAgain } from "./decode.js";

/** What a query says, before its names and values mean anything. `position` counts the characters from 1. */
export type Syntax = { kind: "and" | "or"; terms: readonly Syntax[] } | SyntaxClause;

export interface SyntaxClause {
  kind: "clause";
  name: string;
  operator: Operator;
  value: string;
  position: number;
}

/** "The total length of your query should be under 2048 characters" (Codat's querying page): of what it says, not of escapes. */
const maxLength = 2047;
const maxDepth = 32;

/** Those that begin with another one come first. */
const operators: readonly Operator[] = ["!=", ">=", "<=", "=", "~", ">", "<"];

/**
 * Reads Codat's query language. There are no quotes: a value is bare text up to the next `&&`, `||` or `}`, trimmed.
 *
 *     or     := and { "||" and }
 *     and    := term { "&&" term }
 *     term   := "{" or "}" | clause
 *     clause := name operator value
 *
 * Reads every character once, so a query takes time proportional to its length whatever it says.
 * Throws `malformedQuery`, which names what was expected and where.
 */
export function parse(input: string): Syntax {
  const text = decodeAgain(input);
  if (text.length > maxLength) {
    throw errors.malformedQuery(`It has ${text.length} characters and must have under ${maxLength + 1}.`);
  }
  if (/\0|\p{Surrogate}/u.test(text)) throw errors.malformedQuery("It contains a character that is not text.");
  let at = 0;

  const syntax = readOr(0);
  if (at < text.length) throw expected("&&, || or the end of the query");
  return syntax;

  function readOr(depth: number): Syntax {
    return readGroup("or", "||", () => readGroup("and", "&&", () => readTerm(depth)));
  }

  function readGroup(kind: "and" | "or", separator: string, readNext: () => Syntax): Syntax {
    const first = readNext();
    const terms = [first];
    while (accept(separator)) terms.push(readNext());
    return terms.length === 1 ? first : { kind, terms };
  }

  function readTerm(depth: number): Syntax {
    if (!accept("{")) return readClause();
    if (depth === maxDepth) throw errors.malformedQuery(`Braces are nested more than ${maxDepth} deep.`);
    const syntax = readOr(depth + 1);
    if (!accept("}")) throw expected("&&, || or }");
    return syntax;
  }

  function readClause(): Syntax {
    skipSpace();
    const position = at + 1;
    const name = readUntil(endsName);
    if (name === "") throw expected("a property or {");
    const operator = operators.find(accept);
    if (operator === undefined) throw expected(`an operator (${operators.join(" ")})`);
    skipSpace();
    // An operator here is a slip such as == or =>, which taken as text would quietly match nothing.
    if (/[=~<>]/.test(text.charAt(at))) throw expected("a value");
    const value = readUntil(endsValue);
    if (value === "") throw expected("a value");
    return { kind: "clause", name, operator, value, position };
  }

  function endsName(): boolean {
    return "=!~<>{}&|".includes(text.charAt(at));
  }

  function endsValue(): boolean {
    return text.startsWith("&&", at) || text.startsWith("||", at) || text.charAt(at) === "}";
  }

  /** The text up to where `ends` holds, trimmed. */
  function readUntil(ends: () => boolean): string {
    const start = at;
    while (at < text.length && !ends()) at++;
    return text.slice(start, at).trim();
  }

  function accept(token: string): boolean {
    skipSpace();
    if (!text.startsWith(token, at)) return false;
    at += token.length;
    return true;
  }

  function skipSpace(): void {
    while (at < text.length && text.charAt(at).trim() === "") at++;
  }

  function expected(what: string) {
    skipSpace();
    const found = at < text.length ? `found "${text.slice(at, at + 10)}"` : "the query ends";
    return errors.malformedQuery(`Expected ${what} at position ${at + 1}, but ${found}.`);
  }
}
