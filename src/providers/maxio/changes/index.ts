import type { WireListName } from "../wire/index.js";
import type { ReadChanges } from "./context.js";
import { changedCreditNotes } from "./credit-notes.js";
import { changedCustomFields, changedDefinitions } from "./custom-fields.js";
import { newEvents } from "./events.js";
import { newRefunds } from "./invoice-refunds.js";
import { changedPaymentProfiles } from "./payment-profiles.js";
import { changedRevenue } from "./subscriptions-mrr.js";

/** How changes are found of lists that have no filter on them, or need not be asked each time. */
export const specialChanges: Partial<Record<WireListName, ReadChanges>> = {
  // Never asked for changes (see `maxioLists`): no page, so the instant that the next full read goes by stays as it is.
  async *product_families() {},
  customers_metafields: (context, changes) => changedDefinitions("customers", context, changes),
  subscriptions_metafields: (context, changes) => changedDefinitions("subscriptions", context, changes),
  customers_metadata: (context, changes) => changedCustomFields("customers", context, changes),
  subscriptions_metadata: (context, changes) => changedCustomFields("subscriptions", context, changes),
  payment_profiles: changedPaymentProfiles,
  invoice_refunds: newRefunds,
  credit_notes: changedCreditNotes,
  events: newEvents,
  subscriptions_mrr: changedRevenue,
};
