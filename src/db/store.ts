import type { ConnectionStatus } from "../model/platform/connection.js";
import type { Filter, Order } from "../query/ast.js";
import type { Changes } from "./changes.js";
import type { ApiKeyRow, CompanyRow, ConnectionRow, DatasetRow, IdempotencyKeyRow, WebhookRow } from "./tables.js";

/** The store as the HTTP layer and the process see it; sync uses further repositories that stay inside `db` and `sync`. */
export interface Store {
  readonly companies: Companies;
  readonly connections: Connections;
  readonly datasets: Datasets;
  readonly records: Records;
  readonly facts: Facts;
  readonly firstAnswers: FirstAnswers;
  readonly apiKeys: ApiKeys;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly webhooks: Webhooks;
  readonly changes: Pick<Changes, "count">;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface ListOptions {
  filter?: Filter;
  order?: Order;
  offset: number;
  limit: number;
}

export interface Listed<T> {
  rows: T[];
  /** Rows in all pages, after the filter. */
  total: number;
}

export interface Companies {
  create(input: {
    id?: string;
    name: string;
    description?: string;
    tags?: Record<string, string>;
  }): Promise<CompanyRow>;
  find(id: string): Promise<CompanyRow | undefined>;
  list(options: ListOptions): Promise<Listed<CompanyRow>>;
  update(
    id: string,
    input: { name?: string; description?: string | null; tags?: Record<string, string> },
  ): Promise<CompanyRow | undefined>;
  /** Deletes the company with its connections and everything read through them. */
  delete(id: string): Promise<boolean>;
}

export interface Connections {
  create(input: { id?: string; companyId: string; platformKey: string }): Promise<ConnectionRow>;
  find(companyId: string, id: string): Promise<ConnectionRow | undefined>;
  ofCompany(companyId: string): Promise<ConnectionRow[]>;
  ofCompanies(companyIds: readonly string[]): Promise<ConnectionRow[]>;
  list(companyId: string, options: ListOptions): Promise<Listed<ConnectionRow>>;
  /**
   * Stores sealed credentials and marks the connection Linked. `sourceInfo` is JSON; when its `sourceAccountId` is not
   * the one stored, everything read through the connection is deleted, so that two accounts are never mixed.
   */
  link(id: string, input: { sealedCredentials: string; sourceInfo: string }): Promise<void>;
  /** `Unlinked` also forgets the credentials. */
  setStatus(
    id: string,
    status: ConnectionStatus,
    error?: { statusCode: string; statusText: string; errorMessage: string },
  ): Promise<void>;
  /** The source did not let us in with the credentials that were offered. Changes nothing; webhooks are told. */
  refused(id: string): Promise<void>;
  setProxyEnabled(id: string, enabled: boolean): Promise<void>;
  /** Deletes the connection and everything read through it. */
  delete(id: string): Promise<boolean>;
}

export interface Datasets {
  /** The latest and the latest successful dataset of every data type of a company's connections. */
  statusOf(
    companyId: string,
  ): Promise<{ connectionId: string; dataType: string; latest: DatasetRow; latestSuccessful?: DatasetRow }[]>;
  find(companyId: string, id: string): Promise<DatasetRow | undefined>;
  list(companyId: string, options: ListOptions): Promise<Listed<DatasetRow>>;
}

/** What a read covers, found without touching the records. */
export interface Scope {
  connections: readonly { id: string; status: ConnectionStatus; platformKey: string }[];
  /** Changes exactly when a commit changed a record in this scope: for cache keys and ETags. */
  version: string;
}

export interface Records {
  /**
   * The connections of a company (or the one asked for) and the version of a data type over them; undefined when the
   * company, or that connection of it, does not exist. Called for every read, so it is cheap: on SQLite, where one process
   * owns the file, it is answered from memory until something changes.
   */
  scope(companyId: string, dataType: string, connectionId?: string): Promise<Scope | undefined>;
  /**
   * One page of finished record bodies (JSON text), ordered by the given property, then by connection and id; a descending
   * order is the ascending one reversed.
   */
  page(connectionIds: readonly string[], dataType: string, options: ListOptions): Promise<Listed<string>>;
  /** The records with this id, at most one a connection. */
  find(
    connectionIds: readonly string[],
    dataType: string,
    id: string,
  ): Promise<{ connectionId: string; body: string }[]>;
}

/** Compact extracts of records, for metrics that are computed over all of them. */
export interface Facts {
  /**
   * All facts of a kind by id, in chunks: each the text of a JSON array of some of them. The event loop is free between
   * two chunks.
   */
  read(connectionId: string, kind: string): AsyncIterable<string>;
  /**
   * What a sync has made of all facts of a kind, in its parts (JSON); undefined when none was made, or not in this layout,
   * or the data type has changed since.
   */
  condensed(connectionId: string, what: CondensedKind): Promise<readonly string[] | undefined>;
}

/** What is made of all facts of a kind, which are those of one data type; the version is that of its layout. */
export interface CondensedKind {
  readonly kind: string;
  readonly dataType: string;
  readonly version: number;
}

/** The first answers to questions whose answers should not change. */
export interface FirstAnswers {
  find(connectionId: string, question: string): Promise<FirstAnswer | undefined>;
  /**
   * Keeps an answer, unless there is one. At most some `limit` answers of a connection are kept: of more the oldest are
   * forgotten, and all of them when the connection is linked to another account.
   */
  keep(connectionId: string, question: string, answer: FirstAnswer, limit: number): Promise<void>;
}

export interface FirstAnswer {
  /** The instant of the data, UTC. */
  asOf: string;
  /** When it was computed, UTC by our clock. */
  seen: string;
  digest: string;
  figures?: string | undefined;
}

/** Keys that callers made. Their digests are all that is stored. */
export interface ApiKeys {
  /**
   * Every key. Asked for with requests, so it is answered from memory: on SQLite until one is made or deleted, on
   * PostgreSQL for a second; the same array stands for the same keys.
   */
  list(): Promise<readonly ApiKeyRow[]>;
  /** Returns undefined when there are `limit` keys already. */
  create(
    input: { name?: string; digest: string; companyIds?: readonly string[] },
    limit: number,
  ): Promise<ApiKeyRow | undefined>;
  delete(id: string): Promise<boolean>;
}

/** Requests that carried an `Idempotency-Key`. */
export interface IdempotencyKeys {
  /**
   * Takes an id, for the one of many that ask at the same time; returns what is known of it when it is taken. Those
   * claimed before `keepSince`, those not answered and claimed before `abandonedBefore` and, roughly, the oldest beyond
   * `maxKeys` are forgotten.
   */
  claim(input: {
    id: string;
    bodyHash: string;
    now: Date;
    keepSince: Date;
    abandonedBefore: Date;
    maxKeys: number;
  }): Promise<IdempotencyKeyRow | undefined>;
  /** Stores the answer of a claim, unless somebody has taken it over. */
  answer(id: string, claimed: Date, input: { status: number; sealedAnswer: string }): Promise<void>;
  /** Gives a claim back. */
  release(id: string, claimed: Date): Promise<void>;
}

/** The endpoints that are told of events. */
export interface Webhooks {
  list(): Promise<WebhookRow[]>;
  /** Absent types or tags stand for all. Returns undefined when there are `limit` webhooks already. */
  create(
    input: {
      id: string;
      url: string;
      isDisabled: boolean;
      eventTypes: readonly string[] | undefined;
      companyTags: readonly string[] | undefined;
      sealedSecret: string;
    },
    limit: number,
  ): Promise<WebhookRow | undefined>;
  /** What waits to be delivered goes with it. */
  delete(id: string): Promise<boolean>;
  outbox(): Promise<Outbox>;
}

/** How the webhooks and what is to be sent to them stand. */
export interface Outbox {
  enabled: number;
  disabled: number;
  /** Deliveries that wait, those under way included. */
  waiting: number;
  /** When the next one is due, which may be long ago; undefined without any. */
  nextDue: Date | undefined;
}
