import { type Expression, expressionBuilder, type SqlBool, sql } from "kysely";
import type { Clause, Filter, OneOf, Operator, Order, Property, Value } from "../query/ast.js";
import { lowerAscii } from "../query/text.js";
import type { Tables } from "./tables.js";

/** Where a table has the values of properties. Names in the SQL are ours; whatever a caller sent is a bound value. */
export interface Operands {
  dialect: "sqlite" | "postgres";
  /**
   * SQL for a property's value in the form that compares, NULL when it is absent: text in byte order (on PostgreSQL
   * `COLLATE "C"`), dates as `dateKey` makes them or as `literal` does, numbers as doubles, booleans as 0 and 1.
   */
  value(property: Property): Expression<unknown>;
  /** A value to compare with, in that form; absent where the form of the query language will do. */
  literal?(property: Property, value: Value): Value;
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
    // SQLite's LIKE and PostgreSQL's lower under COLLATE "C" both take the letters A to Z alike in either case, no others.
    if (operands.dialect === "postgres") {
      return sql<SqlBool>`strpos(lower(${actual}), ${lowerAscii(String(value))}) > 0`;
    }
    const pattern = `%${String(value).replace(/[\\%_]/g, "\\$&")}%`;
    return sql<SqlBool>`${actual} like ${pattern} escape '\\'`;
  }
  return sql<SqlBool>`${actual} ${comparisons[operator]} ${bind(property, value, operands)}`;
}

function compileOneOf({ property, values }: OneOf, operands: Operands): Expression<SqlBool> {
  return sql<SqlBool>`${operands.value(property)} in (${sql.join(values.map((value) => bind(property, value, operands)))})`;
}

/** Numbers are cast so that PostgreSQL does not take the other side's type for them; a boolean would end libsql's process. */
function bind(property: Property, asked: Value, operands: Operands): Expression<unknown> {
  const value = operands.literal?.(property, asked) ?? asked;
  switch (typeof value) {
    case "number":
      return sql`cast(${value} as double precision)`;
    case "boolean":
      return sql`${value ? 1 : 0}`;
    default:
      return sql`${value}`;
  }
}
