import type { Generated } from "kysely";
import type { ConnectionStatus } from "../model/platform/connection.js";
import type { DatasetStatus } from "../model/platform/dataset.js";

/**
 * The tables, alike on SQLite and PostgreSQL. Every value is text or a safe integer: instants are UTC ISO text, flags
 * are 0 or 1, JSON is text that is stored as it will be sent.
 */
export interface Tables {
  companies: CompanyRow;
  connections: ConnectionRow;
  datasets: DatasetRow;
  cursors: CursorRow;
  sources: SourceRow;
  records: RecordRow;
  record_sets: RecordSetTable;
  record_values: RecordValueRow;
  facts: FactRow;
  fact_versions: FactVersionRow;
  condensed_facts: CondensedFactsRow;
  versions: VersionRow;
  first_answers: FirstAnswerRow;
  api_keys: ApiKeyRow;
  idempotency_keys: IdempotencyKeyRow;
  webhooks: WebhookRow;
  deliveries: DeliveryRow;
}

export interface CompanyRow {
  id: string;
  name: string;
  description: string | null;
  /** JSON object of text values. */
  tags: string | null;
  created_date: string;
}

export interface ConnectionRow {
  id: string;
  company_id: string;
  platform_key: string;
  status: ConnectionStatus;
  created_date: string;
  /** Sealed with AES-256-GCM; bound to company and connection, so a row moved elsewhere does not open. */
  sealed_credentials: string | null;
  /** JSON object: name and facts of the linked source. */
  source_info: string | null;
  proxy_enabled: number;
  last_sync: string | null;
  /** JSON array of Codat `dataConnectionErrors`. */
  errors: string | null;
}

/** One sync run of one data type: Codat's pull operation, and our job queue. */
export interface DatasetRow {
  id: string;
  company_id: string;
  connection_id: string;
  data_type: string;
  status: DatasetStatus;
  status_description: string | null;
  error_message: string | null;
  requested: string;
  completed: string | null;
  progress: number;
  /** A list read since this instant (our clock) is fresh enough for this run and is not read again. */
  fresh_after: string;
  /** 0 until webhooks were told of its end. */
  is_announced: number;
}

/** How far a list of a connection has been read. */
export interface CursorRow {
  connection_id: string;
  list: string;
  /** The run in progress, null between runs. Rows a full run has seen carry its id. */
  run_id: string | null;
  /** When the run in progress began, by our clock. */
  begun: string | null;
  /** Whether the run in progress reads everything. */
  is_full: number;
  /** 0 once the run in progress met an element it could not identify: absence then proves nothing. */
  can_sweep: number;
  /** Position after the last page committed by the run in progress. */
  resume: string | null;
  /** The source's clock when the run in progress began: the next watermark. */
  run_started: string | null;
  /** Everything the source changed before this instant has been read. */
  watermark: string | null;
  /** When the last finished full run began, by our clock. */
  last_full: string | null;
  /** When the last finished run began, by our clock. */
  last_read: string | null;
  /** JSON array of the ids of elements that could not be read and so are missing or out of date; "" stands for no id. */
  rejected: string | null;
  /**
   * Not null while every root of this list must be derived again (a shared item changed): those after this id are
   * still to do, in id order.
   */
  redo_after: string | null;
}

/** An upstream element as it was read, cut down to the fields we use. */
export interface SourceRow {
  connection_id: string;
  list: string;
  id: string;
  join_key: string | null;
  body: string;
  content_hash: string;
  modified_date: string | null;
  /** The last full run that saw it. */
  run_id: string | null;
  derive_state: DeriveState;
  is_deleted: number;
}

/**
 * How records stand to the element they are derived from: 0 when they are made of it as it is, 1 when they must be derived
 * again, 2 when that failed: then the records it was derived to before are still served.
 */
export type DeriveState = 0 | 1 | 2;

/** A standardized record: `body` is the finished JSON that is served. */
export interface RecordRow {
  connection_id: string;
  data_type: string;
  id: string;
  /** List and id of the source item it was derived from, `subscriptions:15100141`. */
  root_id: string;
  body: string;
  /** Hash of the body without `modifiedDate`. */
  content_hash: string;
  /** As `dateKey` makes them, so that text order is time order: `2026-05-01T12:00:00.000`. */
  modified_date: string;
  source_modified_date: string | null;
  is_deleted: number;
}

/** The records of a connection and data type, as a small number: what `record_values` is sorted by. */
export interface RecordSetRow {
  id: number;
  connection_id: string;
  data_type: string;
  /** Fingerprint of the layout its values are stored in. */
  layout: string;
}

type RecordSetTable = Omit<RecordSetRow, "id"> & { id: Generated<number> };

/**
 * The properties of records, in columns that filters and orders compare; `record-columns.ts` tells which property each
 * holds. A table of its own, without the bodies, because it is gone through whole.
 */
export type RecordValueRow = { set_id: number; id: string } & { [column in ValueColumn]?: StoredValue };

export type ValueColumn = "customer_id" | "record_date" | "modified_date" | `n${number}` | `t${number}`;

export type StoredValue = string | number | null;

/** What metrics need of a record, made anew whenever the record is written: much smaller than the record. */
export interface FactRow {
  connection_id: string;
  kind: string;
  /** The record's id. */
  id: string;
  /** JSON in a layout that is the business of whoever made it. */
  body: string;
}

/** The layout that all facts of a kind are stored in. */
export interface FactVersionRow {
  kind: string;
  version: number;
}

/** A part of what was made of all facts of a kind together. */
export interface CondensedFactsRow {
  connection_id: string;
  kind: string;
  /** From 0, in the order they were made. */
  part: number;
  /** The layout of the body: the business of whoever made it. */
  layout: number;
  /** The version of the data type that the facts were of: at another it says nothing. */
  data_version: number;
  body: string;
}

/**
 * Grows with every commit that changed a data type of a connection: the cache key and ETag of everything read from it.
 * Starts at the time it was made in milliseconds, so that a database made anew does not repeat old versions.
 */
export interface VersionRow {
  connection_id: string;
  data_type: string;
  version: number;
}

/** The first answer to a question about a connection: later ones are compared with it. */
export interface FirstAnswerRow {
  connection_id: string;
  /** Digest of what was asked. */
  question: string;
  /** The instant of the data it was answered from. */
  as_of: string;
  /** When, by our clock, it was computed: what changed later is not in it. */
  seen: string;
  /** Of the figures. */
  digest: string;
  /** JSON in a layout that is the business of whoever keeps it; null where there are too many. */
  figures: string | null;
}

/** An API key made by a caller, beside those of the configuration. */
export interface ApiKeyRow {
  id: string;
  name: string | null;
  /** SHA-256 of the key, which itself is stored nowhere. */
  digest: string;
  /** JSON array of the companies the key is for; null for all. */
  company_ids: string | null;
  created_date: string;
}

/** A request that carried an `Idempotency-Key`, and its answer once there is one. */
export interface IdempotencyKeyRow {
  /** Hash of caller, operation and key. */
  id: string;
  body_hash: string;
  claimed: string;
  /** Null while the first request is in flight. */
  status: number | null;
  /** Sealed JSON of headers and body: some answers hold a secret that is shown once. */
  sealed_answer: string | null;
}

/** An endpoint that wants to be told of events. */
export interface WebhookRow {
  id: string;
  url: string;
  is_disabled: number;
  /** JSON array; null for every type. */
  event_types: string | null;
  /** JSON array of `key:value`; null for every company. */
  company_tags: string | null;
  /** Sealed; bound to the webhook. */
  sealed_secret: string;
  /** Since when no delivery has succeeded. */
  failing_since: string | null;
  created_date: string;
}

/** An event that is still to be delivered to a webhook. */
export interface DeliveryRow {
  event_id: string;
  webhook_id: string;
  event_type: string;
  /** When to try next. Whoever takes it to try moves this on first, so that nobody else does. */
  due: string;
  attempts: number;
  /** The request body, as it will be sent and signed. */
  body: string;
}
