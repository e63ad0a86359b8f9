import { type Expression, expressionBuilder, sql } from "kysely";
import type { Filter, Order, Property } from "../query/ast.js";
import type { Operands } from "./compile-query.js";
import { promotedColumn } from "./promoted.js";
import type { Tables } from "./tables.js";

type Dialect = Operands["dialect"];

const { ref } = expressionBuilder<Tables, "records">();

/** A record's properties: a column of `records` where one holds the property, else the value in its body. */
export function recordOperands(dialect: Dialect, dataType: string): Operands {
  return {
    dialect,
    value(property) {
      const promoted = promotedColumn(dataType, property.path);
      switch (promoted) {
        case "status":
        case "customer_id":
        case "record_date":
          return textValue(dialect, ref(`records.${promoted}`));
        case "amount":
          return ref("records.amount");
        case undefined:
          return ownColumn(dialect, property) ?? jsonValue(dialect, ref("records.body"), property);
      }
    },
  };
}

/** Whether a column holds every property of a filter and an order, so that no body must be read for them. */
export function areInColumns(dataType: string, filter: Filter | undefined, order: Order | undefined): boolean {
  const properties = [...(filter ? propertiesOf(filter) : []), ...(order ? [order.property] : [])];
  return properties.every(
    (property) => promotedColumn(dataType, property.path) !== undefined || ownColumn("sqlite", property) !== undefined,
  );
}

function propertiesOf(filter: Filter): Property[] {
  return "terms" in filter ? filter.terms.flatMap(propertiesOf) : [filter.property];
}

/** Properties of every record that are columns for the store's own sake; its dates are as `dateKey` makes them. */
function ownColumn(dialect: Dialect, { path }: Property): Expression<unknown> | undefined {
  switch (path.join(".")) {
    case "id":
      return textValue(dialect, ref("records.id"));
    case "connectionId":
      return textValue(dialect, ref("records.connection_id"));
    case "modifiedDate":
      return textValue(dialect, ref("records.modified_date"));
    case "metadata.isDeleted":
      return ref("records.is_deleted");
    default:
      return undefined;
  }
}

/** A property of a JSON object that is stored as text. A value of another type than the model's cannot make a query fail. */
function jsonValue(dialect: Dialect, json: Expression<string>, { path, type }: Property): Expression<unknown> {
  const value =
    dialect === "sqlite"
      ? sql<string>`json_extract(${json}, ${`$.${path.join(".")}`})`
      : sql<string>`(${json}::json #>> ${path})`;
  switch (type) {
    case "text":
    case "enum":
      return textValue(dialect, value);
    case "date":
      return dateValue(dialect, value);
    case "number":
      return dialect === "sqlite"
        ? sql`cast(${value} as real)`
        : sql`substring(${value} from '^-?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?$')::double precision`;
    case "boolean":
      return dialect === "sqlite" ? value : sql`case ${value} when 'true' then 1 when 'false' then 0 end`;
  }
}

/** Text that compares by its bytes. */
export function textValue(dialect: Dialect, text: Expression<unknown>): Expression<string> {
  return dialect === "sqlite" ? sql<string>`${text}` : sql<string>`${text} collate "C"`;
}

/** `2026-05-01T12:00:00Z` and `2026-05-01T12:00:00` as `dateKey` makes them, `2026-05-01T12:00:00.000`. */
export function dateValue(dialect: Dialect, text: Expression<unknown>): Expression<string> {
  return textValue(dialect, sql`substr(rtrim(${text}, 'Z') || '.000', 1, 23)`);
}
