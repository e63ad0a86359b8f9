import { z } from "zod";
import { component, field } from "../field.js";
import { CommerceAddress, commerceFields } from "./common.js";

/** A place of sale. Subscriptions are sold nowhere in particular: there are no such records. */
export const CommerceLocation = component(
  "CommerceLocation",
  "A place of sale. Subscription businesses have none, so the list is always empty.",
  z.object({
    ...commerceFields,
    name: field(z.string(), "none", "Name of the location.").optional(),
    address: CommerceAddress.optional(),
  }),
);
