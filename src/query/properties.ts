import { z } from "zod";
import { errors } from "../errors.js";
import type { Property } from "./ast.js";
import { excerpt } from "./text.js";

/** Something that can be queried: `billingTypes` are, and so are the lists in `platform.ts`. */
export interface QueryType {
  schema: z.ZodType;
  /** What an error calls one record. */
  noun: string;
  /** The properties that can be queried, by dotted path; absent means all that the schema allows. */
  only?: readonly string[];
  /** Lists whose elements' properties can be queried too; Codat documents one, a company's `dataConnections`. */
  through?: readonly string[];
}

/** A property, with the values it can have when it is an enum. */
export interface ResolvedProperty extends Property {
  values?: readonly string[];
}

/**
 * Finds a property by its dotted path: spelled as in the model, or in another case where that names only one.
 * Objects lead on to their properties. Lists and open maps (such as `supplementalData`) do not: they cannot be queried.
 *
 * @throws `unresolvableProperty` when the type has no such property or it cannot be queried.
 */
export function resolveProperty(name: string, type: QueryType): ResolvedProperty {
  const path: string[] = [];
  let schema = type.schema;
  let isMany = false;
  for (const part of name.split(".")) {
    const key = keyOf(schema, part);
    if (key === undefined) throw errors.unresolvableProperty(excerpt(name), type.noun);
    path.push(key.name);
    schema = key.schema;
    if (schema instanceof z.ZodArray && type.through?.includes(path.join("."))) {
      schema = unwrap(schema.element);
      isMany = true;
    }
  }
  const kind = valueType(schema);
  if (kind === undefined || (type.only && !type.only.includes(path.join(".")))) {
    throw errors.unresolvableProperty(excerpt(name), type.noun);
  }
  return { path, ...kind, ...(isMany ? { isMany } : {}) };
}

/** Every property of a type that has one value at most: those that can be queried and have an order. */
export function scalarProperties(type: QueryType): ResolvedProperty[] {
  return scalarNames(type.schema).map((name) => resolveProperty(name, type));
}

function scalarNames(schema: z.ZodType): string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    const inner = unwrap(value);
    if (inner instanceof z.ZodObject) return scalarNames(inner).map((name) => `${key}.${name}`);
    return valueType(inner) === undefined ? [] : [key];
  });
}

function keyOf(schema: z.ZodType, part: string): { name: string; schema: z.ZodType } | undefined {
  if (!(schema instanceof z.ZodObject)) return undefined;
  const keys = Object.keys(schema.shape);
  const alike = keys.filter((key) => key.toLowerCase() === part.toLowerCase());
  const name = keys.includes(part) ? part : alike.length === 1 ? alike[0] : undefined;
  return name === undefined ? undefined : { name, schema: unwrap(schema.shape[name]) };
}

/** The schema inside optional, nullable and the like. */
function unwrap(schema: unknown): z.ZodType {
  let inner = schema;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodReadonly
  ) {
    inner = inner.unwrap();
  }
  if (!(inner instanceof z.ZodType)) throw new TypeError("not a zod schema");
  return inner;
}

/** What all alternatives are, such as the two kinds of dates of Codat's commerce records. */
function commonType(types: readonly ReturnType<typeof valueType>[]): ReturnType<typeof valueType> {
  const [first] = types;
  return first?.values === undefined && types.every((type) => type?.type === first?.type) ? first : undefined;
}

function valueType(schema: z.ZodType): Pick<ResolvedProperty, "type" | "values"> | undefined {
  if (schema instanceof z.ZodEnum) return { type: "enum", values: schema.options.map(String) };
  if (schema instanceof z.ZodUnion) return commonType(schema.options.map((option) => valueType(unwrap(option))));
  switch (schema.def.type) {
    case "string":
      // Instant and LocalDate of the model are strings with these formats.
      return { type: /^date-time(-local)?$/.test(String(schema.meta()?.["format"])) ? "date" : "text" };
    case "number":
      return { type: "number" };
    case "boolean":
      return { type: "boolean" };
    default:
      return undefined;
  }
}
