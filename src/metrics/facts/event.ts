import {
  type CollectionStatus as Collection,
  CollectionStatus,
  type SubscriptionStatus as Status,
  SubscriptionStatus,
} from "../../model/billing/subscription.js";
import type { SubscriptionEvent } from "../../model/billing/subscription-event.js";
import { type Fact, packInstant, present } from "./fact.js";
import { flatBody, type PackedId, packId } from "./packing.js";

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

/**
 * The values of many events, one after the other: see `PackedInvoiceCharges`. An event is its head, then as many values as
 * that says: of a change of state what it was and is, of a scheduled cancellation when it takes effect, of a quantity of
 * what and how many there were and are.
 */
export type PackedEvents = readonly unknown[];

type Head = [id: string, subscriptionId: string, at: number, type: ChangeType, more: number];
/** Places in the lists of statuses: another order there is another layout. -1 when nothing is known. */
type StateChange = [status: number, collection: number, status: number, collection: number];
type Scheduled = [effectiveAt: number];
type Quantity = [productId: string, before: number, after: number];
const headSize = 5;

const statuses = SubscriptionStatus.options;
const collections = CollectionStatus.options;

/** An attempt to collect a payment. */
export interface AttemptFact {
  readonly at: number;
  readonly succeeded: boolean;
  /** Packed: few of them are ever shown. */
  readonly subscriptionId: PackedId;
  readonly customerId: PackedId;
}

/** The values of many attempts, one after the other. */
export type PackedAttempts = readonly unknown[];
type Attempt = [at: number, succeeded: 0 | 1, subscriptionId: PackedId, customerId: PackedId];
const attemptSize = 4;

/** Events that change no state, plan, quantity or price have none. */
export function changeFact(record: SubscriptionEvent): Fact | undefined {
  const at = packInstant(record.date);
  const { id, type, subscriptionRef } = record;
  if (at === 0 || !isChange.has(type) || subscriptionRef === undefined) return undefined;
  const more = valuesOf(record);
  const head: Head = [id, subscriptionRef.id, at, type as ChangeType, more.length];
  return { kind: "event", id, body: flatBody([...head, ...more]) };
}

function valuesOf(record: SubscriptionEvent): StateChange | Scheduled | Quantity | [] {
  const { type, before, after } = record;
  if (type === "StatusChange") return [...standingIn(before), ...standingIn(after)];
  if (type === "CancellationScheduled") return [effectiveAt(after)];
  return (type === "QuantityChange" ? quantityIn(record) : undefined) ?? [];
}

/** Events that are no payment attempt have none. */
export function attemptFact({ id, type, date, subscriptionRef, customerRef }: SubscriptionEvent): Fact | undefined {
  const at = packInstant(date);
  if (at === 0 || (type !== "PaymentSucceeded" && type !== "PaymentFailed")) return undefined;
  const succeeded = type === "PaymentSucceeded" ? 1 : 0;
  const attempt: Attempt = [at, succeeded, packId(subscriptionRef?.id), packId(customerRef?.id)];
  return { kind: "attempt", id, body: flatBody(attempt) };
}

export type PackedRefunded = [refundId: string, at: number];

/** When a refund was made; other events have none. */
export function refundedFact({ id, type, date, after }: SubscriptionEvent): Fact | undefined {
  const [at, refundId] = [packInstant(date), after?.["refundId"]];
  if (at === 0 || type !== "Refund" || typeof refundId !== "string") return undefined;
  const packed: PackedRefunded = [refundId, at];
  return { kind: "refunded", id, body: JSON.stringify(packed) };
}

function standingIn(values: Record<string, unknown> | undefined): [status: number, collection: number] {
  const status = SubscriptionStatus.safeParse(values?.["status"]);
  const collection = CollectionStatus.safeParse(values?.["collectionStatus"]);
  if (!status.success) return [-1, -1];
  return [statuses.indexOf(status.data), collections.indexOf(collection.success ? collection.data : "Unknown")];
}

/** Maxio names the states of a pending cancellation nowhere; these words can only mean that it was withdrawn. */
const withdrawn = /^(no|none|false|inactive)$|remov|withdr|revok|undo|undone|clear|not[ _-]/i;

function effectiveAt(values: Record<string, unknown> | undefined): number {
  const [date, state] = [values?.["effectiveDate"], values?.["cancellationState"]];
  const isWithdrawn = typeof state === "string" && withdrawn.test(state);
  return typeof date === "string" && !isWithdrawn ? packInstant(date) : 0;
}

const idIn = (ref: unknown): unknown => (typeof ref === "object" && ref !== null && "id" in ref ? ref.id : undefined);

function quantityIn({ before, after }: SubscriptionEvent): Quantity | undefined {
  const productId = idIn(after?.["productRef"]);
  const [from, to] = [before?.["quantity"], after?.["quantity"]];
  const isWhole = typeof productId === "string" && typeof from === "number" && typeof to === "number";
  return isWhole ? [productId, from, to] : undefined;
}

export function eventsIn(values: PackedEvents): EventFact[] {
  const events: EventFact[] = [];
  for (let at = 0; at < values.length; at += headSize + (values[at + 4] as Head[4])) events.push(eventAt(values, at));
  return events;
}

function eventAt(values: PackedEvents, at: number): EventFact {
  const type = values[at + 3] as Head[3];
  const isStateChange = type === "StatusChange";
  const more = at + headSize;
  return {
    id: values[at] as Head[0],
    subscriptionId: values[at + 1] as Head[1],
    at: values[at + 2] as Head[2],
    type,
    before: isStateChange ? standingAt(values, more) : undefined,
    after: isStateChange ? standingAt(values, more + 2) : undefined,
    effectiveAt: type === "CancellationScheduled" ? present(values[more] as Scheduled[0]) : undefined,
    quantity:
      type === "QuantityChange" && (values[at + 4] as Head[4]) > 0
        ? {
            productId: values[more] as Quantity[0],
            before: values[more + 1] as Quantity[1],
            after: values[more + 2] as Quantity[2],
          }
        : undefined,
  };
}

function standingAt(values: PackedEvents, at: number): Standing | undefined {
  const status = statuses[values[at] as StateChange[0]];
  return status && { status, collectionStatus: collections[values[at + 1] as StateChange[1]] ?? "Unknown" };
}

export function attemptsIn(values: PackedAttempts): AttemptFact[] {
  const attempts: AttemptFact[] = [];
  for (let at = 0; at < values.length; at += attemptSize) {
    attempts.push({
      at: values[at] as Attempt[0],
      succeeded: values[at + 1] === 1,
      subscriptionId: values[at + 2] as Attempt[2],
      customerId: values[at + 3] as Attempt[3],
    });
  }
  return attempts;
}
