import type { CompanyInfo } from "../../model/billing/company-info.js";
import type { Customer } from "../../model/billing/customer.js";
import type { Discount } from "../../model/billing/discount.js";
import type { Refund } from "../../model/billing/payment.js";
import type { SourceRevenue } from "../../model/billing/source-revenue.js";
import { addAmounts, type FactAmount, negated, packAmount } from "./amount.js";
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

/** What the source itself says a subscription's MRR is, in its account's currency and without usage. */
export type PackedSourceMrr = [subscriptionId: string, currency: string, mrr: FactAmount];

export function sourceMrrFact({ id, currency, total, plan, usage = 0 }: SourceRevenue): Fact {
  const amount = (major: number) => packAmount(major, currency);
  const mrr = plan === undefined ? addAmounts(amount(total), negated(amount(usage)), currency) : amount(plan);
  const packed: PackedSourceMrr = [id, currency, mrr];
  return { kind: "sourceMrr", id, body: JSON.stringify(packed) };
}
