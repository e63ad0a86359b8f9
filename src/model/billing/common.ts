import { z } from "zod";
import { Instant } from "../dates.js";
import { component, field, Id } from "../field.js";

/** Facts the standard model has no field for, by source: every value is an object (Codat's SDKs refuse flat ones). */
export const SupplementalData = component(
  "SupplementalData",
  "Facts of the source that the standard model has no field for, grouped by source; `customFields` holds the values of the merchant's own, and `customFieldDefinitions` what the source says those are: id, type (Text, Radio, Dropdown, BalanceTracker) and choices.",
  z.object({ content: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  [{ content: { maxio: { snapDay: "end" } } }],
);

export const RecordMetadata = component(
  "RecordMetadata",
  "What happened to the record itself.",
  z.object({
    isDeleted: field(z.boolean(), "derived", "True once the record has disappeared from the source.", false),
  }),
);

/** Fields every standardized billing record has. */
export const recordFields = {
  id: field(Id, "Maxio id", "Identifier of the record, unique within its connection.", "15100141"),
  connectionId: field(z.uuid(), "derived", "The data connection the record was read from."),
  createdDate: field(Instant, "Maxio created_at", "When the record was created at the source.").optional(),
  modifiedDate: field(
    Instant,
    "derived",
    "When this service last saw the record's content change; a re-read that changes nothing does not move it.",
  ),
  sourceModifiedDate: field(Instant, "Maxio updated_at", "When the source says it last changed the record.").optional(),
  metadata: RecordMetadata,
  supplementalData: SupplementalData.optional(),
};

/** A reference to another record of the same connection. */
export const RecordRef = component(
  "RecordRef",
  "A reference to another record of the same connection.",
  z.object({
    id: field(Id, "Maxio id", "Identifier of the record referred to.", "4280338"),
    name: field(z.string(), "Maxio name", "Its name at the time of reading.", "Growth").optional(),
  }),
  [{ id: "4280338", name: "Growth" }],
);
export type RecordRef = z.infer<typeof RecordRef>;

export const Address = component(
  "Address",
  "A postal address as the source holds it; the country is not normalized.",
  z.object({
    type: z.enum(["Billing", "Delivery", "Unknown"]),
    line1: z.string().optional(),
    line2: z.string().optional(),
    city: z.string().optional(),
    region: z.string().optional(),
    country: z.string().optional(),
    postalCode: z.string().optional(),
  }),
);
export type Address = z.infer<typeof Address>;

/** The part of a record that a mapper makes; the store adds `modifiedDate` and `metadata`. */
export type Mapped<T extends { modifiedDate: string; metadata: unknown; connectionId: string }> = Omit<
  T,
  "modifiedDate" | "metadata" | "connectionId"
>;
