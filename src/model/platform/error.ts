import { z } from "zod";
import { component, field } from "../field.js";

const ValidationItem = z.object({ itemId: z.string(), message: z.string(), validatorName: z.string() });

/** The body of every error, whatever its status. */
export const ErrorMessage = component(
  "ErrorMessage",
  "The body of every error.",
  z.object({
    statusCode: field(z.int(), "derived", "The HTTP status.", 404),
    service: field(z.string(), "derived", "Who answers.", "StandardBilling"),
    error: field(z.string(), "derived", "What is wrong.", "No company was found with ID 3b7b…"),
    correlationId: field(
      z.string(),
      "derived",
      "Identifies the request in the log.",
      "0a1c3de45b6f4a7c9d2e1f0b8c7d6e5f",
    ),
    canBeRetried: field(
      z.enum(["True", "False", "Unknown"]),
      "derived",
      "Whether the same request may succeed later.",
      "False",
    ),
    detailedErrorCode: field(z.int(), "derived", "Always 0, as at Codat.", 0),
    validation: z.object({ errors: z.array(ValidationItem), warnings: z.array(ValidationItem) }).optional(),
  }),
);
export type ErrorMessage = z.infer<typeof ErrorMessage>;
