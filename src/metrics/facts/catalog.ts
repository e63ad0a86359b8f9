import type { CompanyInfo } from "../../model/billing/company-info.js";
import type { Customer } from "../../model/billing/customer.js";
import type { Discount } from "../../model/billing/discount.js";
import type { Refund } from "../../model/billing/payment.js";
import type { Rational } from "../../model/money.js";
import { type FactAmount, packAmount, packRational } from "./amount.js";
import { type Fact, packInstant, present } from "./fact.js";

export type PackedCompany = [baseCurrency: string];

export function companyFact(record: CompanyInfo): Fact {
  const packed: PackedCompany = [record.baseCurrency];
  return { kind: "company", id: record.id, body: JSON.stringify(packed) };
}

export type PackedCustomer = [id: string, name: string];

export function customerFact(record: Customer): Fact {
  const packed: PackedCustomer = [record.id, record.customerName];
  return { kind: "customer", id: record.id, body: JSON.stringify(packed) };
}

export type PackedDiscount = [id: string, duration: Discount["duration"], codes: string[]];

export function discountFact(record: Discount): Fact {
  const packed: PackedDiscount = [record.id, record.duration, record.codes];
  return { kind: "discount", id: record.id, body: JSON.stringify(packed) };
}

/** Money paid back; `at` in seconds since 1970, if the source dates it. */
export interface RefundFact {
  /** As Refund events name it. */
  readonly transactionId: string | undefined;
  readonly customerId: string | undefined;
  readonly currency: string;
  readonly amount: FactAmount;
  readonly at: number | undefined;
}

export type PackedRefund = [
  transactionId: string | 0,
  customerId: string | 0,
  currency: string,
  amount: FactAmount,
  at: number,
];

export function refundFact(record: Refund): Fact {
  const { currency } = record;
  const packed: PackedRefund = [
    record.transactionId ?? 0,
    record.customerRef?.id ?? 0,
    currency,
    packAmount(record.amount, currency),
    packInstant(record.date),
  ];
  return { kind: "refund", id: record.id, body: JSON.stringify(packed) };
}

export function readRefund([transactionId, customerId, currency, amount, at]: PackedRefund): RefundFact {
  return { transactionId: present(transactionId), customerId: present(customerId), currency, amount, at: present(at) };
}

/** What the source itself says a subscription's MRR is, in major units of the site's currency. */
export interface SourceMrr {
  readonly subscriptionId: string;
  readonly currency: string;
  readonly mrr: Rational;
  /** The part of it that is usage. */
  readonly usage: Rational;
}

export type PackedSourceMrr = [subscriptionId: string, currency: string, mrr: FactAmount, usage: FactAmount];

export function sourceMrrFact({ subscriptionId, currency, mrr, usage }: SourceMrr): Fact {
  const packed: PackedSourceMrr = [
    subscriptionId,
    currency,
    packRational(mrr, currency),
    packRational(usage, currency),
  ];
  return { kind: "sourceMrr", id: subscriptionId, body: JSON.stringify(packed) };
}
