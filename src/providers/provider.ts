import type { BillingDataType } from "../model/billing/index.js";

/**
 * What the sync engine needs of a source of billing data. A provider is a folder that implements this and a line in
 * the provider table; nothing else knows it by name.
 *
 * The vocabulary: a *list* is something the source can be asked for page by page (`subscriptions`); a *source item* is one
 * validated element of a list, cut down to the fields we use; a *derivation* makes standardized records of a root item
 * and the items it is joined with.
 */
export interface Provider {
  /** Codat's four-letter platform key. */
  readonly key: string;
  readonly name: string;
  readonly integrationId: string;
  readonly sourceId: string;
  /** Every list, in the order a sync fetches them: what others are joined with comes first. */
  readonly lists: readonly ListSpec[];
  readonly derivations: readonly Derivation[];
  /** Checks the shape of credentials a caller sent. Throws a 400 AppError that names the field, never its value. */
  parseCredentials(input: unknown): Credentials;
  /** Opens a connection to the source. Does no I/O by itself. */
  connect(credentials: Credentials): Source;
}

/** Checked credentials; opaque to everyone but the provider, sealed at rest. */
export type Credentials = Readonly<Record<string, string>>;

export interface ListSpec {
  readonly name: string;
  /** Whether the source can be asked for what changed since an instant. Lists without it are read whole every time. */
  readonly incremental: boolean;
  /** Data types that need this list: they are complete only when it was read. */
  readonly neededBy: readonly BillingDataType[];
  /**
   * False when an item's absence from a full read proves nothing, e.g. an event feed; such lists are never swept for
   * deletions.
   */
  readonly sweepable: boolean;
}

/** One validated element of a list. */
export interface SourceItem {
  /** Unique within the list. */
  id: string;
  /** The key other items find it by, when that is not the id: the subscription a component belongs to, a coupon's code. */
  joinKey?: string;
  /** When the source last changed it, UTC. An older copy never overwrites a newer one. */
  modifiedDate?: string;
  /** The fields we use; JSON-serializable. */
  body: object;
}

/** An element that could not be read; the rest of its page is unaffected. */
export interface Rejection {
  id?: string;
  /** Names the fields at fault, never their values. */
  reason: string;
}

export interface SourcePage {
  items: readonly SourceItem[];
  rejected: readonly Rejection[];
  /** Opaque position after this page, to resume from; absent on the last page. */
  resume?: string;
  /** The source's clock when it answered, UTC: watermarks are taken from it, so that a skewed local clock loses nothing. */
  observedAt: string;
  /** Items, of this list or another, that this page says are gone, e.g. by a deletion event. */
  deletions?: readonly Deletion[];
}

export interface Deletion {
  list: string;
  id: string;
  /** When it went, UTC: an item that the source changed later has come back. */
  at?: string;
}

export interface ReadOptions {
  /** Only what changed at or after this instant, UTC. Absent for a full read. */
  since?: string;
  /** Go on from a position a page returned earlier. */
  resume?: string;
  signal?: AbortSignal;
}

/** The source is not what this list needs (e.g. a site without invoices): a lasting fact, not a failure. */
export class ListNotSupported extends Error {
  override readonly name = "ListNotSupported";
}

/** An open connection to one source. Methods throw `UpstreamError`. */
export interface Source {
  /** Reads who the source is; proves that the credentials work. */
  describe(signal?: AbortSignal): Promise<SourceDescription>;
  /**
   * Reads a list page by page. May ask for one page more while the caller works on the one before; leaving the loop ends
   * that request. Throws `ListNotSupported` when the source has no such list.
   */
  read(list: string, options: ReadOptions): AsyncIterable<SourcePage>;
  /** Passes a validated relative endpoint through (GET) and returns status and JSON body as they are. */
  proxy(endpoint: string, signal?: AbortSignal): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

export interface SourceDescription {
  /** Identifies the account at the source: the same id, the same data, whichever way it is reached. */
  id: string;
  /** Name of the account at the source. */
  name: string;
  /** Facts worth showing on the connection, none of them secret. */
  facts: Readonly<Record<string, string>>;
}

/** What a mapper makes: a record without the fields the store adds (`connectionId`, `modifiedDate`, `metadata`). */
export interface MappedRecord {
  dataType: BillingDataType;
  body: { id: string; createdDate?: string | undefined; sourceModifiedDate?: string | undefined } & Record<
    string,
    unknown
  >;
}

/** Items joined to a root, by list name. A list that found nothing is an empty array. */
export type Joined = Readonly<Record<string, readonly SourceItem[]>>;

export interface Derivation {
  /** The list whose every item is the root of zero or more records. */
  readonly root: string;
  readonly produces: readonly BillingDataType[];
  /** Joined lists, resolved in order: later ones may use what earlier ones found. */
  readonly joins: readonly Join[];
  /** Pure: no I/O, no clock. */
  map(root: SourceItem, joined: Joined): readonly MappedRecord[];
}

export interface Join {
  readonly list: string;
  /** Which column of the joined list the keys are for. */
  readonly on: "id" | "joinKey";
  /** Keys to look up for this root. */
  keys(root: SourceItem, joined: Joined): readonly string[];
  /**
   * Which roots an added, changed or deleted item of the joined list touches: their ids, or `"all"` when the item is
   * shared by many (a catalogue price): all of them are mapped again from the store.
   */
  touches(item: SourceItem): readonly string[] | "all";
}
