import { toInstant } from "../../../model/dates.js";
import type { Answer, MaxioClient, Query } from "../client.js";
import { isId, type MaxioList } from "../list.js";
import { maxioLists } from "../lists.js";
import { isObject } from "../page.js";
import { type Ask, readPages } from "../pager.js";
import { wireLists } from "../wire/index.js";

/** What site events give reason to ask for. Instants are UTC. */
export interface Hints {
  /** When a custom field last changed, by the kind of record it belongs to. */
  customFields: { subscriptions?: string; customers?: string };
  /** Customers whose payment profiles may have changed, and when last. */
  payers: ReadonlyMap<string, string>;
  /** When last a payment profile changed of a customer the event does not name. */
  unknownPayer?: string;
  /** The server's clock when the events were read. */
  observedAt: string;
}

const signups = ["signup_success", "delayed_signup_creation_success", "subscription_group_signup_success"];
const fieldKeys: ReadonlySet<unknown> = new Set(["custom_field_value_change", "customer_create", ...signups]);
const payerKeys: ReadonlySet<unknown> = new Set([
  "subscription_card_update",
  "subscription_group_card_update",
  "subscription_bank_account_update",
  "subscription_group_bank_account_update",
  "subscription_paypal_account_update",
  "subscription_group_paypal_account_update",
  ...signups,
]);
const hintKeys: Query = { filter: [...new Set([...fieldKeys, ...payerKeys])].join(",") };

/** An event without a readable date counts as one that has just happened. */
const LATEST = "9999-12-31T23:59:59Z";

/** Of a site that has no events: there is reason to ask for everything. */
export function everythingChanged(observedAt: string): Hints {
  return {
    customFields: { subscriptions: LATEST, customers: LATEST },
    payers: new Map(),
    unknownPayer: LATEST,
    observedAt,
  };
}

/** Goes through the events since `from`, the first page of which is already there. */
export async function readHints(options: {
  client: MaxioClient;
  first: Answer;
  from: string;
  signal: AbortSignal | undefined;
  maxPages: number;
}): Promise<Hints> {
  const { client, first, from, signal, maxPages } = options;
  const list: MaxioList = maxioLists.events;
  // Only the first page is shared with those who want every event; of the rest only these keys are asked for.
  const ask = firstThen(first, (query, asking) => client.get(list.path, { ...query, ...hintKeys }, asking));
  const customFields: Hints["customFields"] = {};
  const payers = new Map<string, string>();
  let unknownPayer: string | undefined;
  for await (const { items } of readPages({ list, wire: wireLists.events, ask, since: from, signal, maxPages })) {
    for (const { body } of items) {
      const event = body as Record<string, unknown>;
      const at = instantOf(event["created_at"]);
      if (fieldKeys.has(event["key"]))
        for (const kind of ownersOf(event)) customFields[kind] = later(customFields[kind], at);
      if (!payerKeys.has(event["key"])) continue;
      const customer = event["customer_id"];
      if (isId(customer)) payers.set(`${customer}`, later(payers.get(`${customer}`), at));
      else unknownPayer = later(unknownPayer, at);
    }
  }
  return { customFields, payers, ...(unknownPayer !== undefined && { unknownPayer }), observedAt: first.observedAt };
}

/** Whose custom fields an event may have changed: a signup or a new customer can bring values for both. */
function ownersOf(event: Record<string, unknown>): readonly ("subscriptions" | "customers")[] {
  const data = event["event_specific_data"];
  const type = isObject(data) && typeof data["resource_type"] === "string" ? data["resource_type"].toLowerCase() : "";
  if (type.startsWith("subscription")) return ["subscriptions"];
  if (type.startsWith("customer")) return ["customers"];
  return ["subscriptions", "customers"];
}

function instantOf(value: unknown): string {
  return (typeof value === "string" ? toInstant(value) : undefined) ?? LATEST;
}

function later(a: string | undefined, b: string): string {
  return a !== undefined && a > b ? a : b;
}

/** Answers the first request with what is already there. */
export function firstThen(first: Answer, ask: Ask): Ask {
  let answered = false;
  return (query, asking) => {
    if (answered) return ask(query, asking);
    answered = true;
    return Promise.resolve(first);
  };
}
