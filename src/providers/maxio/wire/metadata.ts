import { z } from "zod";
import { id, key, text, timestamp } from "./fields.js";

/** `/subscriptions/metadata` and `/customers/metadata`: one value of one custom field. */
export const Metadata = z.object({
  resource_id: key,
  metafield_id: id,
  name: text,
  value: text,
  deleted_at: timestamp,
});
export type Metadata = z.infer<typeof Metadata>;
