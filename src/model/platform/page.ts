import { z } from "zod";
import { component, field } from "../field.js";

const Link = z.object({ href: z.string() });

export const PageLinks = component(
  "PageLinks",
  "Root-relative links; `next` and `previous` only where there is such a page.",
  z.object({ self: Link, current: Link, next: Link.optional(), previous: Link.optional() }),
);

/** The envelope of every list, named after what it lists. */
export function pageOf<T extends z.ZodType>(id: string, item: T) {
  return component(
    id,
    "One page of a list.",
    z.object({
      results: z.array(item),
      pageNumber: field(z.int().min(1), "request", "The page, from 1.", 1),
      pageSize: field(z.int().min(1).max(5000), "request", "Records per page.", 100),
      totalResults: field(z.int().min(0), "derived", "Records in all pages, after the filter.", 1),
      _links: PageLinks,
    }),
  );
}
