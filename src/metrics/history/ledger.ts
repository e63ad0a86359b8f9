import type { BillingDataType } from "../../model/billing/index.js";
import { noCurrency } from "../../model/currency.js";
import type { DayNumber } from "../calendar.js";
import { type Convention, conventions } from "../convention.js";
import { type Exclusions, newExclusions } from "../exclusions.js";
import type { PackedCompany } from "../facts/catalog.js";
import { type EventFact, eventsIn } from "../facts/event.js";
import { packInstant } from "../facts/fact.js";
import { type SubscriptionFact, subscriptionsIn } from "../facts/subscription.js";
import { factsOfKind, type MetricInput } from "../input.js";
import { type LocalDay, localDays, zoneOf } from "../zone.js";
import { type Documents, readDocuments } from "./documents.js";

/** What a ledger is made of besides subscriptions, where the source has it. */
export const historyTypes: readonly BillingDataType[] = [
  "billing-invoices",
  "billing-creditNotes",
  "billing-subscriptionEvents",
  "billing-discounts",
  "billing-companyInfo",
];

/** The subscriptions of one currency with everything that tells their past. */
export interface Ledger extends Documents {
  readonly currency: string;
  readonly convention: Convention;
  readonly localDay: LocalDay;
  /** The day the data is of. */
  readonly today: DayNumber;
  readonly accounts: ReadonlyMap<string, Account>;
  /** The subscriptions in other currencies, with their customers. */
  readonly elsewhere: ReadonlyMap<string, string | undefined>;
  /** The first day any event is known of; undefined without events. */
  readonly eventsSince: DayNumber | undefined;
  /** What there is in other currencies, and documents that were left out. */
  readonly exclusions: Exclusions;
}

/** One subscription, or what a customer was charged for a subscription that is not known (any more). */
export interface Account {
  readonly id: string;
  readonly customerId: string;
  readonly subscription: SubscriptionFact | undefined;
  readonly events: EventFact[];
}

/** The calendar of the report. Throws a RangeError when there is no such time zone: routes check it before. */
export function calendarOf(input: MetricInput): { localDay: LocalDay; today: DayNumber } {
  const { timeZone } = zoneOf(input);
  const localDay = localDays(timeZone);
  if (localDay === undefined) throw new RangeError(`No such time zone: ${timeZone}`);
  const { asOf } = input;
  return { localDay, today: localDay(packInstant(asOf)) };
}

/** The currency asked for, else the company's, else the one most subscriptions are in. */
export async function reportCurrency(input: MetricInput, subscriptions: Iterable<SubscriptionFact>): Promise<string> {
  if (input.parameters.currency !== undefined) return input.parameters.currency;
  for await (const companies of factsOfKind<PackedCompany>(input, "company")) {
    if (companies[0] !== undefined) return companies[0][0];
  }
  const counts = new Map<string, number>();
  for (const { currency } of subscriptions) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  const [most] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return most?.[0] ?? noCurrency;
}

export async function readSubscriptions(input: MetricInput): Promise<SubscriptionFact[]> {
  const all: SubscriptionFact[] = [];
  for await (const chunk of factsOfKind<unknown>(input, "subscription")) {
    for (const subscription of subscriptionsIn(chunk)) all.push(subscription);
  }
  return all;
}

export async function readLedger(input: MetricInput): Promise<Ledger> {
  const { localDay, today } = calendarOf(input);
  const convention = conventions[input.parameters.convention];
  const subscriptions = await readSubscriptions(input);
  const currency = await reportCurrency(input, subscriptions);
  const exclusions = newExclusions();
  const accounts = new Map<string, Account>();
  const elsewhere = new Map<string, string | undefined>();
  for (const subscription of subscriptions) {
    if (subscription.currency === currency) openAccount(subscription.id, subscription.customerId, subscription);
    else {
      elsewhere.set(subscription.id, subscription.customerId);
      exclusions.add(`OtherCurrency:${subscription.currency}`);
    }
  }
  const only = onlySubscriptions(accounts.values());
  const eventsSince = await readEvents();
  const documents = await readDocuments(input, {
    currency,
    convention,
    exclusions,
    accountOf({ id: documentId, subscriptionId, customerId }) {
      const id = subscriptionId ?? only.get(customerId ?? "") ?? `customer:${customerId ?? documentId}`;
      return (accounts.get(id) ?? openAccount(id, customerId)).id;
    },
  });
  return { currency, convention, localDay, today, accounts, elsewhere, eventsSince, exclusions, ...documents };

  function openAccount(id: string, customerId: string | undefined, subscription?: SubscriptionFact): Account {
    const account = { id, customerId: customerId ?? `subscription:${id}`, subscription, events: [] };
    accounts.set(id, account);
    return account;
  }

  async function readEvents(): Promise<DayNumber | undefined> {
    let first = Number.POSITIVE_INFINITY;
    for await (const chunk of factsOfKind<unknown>(input, "event")) {
      for (const event of eventsIn(chunk)) {
        first = Math.min(first, event.at);
        accounts.get(event.subscriptionId)?.events.push(event);
      }
    }
    for (const { events } of accounts.values()) events.sort(inOrder);
    return first === Number.POSITIVE_INFINITY ? undefined : localDay(first);
  }
}

/** The subscription of every customer who has one only: what a document that names none is for. */
function onlySubscriptions(accounts: Iterable<Account>): Map<string, string> {
  const only = new Map<string, string>();
  const several = new Set<string>();
  for (const { id, customerId } of accounts) {
    if (only.has(customerId)) several.add(customerId);
    only.set(customerId, id);
  }
  for (const customerId of several) only.delete(customerId);
  return only;
}

/** Events of one second in the order of their ids, which count up. */
function inOrder(a: EventFact, b: EventFact): number {
  return a.at - b.at || a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}
