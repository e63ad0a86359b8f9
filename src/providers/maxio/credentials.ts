import { z } from "zod";
import { errors } from "../../errors.js";
import { isSubdomain } from "./transport/base-url.js";

/** Not empty, printable ASCII without blanks: what an HTTP header can carry. */
const secret = z
  .string("is required")
  .regex(/^[\x21-\x7e]{1,512}$/, "must be 1 to 512 printable characters without blanks");
const codatId = z.string("is required").regex(/^[A-Za-z0-9_-]{1,64}$/, "must be an id of Codat");

const Direct = z.strictObject({
  transport: z.literal("direct", 'must be "direct" or "codatProxy"').default("direct"),
  subdomain: z
    .string("is required")
    .transform((text) => text.toLowerCase())
    .refine(isSubdomain, "must be the site's subdomain alone: letters, digits and hyphens"),
  // In HTTP Basic the user ends at the first colon.
  apiKey: secret.refine((key) => !key.includes(":"), "must not contain a colon"),
  region: z.enum(["US", "EU"], 'must be "US" or "EU"').default("US"),
});

const CodatProxy = z.strictObject({
  transport: z.literal("codatProxy"),
  codatApiKey: secret,
  codatCompanyId: codatId,
  codatConnectionId: codatId,
});

export type MaxioCredentials = z.output<typeof Direct> | z.output<typeof CodatProxy>;

/**
 * Checks what a caller sent as `authorization`: `{subdomain, apiKey, region?}` for the site itself, or `{transport:
 * "codatProxy", codatApiKey, codatCompanyId, codatConnectionId}`. Throws a 400 that names the fields, never their values.
 */
export function parseCredentials(input: unknown): MaxioCredentials {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw errors.badRequest("The credentials must be an object");
  const throughCodat = "transport" in input && input.transport === "codatProxy";
  const parsed = throughCodat ? CodatProxy.safeParse(input) : Direct.safeParse(input);
  if (parsed.success) return parsed.data;
  const items = parsed.error.issues.map((issue) => ({
    itemId: issue.path.join(".") || "credentials",
    // The name of an unknown property was chosen by the caller, and may be a secret put in the wrong place.
    message: issue.code === "unrecognized_keys" ? `accept only ${acceptedBy(throughCodat)}` : issue.message,
    validatorName: "Credentials",
  }));
  throw errors.badRequest(items.map((item) => `${item.itemId} ${item.message}`).join("; "), items);
}

function acceptedBy(throughCodat: boolean): string {
  return Object.keys((throughCodat ? CodatProxy : Direct).shape).join(", ");
}
