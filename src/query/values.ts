import { errors } from "../errors.js";
import type { Clause, Operator, Property, Value } from "./ast.js";
import { dateKey } from "./dates.js";
import type { SyntaxClause } from "./parse.js";
import type { ResolvedProperty } from "./properties.js";
import { excerpt } from "./text.js";

/** Which operators a type takes: the table of Codat's querying page. */
const operatorsOf: Record<Property["type"], readonly Operator[]> = {
  text: ["=", "!=", "~"],
  enum: ["=", "!=", "~"],
  boolean: ["=", "!="],
  date: ["=", "!=", ">", "<", ">=", "<="],
  number: ["=", "!=", ">", "<", ">=", "<="],
};

/**
 * Checks a clause's operator and value against its property and brings the value into the form that compares.
 *
 * @throws `malformedQuery` when the operator does not apply to the property or the value is not of its type.
 */
export function toClause(syntax: SyntaxClause, { values, ...property }: ResolvedProperty): Clause {
  const { name, operator, position } = syntax;
  if (!operatorsOf[property.type].includes(operator)) {
    throw errors.malformedQuery(
      `${name} at position ${position} is of type ${property.type} and takes ${operatorsOf[property.type].join(" ")}, not ${operator}.`,
    );
  }
  return { kind: "clause", property, operator, value: comparable() };

  function comparable(): Value {
    switch (property.type) {
      case "text":
        return syntax.value;
      case "enum":
        // A value the enum does not have is no mistake: it may be one of another version. It equals nothing.
        return values?.find((value) => value.toLowerCase() === syntax.value.toLowerCase()) ?? syntax.value;
      case "date":
        return (
          dateKey(syntax.value) ?? refuse("a date such as 2026-05-01 or 2026-05-01T12:00:00Z (a + is encoded as %2B)")
        );
      case "number":
        return decimal(syntax.value) ?? refuse("a number such as 100 or -0.5");
      case "boolean":
        return boolean(syntax.value) ?? refuse("true or false");
    }
  }

  function refuse(what: string): never {
    throw errors.malformedQuery(
      `${name} at position ${position} is compared with ${what}, not "${excerpt(syntax.value)}".`,
    );
  }
}

function decimal(text: string): number | undefined {
  if (!/^-?(\d+(\.\d+)?|\.\d+)$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

function boolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : undefined;
}
