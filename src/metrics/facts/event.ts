import {
  type CollectionStatus as Collection,
  CollectionStatus,
  type SubscriptionStatus as Status,
  SubscriptionStatus,
} from "../../model/billing/subscription.js";
import type { SubscriptionEvent } from "../../model/billing/subscription-event.js";
import { type Fact, packInstant, present } from "./fact.js";

/** Where a subscription stands, as an event tells it. */
export interface Standing {
  readonly status: Status;
  readonly collectionStatus: Collection;
}

/** A change of a subscription at an instant (seconds since 1970). */
export interface EventFact {
  readonly id: string;
  readonly subscriptionId: string;
  readonly at: number;
  readonly type: ChangeType;
  /** For a change of state. */
  readonly before: Standing | undefined;
  readonly after: Standing | undefined;
  /** For a scheduled cancellation: when it will take effect; absent when it was withdrawn. */
  readonly effectiveAt: number | undefined;
  /** For a change of quantity: of what, and how many there were and are. */
  readonly quantity: QuantityOf | undefined;
}

export interface QuantityOf {
  readonly productId: string;
  readonly before: number;
  readonly after: number;
}

/** Signups change nothing, but tell since when events are known. */
const changeTypes = [
  "Signup",
  "Deleted",
  "StatusChange",
  "PlanChange",
  "QuantityChange",
  "PriceChange",
  "CancellationScheduled",
] as const;
export type ChangeType = (typeof changeTypes)[number];

/** Whether a change may have changed what the subscription comes to. */
export const changesPrice = (type: ChangeType): boolean =>
  type === "PlanChange" || type === "QuantityChange" || type === "PriceChange";
const isChange = new Set<string>(changeTypes);

type Packed = [
  id: string,
  subscriptionId: string,
  at: number,
  type: ChangeType,
  before?: [Status, Collection] | 0,
  after?: [Status, Collection] | 0,
  effectiveAt?: number,
  quantity?: [productId: string, before: number, after: number],
];
export type PackedEvent = Packed;

/** An attempt to collect a payment. */
export interface AttemptFact {
  readonly at: number;
  readonly succeeded: boolean;
  readonly subscriptionId: string | undefined;
  readonly customerId: string | undefined;
}

export type PackedAttempt = [at: number, succeeded: 0 | 1, subscriptionId: string | 0, customerId: string | 0];

/** Events that change no state, plan, quantity or price have none. */
export function changeFact(record: SubscriptionEvent): Fact | undefined {
  const at = packInstant(record.date);
  const { id, type, subscriptionRef } = record;
  if (at === 0 || !isChange.has(type) || subscriptionRef === undefined) return undefined;
  const packed: Packed = [id, subscriptionRef.id, at, type as ChangeType];
  if (type === "StatusChange") packed.push(standingIn(record.before), standingIn(record.after));
  if (type === "CancellationScheduled") packed.push(0, 0, effectiveAt(record.after));
  const quantity = type === "QuantityChange" ? quantityIn(record) : undefined;
  if (quantity !== undefined) packed.push(0, 0, 0, quantity);
  return { kind: "event", id, body: JSON.stringify(packed) };
}

/** Events that are no payment attempt have none. */
export function attemptFact({ id, type, date, subscriptionRef, customerRef }: SubscriptionEvent): Fact | undefined {
  const at = packInstant(date);
  if (at === 0 || (type !== "PaymentSucceeded" && type !== "PaymentFailed")) return undefined;
  const succeeded = type === "PaymentSucceeded" ? 1 : 0;
  const packed: PackedAttempt = [at, succeeded, subscriptionRef?.id ?? 0, customerRef?.id ?? 0];
  return { kind: "attempt", id, body: JSON.stringify(packed) };
}

export type PackedRefunded = [refundId: string, at: number];

/** When a refund was made; other events have none. */
export function refundedFact({ id, type, date, after }: SubscriptionEvent): Fact | undefined {
  const [at, refundId] = [packInstant(date), after?.["refundId"]];
  if (at === 0 || type !== "Refund" || typeof refundId !== "string") return undefined;
  const packed: PackedRefunded = [refundId, at];
  return { kind: "refunded", id, body: JSON.stringify(packed) };
}

function standingIn(values: Record<string, unknown> | undefined): [Status, Collection] | 0 {
  const status = SubscriptionStatus.safeParse(values?.["status"]);
  const collection = CollectionStatus.safeParse(values?.["collectionStatus"]);
  return status.success ? [status.data, collection.success ? collection.data : "Unknown"] : 0;
}

/** Maxio names the states of a pending cancellation nowhere; these words can only mean that it was withdrawn. */
const withdrawn = /^(no|none|false|inactive)$|remov|withdr|revok|undo|undone|clear|not[ _-]/i;

function effectiveAt(values: Record<string, unknown> | undefined): number {
  const [date, state] = [values?.["effectiveDate"], values?.["cancellationState"]];
  const isWithdrawn = typeof state === "string" && withdrawn.test(state);
  return typeof date === "string" && !isWithdrawn ? packInstant(date) : 0;
}

const idIn = (ref: unknown): unknown => (typeof ref === "object" && ref !== null && "id" in ref ? ref.id : undefined);

function quantityIn({ before, after }: SubscriptionEvent): Packed[7] {
  const productId = idIn(after?.["productRef"]);
  const [from, to] = [before?.["quantity"], after?.["quantity"]];
  const isWhole = typeof productId === "string" && typeof from === "number" && typeof to === "number";
  return isWhole ? [productId, from, to] : undefined;
}

export function readEvent(packed: Packed): EventFact {
  const [id, subscriptionId, at, type, before = 0, after = 0, effective = 0, quantity] = packed;
  return {
    id,
    subscriptionId,
    at,
    type,
    before: before === 0 ? undefined : { status: before[0], collectionStatus: before[1] },
    after: after === 0 ? undefined : { status: after[0], collectionStatus: after[1] },
    effectiveAt: present(effective),
    quantity: quantity && { productId: quantity[0], before: quantity[1], after: quantity[2] },
  };
}

export function readAttempt([at, succeeded, subscriptionId, customerId]: PackedAttempt): AttemptFact {
  return { at, succeeded: succeeded === 1, subscriptionId: present(subscriptionId), customerId: present(customerId) };
}
