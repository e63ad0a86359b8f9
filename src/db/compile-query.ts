import { type Expression, expressionBuilder, type SqlBool, sql } from "kysely";
import type { Clause, Filter, OneOf, Operator, Order, Property, Value } from "../query/ast.js";
import { lowerAscii } from "../query/text.js";
import type { Tables } from "./tables.js";

/** Where a table has the values of properties. Names in the SQL are ours; whatever a caller sent is a bound value. */
export interface Operands {
  dialect: "sqlite" | "postgres";
  /**
   * SQL for a property's value in the form that compares, NULL when it is absent: text in byte order (on PostgreSQL
   * `COLLATE "C"`), dates as `dateKey` makes them, numbers as doubles, booleans as 0 and 1.
   */
  value(property: Property): Expression<unknown>;
  /** Encloses a condition on a property of a list's elements, so that it asks whether any element meets it. */
  any?(condition: Expression<SqlBool>): Expression<SqlBool>;
}

const comparisons = {
  "=": sql`=`,
  "!=": sql`<>`,
  ">": sql`>`,
  "<": sql`<`,
  ">=": sql`>=`,
  "<=": sql`<=`,
} satisfies Record<Exclude<Operator, "~">, unknown>;

/**
 * Makes a filter a condition for WHERE. It means what `matches` in `query/evaluate.ts` means, on both databases; its
 * text depends on the filter's properties and operators and never on a value.
 */
export function compileFilter(filter: Filter, operands: Operands): Expression<SqlBool> {
  if (filter.kind === "clause" || filter.kind === "oneOf") {
    const condition = filter.kind === "clause" ? compileClause(filter, operands) : compileOneOf(filter, operands);
    return filter.property.isMany && operands.any ? operands.any(condition) : condition;
  }
  const eb = expressionBuilder<Tables, keyof Tables>();
  return eb[filter.kind](filter.terms.map((term) => compileFilter(term, operands)));
}

/** Makes an order a term for ORDER BY. Absent values are the smallest, as SQLite and SQL Server have it. */
export function compileOrder({ property, descending }: Order, operands: Operands): Expression<unknown> {
  const value = operands.value(property);
  return descending ? sql`${value} desc nulls last` : sql`${value} asc nulls first`;
}

function compileClause({ property, operator, value }: Clause, operands: Operands): Expression<SqlBool> {
  const actual = operands.value(property);
  if (operator === "~") {
    // Both lower A to Z only: SQLite always, PostgreSQL under COLLATE "C". No LIKE, so % and _ are just characters.
    const part = lowerAscii(String(value));
    return operands.dialect === "sqlite"
      ? sql<SqlBool>`instr(lower(${actual}), ${part}) > 0`
      : sql<SqlBool>`strpos(lower(${actual}), ${part}) > 0`;
  }
  return sql<SqlBool>`${actual} ${comparisons[operator]} ${bind(value)}`;
}

function compileOneOf({ property, values }: OneOf, operands: Operands): Expression<SqlBool> {
  return sql<SqlBool>`${operands.value(property)} in (${sql.join(values.map(bind))})`;
}

/** Numbers are cast so that PostgreSQL does not take the other side's type for them; a boolean would end libsql's process. */
function bind(value: Value): Expression<unknown> {
  switch (typeof value) {
    case "number":
      return sql`cast(${value} as double precision)`;
    case "boolean":
      return sql`${value ? 1 : 0}`;
    default:
      return sql`${value}`;
  }
}
