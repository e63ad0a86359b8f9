import type { BillingDataType, BillingRecord } from "../../model/billing/index.js";
import { companyFact, customerFact, discountFact, refundFact, sourceMrrFact } from "./catalog.js";
import { subscriptionCharges } from "./condense-charges.js";
import { creditNoteFact } from "./credit-note.js";
import { attemptFact, changeFact, refundedFact } from "./event.js";
import { type Fact, type FactCondenser, type FactKind, factsVersion } from "./fact.js";
import { invoiceFact } from "./invoice.js";
import { invoiceChargesFact } from "./invoice-charges.js";
import { subscriptionFact } from "./subscription.js";

export type { CondensedReader, Fact, FactCondenser, FactKind, FactReader } from "./fact.js";

/** Makes one kind of fact of the records of one data type, in the shape that sync stores them by. */
export interface SubscriptionFactMaker {
  readonly kind: FactKind;
  readonly dataType: BillingDataType;
  readonly version: number;
  make(record: { id: string; metadata: { isDeleted: boolean } }): string | undefined;
}

/** Deleted subscriptions were real, and so is their history; anything else that was deleted never counted. */
const keptWhenDeleted = new Set<FactKind>(["subscription", "customer", "discount"]);

function maker<T extends BillingDataType>(
  kind: FactKind,
  dataType: T,
  factOf: (record: BillingRecord<T>) => Fact | undefined,
): SubscriptionFactMaker {
  return {
    kind,
    dataType,
    version: factsVersion,
    make(record) {
      if (record.metadata.isDeleted && !keptWhenDeleted.has(kind)) return undefined;
      // Sync hands each maker the records of its own data type.
      return factOf(record as BillingRecord<T>)?.body;
    },
  };
}

/**
 * Everything that subscription metrics need of records; a record makes at most one fact of a kind, under its own id.
 */
export const subscriptionFacts: readonly SubscriptionFactMaker[] = [
  maker("company", "billing-companyInfo", companyFact),
  maker("customer", "billing-customers", customerFact),
  maker("discount", "billing-discounts", discountFact),
  maker("subscription", "billing-subscriptions", subscriptionFact),
  maker("invoice", "billing-invoices", invoiceFact),
  maker("invoiceCharges", "billing-invoices", invoiceChargesFact),
  maker("creditNote", "billing-creditNotes", creditNoteFact),
  maker("refund", "billing-refunds", refundFact),
  maker("sourceMrr", "billing-sourceRevenue", sourceMrrFact),
  maker("event", "billing-subscriptionEvents", changeFact),
  maker("attempt", "billing-subscriptionEvents", attemptFact),
  maker("refunded", "billing-subscriptionEvents", refundedFact),
];

/** What is made of facts taken together. */
export const subscriptionCondensers: readonly FactCondenser[] = [subscriptionCharges];

/** The facts of one record. */
export function factsOf<T extends BillingDataType>(dataType: T, record: BillingRecord<T>): readonly Fact[] {
  return subscriptionFacts.flatMap((each) => {
    const body = each.dataType === dataType ? each.make(record) : undefined;
    return body === undefined ? [] : [{ kind: each.kind, id: record.id, body }];
  });
}
