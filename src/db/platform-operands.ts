import { type Expression, expressionBuilder, type SqlBool, sql } from "kysely";
import type { Property } from "../query/ast.js";
import type { Operands } from "./compile-query.js";
import { dateValue, textValue } from "./operands.js";
import type { Tables } from "./tables.js";

type Dialect = Operands["dialect"];

/** Names of the platforms by their key: connections store the key. */
export type PlatformNames = Readonly<Record<string, string>>;

const { ref } = expressionBuilder<Tables, "companies" | "connections" | "datasets">();

/** The properties of `companyQuery`, and tags. */
export function companyOperands(dialect: Dialect, platforms: PlatformNames): Operands {
  const isOfCompany = sql`connections.company_id = companies.id`;
  const text = (column: Expression<unknown>) => textValue(dialect, column);
  return {
    dialect,
    value(property) {
      const [first, second = ""] = property.path;
      switch (first) {
        case "id":
          return text(ref("companies.id"));
        case "name":
          return text(ref("companies.name"));
        case "description":
          return text(ref("companies.description"));
        case "created":
          return dateValue(dialect, ref("companies.created_date"));
        case "lastSync":
          return sql`(select max(${dateValue(dialect, ref("connections.last_sync"))}) from connections where ${isOfCompany})`;
        case "tags":
          // The key is the caller's text: bound, and never part of a JSON path.
          return dialect === "sqlite"
            ? sql`(select value from json_each(companies.tags) where key = ${second})`
            : text(sql`(companies.tags::json ->> ${second})`);
        case "dataConnections":
          return connectionOperands(dialect, platforms).value({ ...property, path: [second] });
        default:
          return unknownProperty(property);
      }
    },
    any: (condition) => sql<SqlBool>`exists (select 1 from connections where ${isOfCompany} and ${condition})`,
  };
}

/** The properties of `connectionQuery`. */
export function connectionOperands(dialect: Dialect, platforms: PlatformNames): Operands {
  const text = (column: Expression<unknown>) => textValue(dialect, column);
  return {
    dialect,
    value(property) {
      switch (property.path.join(".")) {
        case "id":
          return text(ref("connections.id"));
        case "integrationKey":
          return text(ref("connections.platform_key"));
        case "platformName":
          return text(nameOfPlatform(platforms));
        case "status":
          return text(ref("connections.status"));
        case "created":
          return dateValue(dialect, ref("connections.created_date"));
        case "lastSync":
          return dateValue(dialect, ref("connections.last_sync"));
        default:
          return unknownProperty(property);
      }
    },
  };
}

/** The properties of `datasetQuery`. */
export function datasetOperands(dialect: Dialect): Operands {
  const text = (column: Expression<unknown>) => textValue(dialect, column);
  return {
    dialect,
    value(property) {
      switch (property.path.join(".")) {
        case "id":
          return text(ref("datasets.id"));
        case "companyId":
          return text(ref("datasets.company_id"));
        case "connectionId":
          return text(ref("datasets.connection_id"));
        case "dataType":
          return text(ref("datasets.data_type"));
        case "status":
          return text(ref("datasets.status"));
        case "statusDescription":
          return text(ref("datasets.status_description"));
        case "errorMessage":
          return text(ref("datasets.error_message"));
        case "requested":
          return dateValue(dialect, ref("datasets.requested"));
        case "completed":
          return dateValue(dialect, ref("datasets.completed"));
        case "progress":
          return ref("datasets.progress");
        default:
          return unknownProperty(property);
      }
    },
  };
}

function nameOfPlatform(platforms: PlatformNames): Expression<unknown> {
  const names = Object.entries(platforms).map(([key, name]) => sql`when ${key} then ${name}`);
  return names.length === 0 ? sql`null` : sql`(case connections.platform_key ${sql.join(names, sql` `)} end)`;
}

/** The lists in `query/platform.ts` and the columns here are one set, tested to be; this is a fault of ours. */
function unknownProperty({ path }: Property): never {
  throw new TypeError(`No column holds ${path.join(".")}`);
}
