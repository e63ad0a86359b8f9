import { z } from "zod";

/**
 * An instant in UTC, `2026-05-01T12:00:00Z`; where it has a fraction, that has at least three digits (`.123Z`), so that
 * instants compare as text once `Z` is off and `.000` is on.
 */
export const Instant = z.string().meta({ format: "date-time", examples: ["2026-05-01T12:00:00Z"] });

/**
 * A calendar date in the business's own time zone, which the source does not tell: no zone is claimed,
 * `2026-05-01T00:00:00`, as Codat does.
 */
export const LocalDate = z.string().meta({ format: "date-time-local", examples: ["2026-05-01T00:00:00"] });
