import type { z } from "zod";
import { type AppError, errors } from "../errors.js";

type Validated<T> = { value: T } | { error: AppError };

/** What a schema makes of a part of a request, or one 400 for everything at fault in it, in our words and not in zod's. */
export function validate<T extends z.ZodType>(schema: T, given: unknown, part = "request"): Validated<z.output<T>> {
  const parsed = schema.safeParse(given, { error: inOurWords });
  return parsed.success ? { value: parsed.data } : { error: refusal(parsed.error, given, part) };
}

function refusal({ issues }: z.ZodError, given: unknown, part: string): AppError {
  const items = issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      const message = `is not a ${part === "querystring" ? "parameter of this operation" : "property of the body"}`;
      return issue.keys.map((key) => ({ itemId: nameOf([...issue.path, key]), message, validatorName: part }));
    }
    const message = formProblem(valueAt(given, issue.path), part) ?? issue.message;
    return [{ itemId: nameOf(issue.path) || part, message, validatorName: part }];
  });
  const summary = items.map(({ itemId, message }) => `${itemId} ${message}`).join("; ");
  return errors.badRequest(`Error processing request - not valid. ${summary}`, items);
}

/** Keys may be the caller's own, and of any length. */
const nameOf = (path: readonly PropertyKey[]): string => path.join(".").slice(0, 200);

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  let value = given;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  // Fastify hands over null for a part that is absent.
  return path.length === 0 && value === null ? undefined : value;
}

/** Comes before what a schema says, which is about the value. */
function formProblem(value: unknown, part: string): string | undefined {
  if (value === undefined) return "must be given";
  return part === "querystring" && Array.isArray(value) ? "must be given only once" : undefined;
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** For the schemas that have no words of their own; where there are none here either, zod's will do. */
const inOurWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    case "invalid_format":
      return `must be a valid ${issue.format}`;
    case "invalid_key":
      return `is a key that ${issue.issues[0]?.message}`;
    case "too_small":
      return `must have at least ${counted(issue.minimum, issue.origin)}`;
    case "too_big":
      return `must have at most ${counted(issue.maximum, issue.origin)}`;
    default:
      return undefined;
  }
};

const counted = (count: number | bigint, origin: string): string =>
  `${count} ${origin === "string" ? "character" : "element"}${count === 1 ? "" : "s"}`;
