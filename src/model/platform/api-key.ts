import { z } from "zod";
import { Instant } from "../dates.js";
import { component, field } from "../field.js";

/** An API key, without the key. */
export const ApiKeyDetails = component(
  "ApiKeyDetails",
  "An API key, without the key itself.",
  z.object({
    id: z.uuid(),
    name: field(z.string(), "caller", "What the key is for.", "underwriting").optional(),
    createdDate: field(Instant, "derived", "When it was made; absent for keys of the configuration.").optional(),
    companyIds: field(
      z.array(z.uuid()),
      "caller",
      "The companies the key is for; to it, no others exist. Absent for all companies.",
    ).optional(),
    isConfigured: field(
      z.boolean(),
      "derived",
      "Whether it is one of API_KEYS: those administer the others and cannot be deleted here.",
      false,
    ),
  }),
);
export type ApiKeyDetails = z.infer<typeof ApiKeyDetails>;

export const ApiKeyList = component("ApiKeys", "Every API key.", z.object({ results: z.array(ApiKeyDetails) }));

/** The only answer that ever holds a key. */
export const NewApiKey = component(
  "NewApiKey",
  "A new API key. The key is shown this once.",
  ApiKeyDetails.extend({ apiKey: field(z.string(), "derived", "The key.", "sb_…") }),
);
