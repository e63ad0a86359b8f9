import { z } from "zod";
import { component, field, Id } from "../field.js";
import { commerceFields } from "./common.js";

/** A tax by name and rate, as it appears on invoices. */
export const CommerceTaxComponent = component(
  "CommerceTaxComponent",
  "A tax by name and rate, as it appears on invoices. Without `isCompound`, which the source does not tell.",
  z.object({
    ...commerceFields,
    id: field(
      Id,
      "from billing invoice.taxes[].name, percentage",
      "`{name}:{rate}`, the same on every invoice.",
      "GB VAT:0.2",
    ),
    name: field(z.string(), "from billing invoice.taxes[].name", "Name of the tax.", "GB VAT"),
    rate: field(z.number(), "from billing invoice.taxes[].percentage", "Fraction of the net price.", 0.2).optional(),
  }),
);
export type CommerceTaxComponent = z.infer<typeof CommerceTaxComponent>;
