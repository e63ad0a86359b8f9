import { UpstreamError } from "../../errors.js";
import type { Timing } from "../../lib/timing.js";
import {
  ListNotSupported,
  type ReadOptions,
  type Source,
  type SourceDescription,
  type SourcePage,
} from "../provider.js";
import type { Context } from "./changes/context.js";
import { specialChanges } from "./changes/index.js";
import { createRecentInvoiceEvents } from "./changes/invoice-events.js";
import { createRecentEvents } from "./changes/recent-events.js";
import { createMaxioClient } from "./client.js";
import type { MaxioList } from "./list.js";
import { maxioLists } from "./lists.js";
import { flag } from "./map/read.js";
import { elementsOf, isObject } from "./page.js";
import { readPages } from "./pager.js";
import { safeEndpoint } from "./safe-endpoint.js";
import type { Transport } from "./transport/transport.js";
import type { Unread } from "./wire/fields.js";
import { type WireListName, wireLists } from "./wire/index.js";

/** Somebody is waiting for the answer to these: less patience than a sync has. */
const INTERACTIVE_DEADLINE_MS = 25_000;

/**
 * The source of one Maxio site, whatever way leads there. Meant to live for one sync over all lists: it reads the site and
 * its recent events once for all of them.
 */
export function createMaxioSource(options: {
  transport: Transport;
  timing: Timing;
  maxPages: number;
  onRepeatedPage?: ((subject: string) => void) | undefined;
}): Source {
  const { transport, timing, maxPages, onRepeatedPage } = options;
  const client = createMaxioClient(transport, timing);
  const readList: Context["read"] = (list, wire, { ask, ...how }) =>
    readPages({
      list,
      wire,
      ask: ask ?? ((query, signal) => client.get(list.path, query, signal)),
      maxPages,
      onRepeatedPage,
      ...how,
    });
  const context: Context = {
    client,
    events: createRecentEvents(client, timing, maxPages),
    invoiceEvents: createRecentInvoiceEvents(readList, timing),
    read: readList,
  };

  async function siteFields(fresh: boolean, signal: AbortSignal | undefined): Promise<Record<string, unknown>> {
    const { path, envelope } = maxioLists.site;
    const answer = await client.site({ fresh, signal, ...(fresh && { deadlineMs: INTERACTIVE_DEADLINE_MS }) });
    const [site] = elementsOf(answer.body, envelope, path);
    if (!isObject(site)) throw new UpstreamError("badPayload", `${path} answered with something other than a site`);
    return site;
  }

  /** Whether there are invoices, of a site that does not say so; asked once. */
  let answersInvoices: boolean | undefined;

  async function hasInvoicesAsAnswered(signal: AbortSignal | undefined): Promise<boolean> {
    answersInvoices ??= await askForInvoices(signal);
    return answersInvoices;
  }

  async function askForInvoices(signal: AbortSignal | undefined): Promise<boolean> {
    try {
      const { body } = await client.get(maxioLists.invoices.path, { page: "1", per_page: "1" }, signal);
      // The older architecture has a list of that name too: a bare array of other invoices.
      return !Array.isArray(body);
    } catch (error) {
      if (error instanceof ListNotSupported) return false;
      throw error;
    }
  }

  async function checkArchitecture({ architecture }: MaxioList, signal: AbortSignal | undefined): Promise<void> {
    if (!architecture) return;
    const site = await siteFields(false, signal);
    const stated = flag(site["relationship_invoicing_enabled"] as Unread<"flag">);
    const hasInvoices = stated ?? (await hasInvoicesAsAnswered(signal));
    const actual = hasInvoices ? "relationshipInvoicing" : "statements";
    if (actual === architecture) return;
    throw new ListNotSupported(
      actual === "statements"
        ? "The site uses Maxio's older statements instead of relationship invoicing: it has no invoices of this kind"
        : "The site uses relationship invoicing: its payments are part of its invoices",
    );
  }

  async function* read(name: string, { since, resume, signal }: ReadOptions): AsyncGenerator<SourcePage> {
    if (!isListName(name)) throw new RangeError(`Maxio has no list ${name}`);
    const list: MaxioList = maxioLists[name];
    await checkArchitecture(list, signal);
    const changes = since === undefined ? undefined : { since: toSecond(since), resume, signal };
    const special = specialChanges[name];
    if (changes && special) return yield* special(context, changes);
    if (changes && list.changedSince) return yield* context.read(list, wireLists[name], changes);
    const ask = name === "site" ? () => client.site({ fresh: false, signal }) : undefined;
    yield* context.read(list, wireLists[name], { resume, signal, ask });
  }

  return {
    async describe(signal): Promise<SourceDescription> {
      return describeSite(await siteFields(true, signal));
    },
    read,
    async proxy(endpoint, signal) {
      const path = safeEndpoint(endpoint);
      const { status, body } = await transport.get(path, {
        subject: "proxy",
        signal,
        deadlineMs: INTERACTIVE_DEADLINE_MS,
      });
      return { status, body };
    },
    // Nothing to close: the connections are the provider's, shared by all its sources.
    async close() {},
  };
}
function isListName(name: string): name is WireListName {
  return Object.hasOwn(maxioLists, name);
}

/** Instants are compared as text, so they are given the same form. */
function toSecond(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function describeSite(site: Record<string, unknown>): SourceDescription {
  const facts: Record<string, string> = {};
  for (const [name, field] of Object.entries(shownFacts)) {
    const value = site[field];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") facts[name] = `${value}`;
  }
  const id = facts["siteId"] ?? facts["subdomain"];
  if (id === undefined) throw new UpstreamError("badPayload", `${maxioLists.site.path} does not tell which site it is`);
  return { id, name: typeof site["name"] === "string" ? site["name"] : id, facts };
}

const shownFacts = {
  siteId: "id",
  subdomain: "subdomain",
  currency: "currency",
  testMode: "test",
  relationshipInvoicing: "relationship_invoicing_enabled",
};
