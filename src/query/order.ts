import { errors } from "../errors.js";
import type { Order } from "./ast.js";
import { type QueryType, resolveProperty } from "./properties.js";

/**
 * Reads `orderBy`: one property, `issueDate` for ascending or `-issueDate` for descending order.
 *
 * @throws `badRequest` when it is empty or too long, `unresolvableProperty` when it names no property with an order.
 */
export function parseOrderBy(text: string, type: QueryType): Order {
  const trimmed = text.trim();
  const descending = trimmed.startsWith("-");
  const name = descending ? trimmed.slice(1) : trimmed;
  if (!/^[A-Za-z_][\w.]{0,199}$/.test(name)) {
    throw errors.badRequest("orderBy takes one property, such as issueDate, or -issueDate for descending order.");
  }
  const { path, type: valueType, isMany } = resolveProperty(name, type);
  if (isMany) throw errors.unresolvableProperty(name, type.noun);
  return { property: { path, type: valueType }, descending };
}
