import { UpstreamError } from "../../errors.js";
import type { Timing } from "../../lib/timing.js";
import {
  ListNotSupported,
  type ReadOptions,
  type Source,
  type SourceDescription,
  type SourcePage,
} from "../provider.js";
import { isInBatches } from "./changes/batches.js";
import type { Context } from "./changes/context.js";
import { specialChanges } from "./changes/index.js";
import { createRecentInvoiceEvents } from "./changes/invoice-events.js";
import type { ReadPages } from "./changes/read-pages.js";
import { createRecentEvents } from "./changes/recent-events.js";
import { createMaxioClient } from "./client.js";
import type { MaxioList } from "./list.js";
import { maxioLists } from "./lists.js";
import { flag } from "./map/read.js";
import { elementsOf, isObject } from "./page.js";
import { readPages } from "./pager.js";
import { readPieces } from "./pieces.js";
import { safeEndpoint } from "./safe-endpoint.js";
import { siteZone } from "./site-zone.js";
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
  /**
   * Deprecated lists the site was found not to answer, and why: not to be asked for with every sync. Forgotten when the
   * account is described, which whoever links it asks for.
   */
  unanswered: Map<string, string>;
}): Source {
  const { transport, timing, maxPages, onRepeatedPage, unanswered } = options;
  const client = createMaxioClient(transport, timing);
  const pagesOf: ReadPages = (list, wire, { ask, ...how }) =>
    readPages({
      list,
      wire,
      ask: ask ?? ((query, asking) => client.get(list.path, query, asking)),
      maxPages,
      onRepeatedPage,
      ...how,
    });
  const context: Context = {
    client,
    events: createRecentEvents(client, timing, maxPages),
    invoiceEvents: createRecentInvoiceEvents(pagesOf, timing),
    read: pagesOf,
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
      const { body } = await client.get(maxioLists.invoices.path, { page: "1", per_page: "1" }, { signal });
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

  async function* read(name: string, options: ReadOptions): AsyncGenerator<SourcePage> {
    if (!isListName(name)) throw new RangeError(`Maxio has no list ${name}`);
    const list: MaxioList = maxioLists[name];
    await checkArchitecture(list, options.signal);
    if (list.mayBeRefused) yield* readIfAnswered(name, list, list.mayBeRefused, options);
    else yield* readList(name, list, options);
  }

  async function* readIfAnswered(
    name: WireListName,
    list: MaxioList,
    mayBeRefused: NonNullable<MaxioList["mayBeRefused"]>,
    options: ReadOptions,
  ): AsyncGenerator<SourcePage> {
    const known = unanswered.get(list.path);
    if (known !== undefined) throw new ListNotSupported(known);
    // Pages that were read prove that there is such a list: what ends it then is a failure.
    let isBegun = options.resume !== undefined;
    try {
      for await (const page of readList(name, list, options)) {
        isBegun = true;
        yield page;
      }
    } catch (error) {
      const status = error instanceof ListNotSupported ? 404 : error instanceof UpstreamError && error.upstreamStatus;
      if (isBegun || !refusals.has(status)) throw error;
      // Throws when it is the site that refuses: then nothing is known about the list.
      await client.site({ fresh: true, signal: options.signal });
      const why = `${mayBeRefused.because} (${status})`;
      if (mayBeRefused.isLasting) unanswered.set(list.path, why);
      throw new ListNotSupported(why);
    }
  }

  async function* readList(name: WireListName, list: MaxioList, options: ReadOptions): AsyncGenerator<SourcePage> {
    const { pieces } = list;
    if (!pieces) return yield* readWhole(name, list, options);
    // A run that went on piece by piece is resumed so: the list is asked for all the same, as it may have come to be.
    const { resume, ...fromStart } = options;
    try {
      yield* readWhole(name, list, isInBatches(resume) ? fromStart : options);
    } catch (error) {
      if (!(error instanceof ListNotSupported)) throw error;
      yield* readPieces(name, { ...list, pieces }, options, { context, readList: read, refusal: error });
    }
  }

  async function* readWhole(
    name: WireListName,
    list: MaxioList,
    { since, resume, signal }: ReadOptions,
  ): AsyncGenerator<SourcePage> {
    const changes = since === undefined ? undefined : { since: toSecond(since), resume, signal };
    const special = specialChanges[name];
    if (changes && special) return yield* special(context, changes);
    if (changes && list.changedSince) return yield* context.read(list, wireLists[name], changes);
    const ask = name === "site" ? () => client.site({ fresh: false, signal }) : undefined;
    yield* context.read(list, wireLists[name], { resume, signal, ask });
  }

  return {
    async describe(signal): Promise<SourceDescription> {
      unanswered.clear();
      const described = describeSite(await siteFields(true, signal));
      const timeZone = await siteZone(client, new Date(timing.now()), signal);
      return timeZone === undefined ? described : { ...described, facts: { ...described.facts, timeZone } };
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

/** How a site says that it does not answer a list. */
const refusals: ReadonlySet<unknown> = new Set([403, 404, 405, 410, 422]);

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
