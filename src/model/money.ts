import { z } from "zod";

/** An ISO 4217 currency code, upper case; `XXX` when the source gives none. */
export const Currency = z
  .string()
  .length(3)
  .meta({ examples: ["USD"] });
