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
  versions: VersionRow;
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
}

/** How far a list of a connection has been read. */
export interface CursorRow {
  connection_id: string;
  list: string;
  /** The run in progress, null between runs. Rows a full run has seen carry its id. */
  run_id: string | null;
  /** Whether the run in progress reads everything. */
  is_full: number;
  /** Position after the last page committed by the run in progress. */
  resume: string | null;
  /** The source's clock when the run in progress began: the next watermark. */
  run_started: string | null;
  /** Everything the source changed before this instant has been read. */
  watermark: string | null;
  /** When everything was last read. */
  last_full: string | null;
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
  /** 1 while records must be derived from it again. */
  is_dirty: number;
  is_deleted: number;
}

/** A standardized record: `body` is the finished JSON that is served. */
export interface RecordRow {
  connection_id: string;
  data_type: string;
  id: string;
  /** The source item it was derived from. */
  root_id: string;
  body: string;
  /** Hash of the body without `modifiedDate`. */
  content_hash: string;
  modified_date: string;
  source_modified_date: string | null;
  is_deleted: number;
  /** Promoted properties, for filters and ordering; which property each holds is told per data type. */
  status: string | null;
  customer_id: string | null;
  record_date: string | null;
  amount: number | null;
}

/** Counts the commits that changed a data type of a connection: the cache key and ETag of everything read from it. */
export interface VersionRow {
  connection_id: string;
  data_type: string;
  version: number;
}
