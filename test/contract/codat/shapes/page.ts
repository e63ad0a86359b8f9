import { z } from "zod";
import { integer, shape } from "./parts.js";

const href = z.string().startsWith("/", "must be root-relative");
const link = shape({ href });

/** The envelope of every paged list. */
export const pageOf = (item: z.ZodType) =>
  shape({
    results: z.array(item),
    pageNumber: integer.min(1),
    pageSize: integer.min(1).max(5000),
    totalResults: integer.min(0),
    _links: shape({ self: link, current: link, next: link.optional(), previous: link.optional() }),
  }).superRefine((page, context) => {
    for (const message of brokenPage(page)) context.addIssue({ code: "custom", message, params: { rule: "envelope" } });
  });

interface Page {
  results: unknown[];
  pageNumber: number;
  pageSize: number;
  totalResults: number;
  _links: Record<"self" | "current", { href: string }> & { next?: unknown; previous?: unknown };
}

function brokenPage({ results, pageNumber, pageSize, totalResults, _links }: Page): string[] {
  const expected = Math.max(0, Math.min(pageSize, totalResults - (pageNumber - 1) * pageSize));
  const isBeyondEnd = pageNumber > 1 && expected === 0;
  const rules: [boolean, string][] = [
    [results.length === expected, `results has ${results.length} records, not ${expected}`],
    [!_links.self.href.includes("?"), "_links.self must have no query"],
    [/[?&]page=\d+&pageSize=\d+/.test(_links.current.href), "_links.current must have page and pageSize"],
    [
      (_links.next !== undefined) === pageNumber * pageSize < totalResults,
      "_links.next must be there iff there are more",
    ],
    [isBeyondEnd || (_links.previous !== undefined) === pageNumber > 1, "_links.previous must be there iff page > 1"],
  ];
  return rules.flatMap(([holds, message]) => (holds ? [] : [message]));
}
