import type { WireListName } from "../wire/index.js";
import { nothing, type ReadChanges } from "./context.js";
import { changedCreditNotes } from "./credit-notes.js";
import { changedCustomFields } from "./custom-fields.js";
import { newEvents } from "./events.js";
import { changedPaymentProfiles } from "./payment-profiles.js";

/** How changes are found of lists that have no filter on them, or need not be asked each time. */
export const specialChanges: Partial<Record<WireListName, ReadChanges>> = {
  async *product_families(_context, { since }) {
    yield nothing(since);
  },
  customers_metadata: (context, changes) => changedCustomFields("customers", context, changes),
  subscriptions_metadata: (context, changes) => changedCustomFields("subscriptions", context, changes),
  payment_profiles: changedPaymentProfiles,
  credit_notes: changedCreditNotes,
  events: newEvents,
};
