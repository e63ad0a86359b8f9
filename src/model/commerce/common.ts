import { z } from "zod";
import { RecordMetadata, SupplementalData } from "../billing/common.js";
import { Instant, LocalDate } from "../dates.js";
import { component, field, Id } from "../field.js";

/** A date as Codat writes one: an instant in UTC, or a local date without a zone where the source names none. */
export const CommerceDate = z.union([Instant, LocalDate]);

/** Fields every commerce record has. `createdDate` is when it came to be at the source. */
export const commerceFields = {
  id: field(Id, "from billing id", "Identifier of the record, unique within its connection and data type.", "15100141"),
  createdDate: field(CommerceDate, "from billing createdDate", "When the record was created at the source.").optional(),
  modifiedDate: field(Instant, "derived", "When this service last saw the record's content change."),
  sourceModifiedDate: field(
    CommerceDate,
    "from billing sourceModifiedDate",
    "When the source says it last changed the record.",
  ).optional(),
  metadata: RecordMetadata,
};

/** Facts Codat has no field for, under `subscription`, `invoice` or the source's name. */
export const supplementalData = field(
  SupplementalData,
  "from billing fields Codat has no place for, and billing supplementalData",
  "Subscription facts under `subscription`, invoice facts under `invoice`, the source's own under its name.",
).optional();

/** What a projection makes of a commerce record: the store adds `modifiedDate` and `metadata`. */
export type Projected<T> = Omit<T, "modifiedDate" | "metadata">;

export const CommerceAddress = component(
  "CommerceAddress",
  "A postal address as the source holds it; the country is not normalized.",
  z.object({
    type: field(
      z.enum(["Billing", "Delivery", "Order", "Inventory", "Unknown"]),
      "from billing addresses[].type",
      "What the address is for.",
      "Billing",
    ),
    line1: z.string().optional(),
    line2: z.string().optional(),
    city: z.string().optional(),
    region: z.string().optional(),
    country: z.string().optional(),
    postalCode: z.string().optional(),
  }),
);
export type CommerceAddress = z.infer<typeof CommerceAddress>;

export const CommerceRef = component(
  "CommerceRef",
  "A reference to another commerce record of the same connection.",
  z.object({
    id: field(Id, "from billing …Ref.id", "Identifier of the record referred to.", "4280338"),
    name: field(z.string(), "from billing …Ref.name", "Its name at the time of reading.", "Growth").optional(),
  }),
);
export type CommerceRef = z.infer<typeof CommerceRef>;

export const CommerceSourceRef = component(
  "CommerceSourceRef",
  "The record that gave rise to a transaction or a dispute.",
  z.object({
    id: field(Id, "from billing id", "Identifier of the record.", "pmt_8gd8tdhtd3hgr"),
    type: field(
      z.enum(["Fee", "Order", "Payment", "ServiceCharge", "Unknown"]),
      "derived",
      "Data type of the record.",
      "Payment",
    ),
  }),
);
