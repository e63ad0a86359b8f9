import { z } from "zod";
import { enumeration, id, key, text, timestamp } from "./fields.js";

/** `/subscriptions/metadata` and `/customers/metadata`: one value of one custom field. */
export const Metadata = z.object({
  resource_id: key,
  metafield_id: id,
  name: text,
  value: text,
  deleted_at: timestamp,
});
export type Metadata = z.infer<typeof Metadata>;

/** `/subscriptions/metafields` and `/customers/metafields`: what a custom field is called and what it may hold. */
export const Metafield = z.object({
  id: key,
  name: text,
  input_type: enumeration,
  /** The values to choose from: a list, or a single one as text. */
  enum: z.unknown().optional(),
});
export type Metafield = z.infer<typeof Metafield>;
