import type { CollectionStatus, Subscription, SubscriptionStatus } from "../../model/billing/subscription.js";
import type { BillingFrequency, FrequencyUnit } from "../../model/frequency.js";
import { type Rational, zero } from "../../model/money.js";
import { type FactAmount, packRational, readAmount } from "./amount.js";
import { exactMonthly } from "./exact-monthly.js";
import { type Fact, packInstant, present } from "./fact.js";
import { flatBody, tuplesIn } from "./packing.js";

type Cancellation = NonNullable<Subscription["cancellation"]>;
export type UncountedReason = NonNullable<Subscription["mrrTreatment"]["reason"]>;

/** A subscription as it is now; instants are seconds since 1970. */
export interface SubscriptionFact {
  readonly id: string;
  readonly customerId: string | undefined;
  readonly currency: string;
  readonly planName: string | undefined;
  readonly status: SubscriptionStatus;
  readonly collectionStatus: CollectionStatus;
  readonly isDeleted: boolean;
  /** Why it does not count towards MRR under `standard-billing/1`; undefined when it does. */
  readonly uncounted: UncountedReason | undefined;
  readonly frequency: BillingFrequency | undefined;
  /** Exact, per month; undefined when no price is known. */
  readonly monthly: CurrentMonthly | undefined;
  readonly startedAt: number | undefined;
  readonly cancelledAt: number | undefined;
  readonly expiresAt: number | undefined;
  readonly pausedAt: number | undefined;
  readonly resumesAt: number | undefined;
  readonly trial: { readonly start: number | undefined; readonly end: number } | undefined;
  readonly periodStart: number | undefined;
  readonly periodEnd: number | undefined;
  readonly planChangeAt: number | undefined;
  readonly cancellation: CancellationFact | undefined;
  readonly discounts: readonly DiscountOfSubscription[];
}

interface CancellationFact {
  readonly method: Cancellation["method"];
  readonly isScheduled: boolean;
  /** When it will take effect, if it is scheduled and the source says. */
  readonly scheduledAt: number | undefined;
}

export interface CurrentMonthly {
  /** Before discounts. */
  readonly plan: Rational;
  readonly addOn: Rational;
  /** What discounts that recur take off. */
  readonly discount: Rational;
  /** What discounts that do not recur and are still to come would take off, spread over their billing period. */
  readonly oneTimeDiscount: Rational;
}

/** A discount that recurs now and will end. */
export interface DiscountOfSubscription {
  /** What it takes off a month. */
  readonly monthly: Rational;
  readonly endsAt: number | undefined;
  /** Billings it will still be applied to. */
  readonly billingsLeft: number | undefined;
}

/**
 * The values of many subscriptions, one after the other: see `PackedInvoiceCharges`. A subscription is its head, then its
 * discounts, as many as the head says; what is left out is 0.
 */
export type PackedSubscriptions = readonly unknown[];

type Head = [
  id: string,
  customerId: string | 0,
  currency: string,
  planName: string | 0,
  status: SubscriptionStatus,
  collectionStatus: CollectionStatus,
  isDeleted: 0 | 1,
  uncounted: UncountedReason | 0,
  interval: number,
  unit: FrequencyUnit | 0,
  /** Whether its price is known. */
  isPriced: 0 | 1,
  plan: FactAmount,
  addOn: FactAmount,
  discount: FactAmount,
  oneTimeDiscount: FactAmount,
  /** 0 when it is not cancelled. */
  cancellationMethod: Cancellation["method"] | 0,
  isCancellationScheduled: 0 | 1,
  cancellationAt: number,
  startedAt: number,
  cancelledAt: number,
  expiresAt: number,
  pausedAt: number,
  resumesAt: number,
  trialStart: number,
  trialEnd: number,
  periodStart: number,
  periodEnd: number,
  planChangeAt: number,
  discounts: number,
];
const headSize = 29;

type PackedDiscount = [monthly: FactAmount, endsAt: number, billingsLeft: number];
const discountSize = 3;

export function subscriptionFact(record: Subscription): Fact {
  const { currency, scheduledChange } = record;
  const monthly = exactMonthly(record);
  const amount = (exact: Rational | undefined) => (exact === undefined ? 0 : packRational(exact, currency));
  const ending = monthly?.ending ?? [];
  const head: Head = [
    record.id,
    record.customerRef?.id ?? 0,
    currency,
    record.planRef?.name ?? record.planRef?.id ?? 0,
    record.status,
    record.collectionStatus,
    record.metadata?.isDeleted ? 1 : 0,
    record.mrrTreatment.counted ? 0 : (record.mrrTreatment.reason ?? "UnknownStatus"),
    record.billingFrequency?.interval ?? 0,
    record.billingFrequency?.unit ?? 0,
    monthly === undefined ? 0 : 1,
    amount(monthly?.plan),
    amount(monthly?.addOn),
    amount(monthly?.discount),
    amount(monthly?.oneTimeDiscount),
    ...packCancellation(record),
    packInstant(record.startDate),
    packInstant(record.cancelledDate),
    packInstant(record.endDate),
    packInstant(record.pausedDate),
    packInstant(record.resumeDate),
    packInstant(record.trial?.startDate),
    packInstant(record.trial?.endDate),
    packInstant(record.currentPeriod?.startDate),
    packInstant(record.currentPeriod?.endDate),
    packInstant(scheduledChange?.type === "PlanChange" ? scheduledChange.effectiveDate : undefined),
    ending.length,
  ];
  const discounts = ending.map(
    (discount): PackedDiscount => [
      packRational(discount.monthly, currency),
      packInstant(discount.endDate),
      discount.billingsLeft ?? -1,
    ],
  );
  return { kind: "subscription", id: record.id, body: flatBody([...head, ...discounts.flat()]) };
}

const live = new Set<SubscriptionStatus>(["Active", "Trialing", "Paused", "Pending"]);

/**
 * A live subscription whose cancellation lies ahead of its running period's start has it scheduled; an earlier date is
 * left over from a time before it was reactivated.
 */
function packCancellation(
  record: Subscription,
): [method: Cancellation["method"] | 0, isScheduled: 0 | 1, scheduledAt: number] {
  const { cancellation, scheduledChange } = record;
  if (cancellation === undefined && scheduledChange?.type !== "Cancellation") return [0, 0, 0];
  const date = scheduledChange?.type === "Cancellation" ? scheduledChange.effectiveDate : cancellation?.effectiveDate;
  const isLeftOver = date !== undefined && date === record.cancelledDate && scheduledChange?.type !== "Cancellation";
  const isScheduled = live.has(record.status) && !isLeftOver;
  return [cancellation?.method ?? "Unknown", isScheduled ? 1 : 0, isScheduled ? packInstant(date) : 0];
}

export function subscriptionsIn(values: PackedSubscriptions): SubscriptionFact[] {
  const subscriptions: SubscriptionFact[] = [];
  for (let at = 0; at < values.length; at += headSize + (values[at + 28] as Head[28]) * discountSize) {
    subscriptions.push(subscriptionAt(values, at));
  }
  return subscriptions;
}

function subscriptionAt(values: PackedSubscriptions, at: number): SubscriptionFact {
  const currency = values[at + 2] as Head[2];
  const unit = values[at + 9] as Head[9];
  const method = values[at + 15] as Head[15];
  const date = (index: number) => present(values[at + index] as number);
  const trialEnd = date(24);
  return {
    id: values[at] as Head[0],
    customerId: present(values[at + 1] as Head[1]),
    currency,
    planName: present(values[at + 3] as Head[3]),
    status: values[at + 4] as Head[4],
    collectionStatus: values[at + 5] as Head[5],
    isDeleted: values[at + 6] === 1,
    uncounted: present(values[at + 7] as Head[7]),
    frequency: unit === 0 ? undefined : { interval: values[at + 8] as Head[8], unit },
    monthly: values[at + 10] === 1 ? monthlyAt(values, at, currency) : undefined,
    startedAt: date(18),
    cancelledAt: date(19),
    expiresAt: date(20),
    pausedAt: date(21),
    resumesAt: date(22),
    trial: trialEnd === undefined ? undefined : { start: date(23), end: trialEnd },
    periodStart: date(25),
    periodEnd: date(26),
    planChangeAt: date(27),
    cancellation: method === 0 ? undefined : { method, isScheduled: values[at + 16] === 1, scheduledAt: date(17) },
    discounts: discountsAt(values, at, currency),
  };
}

function monthlyAt(values: PackedSubscriptions, at: number, currency: string): CurrentMonthly {
  const amount = (index: number) => {
    const packed = values[at + index] as FactAmount;
    return packed === 0 ? zero : readAmount(packed, currency);
  };
  return { plan: amount(11), addOn: amount(12), discount: amount(13), oneTimeDiscount: amount(14) };
}

const none: readonly never[] = [];

function discountsAt(values: PackedSubscriptions, at: number, currency: string): readonly DiscountOfSubscription[] {
  const from = at + headSize;
  const count = values[at + 28] as Head[28];
  if (count === 0) return none;
  const packed = tuplesIn<PackedDiscount>(values, from, from + count * discountSize, discountSize);
  return packed.map(([monthly, endsAt, billingsLeft]) => ({
    monthly: readAmount(monthly, currency),
    endsAt: present(endsAt),
    billingsLeft: billingsLeft < 0 ? undefined : billingsLeft,
  }));
}
