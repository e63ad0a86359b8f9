import { z } from "zod";
import type { Filter, Order } from "../query/ast.js";
import { parseOrderBy, parseQuery, parseTags, type QueryType } from "../query/index.js";
import { readOnce } from "./read-once.js";
import { validate } from "./validate.js";

const maxPageSize = 5_000;

const digits = (max: number, problem: string) =>
  z.string(problem).refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= max, problem);

/** The parameters every list takes. */
export const ListQuery = z.strictObject({
  page: digits(999_999_999, "must be a whole number from 1")
    .optional()
    .meta({ type: "integer", minimum: 1, default: 1, description: "Page to return, from 1." }),
  pageSize: digits(maxPageSize, `must be a whole number from 1 to ${maxPageSize}`).optional().meta({
    type: "integer",
    minimum: 1,
    maximum: maxPageSize,
    default: 100,
    description: "Records on a page.",
  }),
  query: z
    .string()
    .optional()
    .meta({
      description:
        "Filter in Codat's query language: `property operator value`, operators `= != ~ > < >= <=`, joined by `&&` and `||` (`&&` binds tighter), grouped by `{ }`. Dotted names lead into objects.",
      examples: ["status=Active&&monthlyRecurringRevenue.net>100"],
    }),
  orderBy: z
    .string()
    .optional()
    .meta({ description: "Property to sort by; a leading `-` sorts descending.", examples: ["-modifiedDate"] }),
});

/** A company-level list of records covers all the company's connections, or the one asked for. */
export const CompanyListQuery = ListQuery.extend({
  connectionId: z.string().optional().meta({ description: "Only records of this connection.", format: "uuid" }),
});

export const CompaniesQuery = ListQuery.extend({
  tags: z
    .string()
    .optional()
    .meta({
      description: "Filter on the caller's own tags, with the operators `=`, `!=` and `~`.",
      examples: ["region=uk && team=invoice-finance"],
    }),
});

/** A list request that has been understood. */
export interface ListRequest {
  page: number;
  pageSize: number;
  filter?: Filter;
  order?: Order;
  connectionId?: string;
  /** The parameters in one fixed order and spelling, percent-encoded, without page and page size. */
  canonical: string;
}

/** Query texts remembered by each list. */
const rememberedTexts = 200;

/**
 * Makes a reader of one list's parameters; the schema says which of the above it takes. The reader throws a 400 that names
 * the parameter: unknown, given twice, or not what it must be.
 */
export function listReader(schema: z.ZodObject, type: QueryType): (url: string, parameters: unknown) => ListRequest {
  return readOnce(rememberedTexts, (parameters) => read(schema, type, parameters));
}

function read(schema: z.ZodObject, type: QueryType, parameters: unknown): ListRequest {
  const parsed = validate(schema, parameters, "querystring");
  if ("error" in parsed) throw parsed.error;
  const { page, pageSize, query, orderBy, tags, connectionId } = parsed.value as Partial<Record<string, string>>;
  const filters = [...(query ? [parseQuery(query, type)] : []), ...(tags ? [parseTags(tags)] : [])];
  const [first, ...more] = filters;
  const given = { connectionId: connectionId?.toLowerCase(), orderBy, query, tags };
  return {
    page: Number(page ?? 1),
    pageSize: Number(pageSize ?? 100),
    ...(first ? { filter: more.length > 0 ? { kind: "and", terms: filters } : first } : {}),
    ...(orderBy ? { order: parseOrderBy(orderBy, type) } : {}),
    ...(given.connectionId ? { connectionId: given.connectionId } : {}),
    canonical: Object.entries(given)
      .flatMap(([name, value]) => (value ? [`${name}=${encodeURIComponent(value)}`] : []))
      .join("&"),
  };
}
