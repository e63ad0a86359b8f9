import type { CollectionStatus, Subscription, SubscriptionStatus } from "../../model/billing/subscription.js";
import type { BillingFrequency, FrequencyUnit } from "../../model/frequency.js";
import { type Rational, zero } from "../../model/money.js";
import { type FactAmount, packRational, readAmount } from "./amount.js";
import { exactMonthly } from "./exact-monthly.js";
import { type Fact, packInstant, present } from "./fact.js";

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

type Packed = [
  id: string,
  customerId: string | 0,
  currency: string,
  planName: string | 0,
  status: SubscriptionStatus,
  collectionStatus: CollectionStatus,
  isDeleted: 0 | 1,
  uncounted: UncountedReason | 0,
  frequency: [number, FrequencyUnit] | 0,
  monthly: [plan: FactAmount, addOn: FactAmount, discount: FactAmount, oneTimeDiscount: FactAmount] | 0,
  dates: number[],
  cancellation: [method: Cancellation["method"], isScheduled: 0 | 1, scheduledAt: number] | 0,
  discounts: [monthly: FactAmount, endsAt: number, billingsLeft: number][],
];

export function subscriptionFact(record: Subscription): Fact {
  const { currency } = record;
  const monthly = exactMonthly(record);
  const packed: Packed = [
    record.id,
    record.customerRef?.id ?? 0,
    currency,
    record.planRef?.name ?? record.planRef?.id ?? 0,
    record.status,
    record.collectionStatus,
    record.metadata?.isDeleted ? 1 : 0,
    record.mrrTreatment.counted ? 0 : (record.mrrTreatment.reason ?? "UnknownStatus"),
    record.billingFrequency ? [record.billingFrequency.interval, record.billingFrequency.unit] : 0,
    monthly === undefined
      ? 0
      : [
          packRational(monthly.plan, currency),
          packRational(monthly.addOn, currency),
          packRational(monthly.discount, currency),
          packRational(monthly.oneTimeDiscount, currency),
        ],
    packDates(record),
    packCancellation(record),
    (monthly?.ending ?? []).map((discount) => [
      packRational(discount.monthly, currency),
      packInstant(discount.endDate),
      discount.billingsLeft ?? -1,
    ]),
  ];
  return { kind: "subscription", id: record.id, body: JSON.stringify(packed) };
}

function packDates(record: Subscription): number[] {
  const change = record.scheduledChange;
  return [
    record.startDate,
    record.cancelledDate,
    record.endDate,
    record.pausedDate,
    record.resumeDate,
    record.trial?.startDate,
    record.trial?.endDate,
    record.currentPeriod?.startDate,
    record.currentPeriod?.endDate,
    change?.type === "PlanChange" ? change.effectiveDate : undefined,
  ].map(packInstant);
}

const live = new Set<SubscriptionStatus>(["Active", "Trialing", "Paused", "Pending"]);

/**
 * A live subscription whose cancellation lies ahead of its running period's start has it scheduled; an earlier date is
 * left over from a time before it was reactivated.
 */
function packCancellation(record: Subscription): Packed[11] {
  const { cancellation, scheduledChange } = record;
  if (cancellation === undefined && scheduledChange?.type !== "Cancellation") return 0;
  const date = scheduledChange?.type === "Cancellation" ? scheduledChange.effectiveDate : cancellation?.effectiveDate;
  const isLeftOver = date !== undefined && date === record.cancelledDate && scheduledChange?.type !== "Cancellation";
  const isScheduled = live.has(record.status) && !isLeftOver;
  return [cancellation?.method ?? "Unknown", isScheduled ? 1 : 0, isScheduled ? packInstant(date) : 0];
}

export function readSubscription(packed: Packed): SubscriptionFact {
  const [id, customerId, currency, planName, status, collectionStatus, isDeleted, uncounted] = packed;
  const [, , , , , , , , frequency, monthly, dates, cancellation, discounts] = packed;
  const date = (index: number) => present(dates[index] ?? 0);
  const trialEnd = date(6);
  return {
    id,
    customerId: present(customerId),
    currency,
    planName: present(planName),
    status,
    collectionStatus,
    isDeleted: isDeleted === 1,
    uncounted: present(uncounted),
    frequency: frequency === 0 ? undefined : { interval: frequency[0], unit: frequency[1] },
    monthly:
      monthly === 0
        ? undefined
        : {
            plan: readAmount(monthly[0], currency),
            addOn: readAmount(monthly[1], currency),
            discount: monthly[2] === 0 ? zero : readAmount(monthly[2], currency),
            oneTimeDiscount: monthly[3] === 0 ? zero : readAmount(monthly[3], currency),
          },
    startedAt: date(0),
    cancelledAt: date(1),
    expiresAt: date(2),
    pausedAt: date(3),
    resumesAt: date(4),
    trial: trialEnd === undefined ? undefined : { start: date(5), end: trialEnd },
    periodStart: date(7),
    periodEnd: date(8),
    planChangeAt: date(9),
    cancellation:
      cancellation === 0
        ? undefined
        : { method: cancellation[0], isScheduled: cancellation[1] === 1, scheduledAt: present(cancellation[2]) },
    discounts: discounts.map(([amount, endsAt, billingsLeft]) => ({
      monthly: readAmount(amount, currency),
      endsAt: present(endsAt),
      billingsLeft: billingsLeft < 0 ? undefined : billingsLeft,
    })),
  };
}

export type PackedSubscription = Packed;
