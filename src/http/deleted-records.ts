import type { Filter } from "../query/ast.js";
import type { ServedType } from "./data-types.js";

const isLive: Filter = {
  kind: "clause",
  property: { path: ["metadata", "isDeleted"], type: "boolean" },
  operator: "=",
  value: false,
};

/** Leaves out what is gone from the source, where the data type wants that and the caller does not ask for it. */
export function withoutDeleted({ hidesDeleted }: ServedType, filter: Filter | undefined): Filter | undefined {
  if (!hidesDeleted || (filter && asksForDeleted(filter))) return filter;
  return filter ? { kind: "and", terms: [isLive, filter] } : isLive;
}

function asksForDeleted(filter: Filter): boolean {
  if ("terms" in filter) return filter.terms.some(asksForDeleted);
  return filter.property.path.join(".") === "metadata.isDeleted";
}

/** Whether the JSON text of a record says that it is gone from the source. */
export const isDeleted = (body: string): boolean => JSON.parse(body).metadata.isDeleted === true;
