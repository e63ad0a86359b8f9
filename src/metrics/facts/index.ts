import type { BillingDataType, BillingRecord } from "../../model/billing/index.js";
import { companyFact, customerFact, discountFact, refundFact } from "./catalog.js";
import { creditNoteFact } from "./credit-note.js";
import { eventFact } from "./event.js";
import { type Fact, type FactKind, factsVersion } from "./fact.js";
import { invoiceFact } from "./invoice.js";
import { subscriptionFact } from "./subscription.js";

export { type SourceMrr, sourceMrrFact } from "./catalog.js";
export { type Fact, type FactKind, type FactReader, factKinds } from "./fact.js";

type FactMakers = { [T in BillingDataType]?: (record: BillingRecord<T>) => Fact | undefined };

const makers: FactMakers = {
  "billing-companyInfo": companyFact,
  "billing-customers": customerFact,
  "billing-discounts": discountFact,
  "billing-subscriptions": subscriptionFact,
  "billing-invoices": invoiceFact,
  "billing-creditNotes": creditNoteFact,
  "billing-refunds": refundFact,
  "billing-subscriptionEvents": eventFact,
};

/** Data types that make facts. */
export const factDataTypes = Object.keys(makers) as BillingDataType[];

/** Deleted subscriptions were real, and so is their history; anything else that was deleted never counted. */
const keptWhenDeleted = new Set<BillingDataType>(["billing-subscriptions", "billing-customers", "billing-discounts"]);

/**
 * The facts of a record, to be stored beside it: at most one, whose id is the record's, so that storing the record again replaces
 * it. A record that makes none (any more) must have whatever fact it had removed.
 */
export function factsOf<T extends BillingDataType>(dataType: T, record: BillingRecord<T>): readonly Fact[] {
  if (record.metadata.isDeleted && !keptWhenDeleted.has(dataType)) return [];
  const make: ((record: BillingRecord<T>) => Fact | undefined) | undefined = makers[dataType];
  const fact = make?.(record);
  return fact === undefined ? [] : [fact];
}

/** The kinds of facts the records of a data type make. */
const kindsOf: { readonly [T in BillingDataType]?: readonly FactKind[] } = {
  "billing-companyInfo": ["company"],
  "billing-customers": ["customer"],
  "billing-discounts": ["discount"],
  "billing-subscriptions": ["subscription"],
  "billing-invoices": ["invoice"],
  "billing-creditNotes": ["creditNote"],
  "billing-refunds": ["refund"],
  "billing-subscriptionEvents": ["event", "attempt"],
};

/** How facts are made and stored beside their records, kind by kind. */
export const billingFacts = factDataTypes.flatMap((dataType) =>
  (kindsOf[dataType] ?? []).map((kind) => ({
    kind,
    dataType,
    version: factsVersion,
    make: (record: BillingRecord<BillingDataType>) =>
      factsOf(dataType, record).find((fact) => fact.kind === kind)?.body,
  })),
);
