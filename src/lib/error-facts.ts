import { AppError, UpstreamError } from "../errors.js";

/** What the log is told about a failure: our own words and where it was thrown, never a foreign message's text. */
export function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  if (error instanceof UpstreamError)
    return { kind: error.kind, upstreamStatus: error.upstreamStatus, error: error.message };
  const cause = error instanceof AppError && error.cause instanceof Error ? error.cause : error;
  return {
    type: cause.name,
    code: (cause as NodeJS.ErrnoException).code,
    stack: framesOf(cause).slice(0, 8),
  };
}

/** Where an error was thrown; its message could hold anything. */
export function framesOf(error: Error): string[] {
  const lines = (error.stack ?? "").split("\n").map((line) => line.trim());
  return lines.filter((line) => line.startsWith("at "));
}
