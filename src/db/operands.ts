import { type AliasableExpression, type Expression, sql } from "kysely";
import type { Filter, Order, Property } from "../query/ast.js";
import type { Operands } from "./compile-query.js";
import { columnOf } from "./record-columns.js";
import type { RecordSetRow } from "./tables.js";

type Dialect = Operands["dialect"];
type RecordSet = Pick<RecordSetRow, "id" | "connection_id">;

/** Which columns SQLite may look up in an index. */
export type IndexUse = "all" | "selective" | "none";

const indexed: ReadonlySet<string | undefined> = new Set(["customer_id", "record_date", "modified_date"]);
const selective: ReadonlySet<string> = new Set(["id", "customer_id"]);

/**
 * SQLite keeps no statistics, so it takes any index it can use, even one that leads it to most rows one by one, which is
 * ten times slower than going through all of them. It gets to use one where that is sure to pay: where the index has all
 * that is asked about, in the order asked for, and for certain ids or the records of one customer.
 */
export function indexUse(
  dataType: string,
  filter: Filter | undefined,
  order: Order | undefined,
): { filter: IndexUse; order: IndexUse } {
  const column = (property: Property) => (isId(property) ? "id" : columnOf(dataType, property.path));
  const ordered = order ? column(order.property) : "id";
  if (ordered === "id") return { filter: "selective", order: "all" };
  const filtered = filter ? propertiesOf(filter).map(column) : [];
  const isCovered = indexed.has(ordered) && filtered.every((other) => other === "id" || other === ordered);
  return isCovered ? { filter: "all", order: "all" } : { filter: "selective", order: "none" };
}

/** The properties of records in the columns of `record_values`. */
export function recordOperands(
  dialect: Dialect,
  dataType: string,
  sets: readonly RecordSet[],
  indexes: IndexUse = "all",
): Operands {
  return {
    dialect,
    value(property) {
      const name = property.path.join(".");
      if (name === "connectionId") return textValue(dialect, connectionOf(sets));
      const column = isId(property) ? "id" : columnOf(dataType, property.path);
      if (column === undefined) throw new TypeError(`No column holds ${name} of ${dataType}`);
      const reference = sql.ref(`record_values.${column}`);
      const isOpen = indexes === "all" || (indexes === "selective" && selective.has(column));
      // The sign changes nothing but keeps SQLite from looking the column up in an index.
      return dialect === "sqlite" && !isOpen ? sql`+${reference}` : reference;
    },
    // Dates are stored as numbers.
    literal: ({ type }, value) => (type === "date" ? Date.parse(`${value}Z`) : value),
  };
}

/** The place of a record's connection in the order of connections, where there are several. */
export function placeOf(sets: readonly RecordSet[]): AliasableExpression<number> {
  return sql<number>`case record_values.set_id ${sql.join(
    sets.map(({ id }, index) => sql`when ${id} then ${sql.lit(index)}`),
    sql` `,
  )} end`;
}

function connectionOf(sets: readonly RecordSet[]): Expression<string> {
  return sql`(case record_values.set_id ${sql.join(
    sets.map(({ id, connection_id }) => sql`when ${id} then ${connection_id}`),
    sql` `,
  )} end)`;
}

function isId({ path }: Property): boolean {
  return path.length === 1 && path[0] === "id";
}

function propertiesOf(filter: Filter): Property[] {
  return "terms" in filter ? filter.terms.flatMap(propertiesOf) : [filter.property];
}

/** Text that compares by its bytes. */
export function textValue(dialect: Dialect, text: Expression<unknown>): Expression<string> {
  return dialect === "sqlite" ? sql<string>`${text}` : sql<string>`${text} collate "C"`;
}

/** `2026-05-01T12:00:00Z` and `2026-05-01T12:00:00` as `dateKey` makes them, `2026-05-01T12:00:00.000`. */
export function dateValue(dialect: Dialect, text: Expression<unknown>): Expression<string> {
  return textValue(dialect, sql`substr(rtrim(${text}, 'Z') || '.000', 1, 23)`);
}
