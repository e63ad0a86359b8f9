import { z } from "zod";
import { Instant } from "../dates.js";
import { component, field } from "../field.js";
import { Connection } from "./connection.js";

/** A borrower: the business whose data is read. */
export const Company = component(
  "Company",
  "A borrower: the business whose data is read.",
  z.object({
    id: z.uuid(),
    name: field(z.string(), "caller", "Name of the company.", "Acorn Analytics"),
    description: field(z.string(), "caller", "Anything the caller wants to note.").optional(),
    redirect: field(z.string(), "derived", "Where the company's connections are authorized."),
    platform: field(z.string(), "derived", "Legacy field of Codat's, always empty.", ""),
    lastSync: field(Instant, "derived", "When a sync last completed.").optional(),
    created: field(Instant, "derived", "When the company was made."),
    products: z.array(z.string()),
    tags: field(z.record(z.string(), z.string()), "caller", "The caller's own key–value pairs.").optional(),
    dataConnections: z.array(Connection),
    referenceSubsidiaryCompanies: field(
      z.array(z.object({ id: z.string() })),
      "derived",
      "Always empty: companies have no hierarchy here.",
    ),
  }),
);
export type Company = z.infer<typeof Company>;
