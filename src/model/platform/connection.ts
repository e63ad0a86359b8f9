import { z } from "zod";
import { Instant } from "../dates.js";
import { component, field } from "../field.js";

export const ConnectionStatus = z.enum(["PendingAuth", "Linked", "Unlinked", "Deauthorized"]);
export type ConnectionStatus = z.infer<typeof ConnectionStatus>;

/** A company's link to one source. */
export const Connection = component(
  "Connection",
  "A company's link to one source of data.",
  z.object({
    id: z.uuid(),
    integrationId: z.uuid(),
    integrationKey: field(z.string(), "derived", "Four-character key of the platform.", "rkgp"),
    sourceId: z.uuid(),
    sourceType: z.enum(["Accounting", "Banking", "BankFeed", "Commerce", "Expense", "Other", "Unknown"]),
    platformName: field(z.string(), "derived", "Name of the platform.", "Maxio"),
    linkUrl: field(z.string(), "derived", "Where the connection is authorized."),
    status: field(ConnectionStatus, "derived", "Authorization status.", "Linked"),
    lastSync: field(Instant, "derived", "When a sync last completed.").optional(),
    created: field(Instant, "derived", "When the connection was made."),
    dataConnectionErrors: z
      .array(
        z.object({
          statusCode: z.string(),
          statusText: z.string(),
          errorMessage: z.string(),
          erroredOnUtc: Instant,
        }),
      )
      .optional(),
    connectionInfo: field(
      z.record(z.string(), z.string()),
      "Maxio site",
      "Facts of the linked site: name, subdomain, currency.",
    ).optional(),
  }),
);
export type Connection = z.infer<typeof Connection>;
