import type { DayNumber } from "../calendar.js";
import type { EventFact, Standing as RawStanding } from "../facts/event.js";
import type { SubscriptionFact, UncountedReason } from "../facts/subscription.js";
import type { LocalDay } from "../zone.js";

/** What a subscription's recurring revenue is counted as. */
type Bucket = "Active" | "Trial" | "OnHold" | "Unpaid" | "None";

/** Why recurring revenue ended: by will, because payment failed, or because the subscription was put on hold. */
export type EndCause = "Voluntary" | "Involuntary" | "OnHold" | "Unknown";

/** Where a subscription stands from a day on, until the next. */
export interface Standing {
  readonly from: DayNumber;
  readonly bucket: Bucket;
  /** Active, but a payment failed. */
  readonly isPastDue: boolean;
  /** Whether its end is set: a cancellation is scheduled. */
  readonly isEnding: boolean;
  /** For what is not Active: why. */
  readonly reason: UncountedReason | "Suspended" | "Deleted" | undefined;
  readonly cause: EndCause | undefined;
  /** Whether an event says so; the subscription's own dates do otherwise. */
  readonly isFromEvent: boolean;
}

export type Counting = Pick<Standing, "bucket" | "isPastDue" | "reason">;

/**
 * Buckets of the two axes: Active counts unless it is unpaid; a suspended subscription pays
 * nothing.
 */
export function countingOf({ status, collectionStatus }: RawStanding): Counting {
  const none = (reason: Standing["reason"]): Counting => ({ bucket: "None", isPastDue: false, reason });
  switch (status) {
    case "Active":
      if (collectionStatus === "Unpaid") return { bucket: "Unpaid", isPastDue: false, reason: "Unpaid" };
      if (collectionStatus === "Unknown") return none("UnknownStatus");
      return { bucket: "Active", isPastDue: collectionStatus !== "Current", reason: undefined };
    case "Trialing":
      return { bucket: "Trial", isPastDue: false, reason: "Trialing" };
    case "Paused":
      if (collectionStatus === "Unpaid") return none("Suspended");
      return { bucket: "OnHold", isPastDue: false, reason: "Paused" };
    case "Pending":
      return none("NotStarted");
    case "TrialEnded":
      return none("TrialEnded");
    case "Cancelled":
      return none("Cancelled");
    case "Expired":
      return none("Expired");
    case "Failed":
      return none("Failed");
    case "Unknown":
      return none("UnknownStatus");
  }
}

const active: Counting = { bucket: "Active", isPastDue: false, reason: undefined };
const trialing: Counting = { bucket: "Trial", isPastDue: false, reason: "Trialing" };
const deleted: Counting = { bucket: "None", isPastDue: false, reason: "Deleted" };
const over = new Set<RawStanding["status"]>(["Cancelled", "Expired", "TrialEnded", "Failed"]);

export interface StandingInput {
  /** Undefined for a subscription that only its invoices tell of. */
  readonly subscription: SubscriptionFact | undefined;
  /** Its changes, ascending. */
  readonly events: readonly EventFact[];
  /** First day any charge is for, and the day after the last. */
  readonly charged: { readonly first: DayNumber; readonly end: DayNumber } | undefined;
  /** The first day of a charged period after a day. */
  readonly chargedAfter: (day: DayNumber) => DayNumber | undefined;
  readonly localDay: LocalDay;
  /** The day the data is of. */
  readonly today: DayNumber;
}

/**
 * Where a subscription stood over time up to today, ascending. Changes of state come from events; before the first and
 * where there are none, from the subscription's own dates, which know its start, its last end and no pause before the
 * present one.
 */
export function standingHistory(input: StandingInput): Standing[] {
  const { events, localDay } = input;
  const standings: Standing[] = [];
  const first = events.find((event) => event.type === "StatusChange" && event.after !== undefined);
  const begin = beginningOf(input, first);
  if (begin !== undefined) push(initialStanding(begin, input, first));
  let previous = first?.before;
  /** When a scheduled cancellation will take effect. */
  let endsOn: DayNumber | undefined;
  for (const event of events) {
    const from = localDay(event.at);
    lapse(from);
    if (event.type === "CancellationScheduled") {
      endsOn = event.effectiveAt === undefined ? undefined : localDay(event.effectiveAt);
      const running = standings.at(-1);
      if (running !== undefined) push({ ...running, from, isEnding: endsOn !== undefined });
    } else if (event.type === "Deleted") {
      endsOn = undefined;
      push(standing(from, deleted, false, "Unknown", true));
    } else if (event.type === "StatusChange" && event.after !== undefined) {
      if (over.has(event.after.status)) endsOn = undefined;
      push(standing(from, countingOf(event.after), endsOn !== undefined, causeOf(event.after, previous), true));
      previous = event.after;
    }
  }
  lapse(input.today);
  for (const ending of endings(input, standings)) push(ending);
  return standings;

  /** A cancellation whose day went by without an end was withdrawn. */
  function lapse(before: DayNumber): void {
    const running = standings.at(-1);
    if (endsOn === undefined || running === undefined || endsOn + 1 >= before) return;
    push({ ...running, from: Math.max(endsOn + 1, running.from), isEnding: false });
    endsOn = undefined;
  }

  /** Of two on one day the later one stands at its end. */
  function push(next: Standing): void {
    if (standings.at(-1)?.from === next.from) standings.pop();
    standings.push(next);
  }
}

/** The first day anything is known of: a trial, paid service, an event or a charge. */
function beginningOf(
  { subscription, charged, localDay }: StandingInput,
  first: EventFact | undefined,
): DayNumber | undefined {
  const never = Number.POSITIVE_INFINITY;
  const at = Math.min(subscription?.trial?.start ?? never, subscription?.startedAt ?? never, first?.at ?? never);
  const day = Math.min(at === never ? never : localDay(at), charged?.first ?? never);
  return day === never ? undefined : day;
}

function standing(
  from: DayNumber,
  counting: Counting,
  isEnding: boolean,
  cause?: EndCause,
  isFromEvent = false,
): Standing {
  const { bucket, isPastDue, reason } = counting;
  return { from, bucket, isPastDue, isEnding, reason, cause, isFromEvent };
}

/** The first event says what was before it; without one a subscription begins as a trial, if it had one. */
function initialStanding(
  from: DayNumber,
  { subscription, charged, localDay }: StandingInput,
  first?: EventFact,
): Standing {
  if (first?.before !== undefined) return standing(from, countingOf(first.before), false, undefined, true);
  const trial = subscription?.trial;
  const isTrial = trial?.start !== undefined && localDay(trial.end) > from && charged?.first !== from;
  return standing(from, isTrial && localDay(trial.start) <= from ? trialing : active, false);
}

/** What the subscription's own dates add to the events, where these stop short of how it stands now. */
function endings(input: StandingInput, standings: readonly Standing[]): Standing[] {
  const { subscription, chargedAfter, localDay, today } = input;
  const last = standings.at(-1);
  if (subscription === undefined || last === undefined) return [];
  const notBefore = (day: DayNumber) => Math.max(day, last.from);
  const now = countingOf(subscription);
  const added: Standing[] = [];

  const converted = convertedAt(subscription);
  if (last.bucket === "Trial" && !last.isFromEvent && converted !== undefined) {
    added.push(standing(notBefore(localDay(converted)), active, false));
  }
  if (subscription.isDeleted || over.has(subscription.status)) {
    const reason = over.has(subscription.status) ? now.reason : "Deleted";
    const isKnown = last.isFromEvent && last.bucket === "None";
    const cause = causeNow(subscription);
    const ended: Counting = { bucket: "None", isPastDue: false, reason };
    if (!isKnown) added.push(standing(notBefore(Math.min(endOf(input), today)), ended, false, cause));
    else if (cause !== "Unknown") added.push({ ...last, cause });
  } else if (now.bucket === "OnHold" && last.bucket !== "OnHold" && subscription.pausedAt !== undefined) {
    added.push(standing(notBefore(localDay(subscription.pausedAt)), now, false, "OnHold"));
  } else if (now.bucket === "Active" && last.isFromEvent && last.bucket === "None") {
    added.push(standing(chargedAfter(last.from) ?? today, active, false));
  }
  return added;
}

/**
 * When a trial became paid service; a subscription that is active now and does not say became it when the trial ended.
 */
export function convertedAt({ startedAt, status, trial }: SubscriptionFact): number | undefined {
  return startedAt ?? (status === "Active" || status === "Paused" ? trial?.end : undefined);
}

/** The day a subscription that is over ended; when it does not say, the end of what it was charged for, if it was. */
function endOf({ subscription, charged, localDay }: StandingInput): DayNumber {
  const at = subscription && endingInstant(subscription);
  return at === undefined ? (charged?.end ?? Number.NEGATIVE_INFINITY) : localDay(at);
}

function endingInstant({ status, cancelledAt, expiresAt, trial }: SubscriptionFact): number | undefined {
  if (status === "Expired") return expiresAt ?? cancelledAt;
  if (status === "TrialEnded") return trial?.end ?? cancelledAt;
  return cancelledAt;
}

/** A subscription that ended while payment was failing ended for that. */
function causeOf(after: RawStanding, before: RawStanding | undefined): EndCause | undefined {
  const { bucket, reason } = countingOf(after);
  if (bucket === "Active" || bucket === "Trial") return undefined;
  if (bucket === "Unpaid" || reason === "Suspended") return "Involuntary";
  if (bucket === "OnHold") return "OnHold";
  const failed = before !== undefined && (countingOf(before).isPastDue || before.collectionStatus === "Unpaid");
  return failed ? "Involuntary" : "Voluntary";
}

/** From how the cancellation was made; an expiry is an end that was agreed on. */
function causeNow({ status, cancellation }: SubscriptionFact): EndCause {
  if (status === "Expired") return "Voluntary";
  switch (cancellation?.method) {
    case "Dunning":
      return "Involuntary";
    case "MerchantUi":
    case "MerchantApi":
    case "BillingPortal":
      return "Voluntary";
    default:
      return "Unknown";
  }
}
