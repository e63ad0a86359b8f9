import { hash } from "node:crypto";
import { billingTypes } from "../model/billing/index.js";
import { dateKey } from "../query/dates.js";
import { valuesOf } from "./record-columns.js";
import type { RecordRow, StoredValue } from "./tables.js";
import { cleanText } from "./text.js";

/** A record as it was mapped, before the store's own fields. */
export interface RecordDraft {
  dataType: string;
  /** List and id of the source item; empty for a record that many items make alike. */
  rootId: string;
  body: { id: string; sourceModifiedDate?: string | undefined };
}

/** Everything of a record but when it changed. */
export interface RecordContent extends RecordDraft {
  /** The body as JSON with the store's fields, except `modifiedDate`. */
  json: string;
  contentHash: string;
  isDeleted: boolean;
}

/** A record as it is written: its row, and the values it is found by. */
export interface NewRecord extends RecordRow {
  /** In the order of its data type's layout. */
  values: StoredValue[];
}

/** Puts the store's fields on a mapped record. Records of a billing data type tell their connection, Codat's do not. */
export function recordContent(connectionId: string, draft: RecordDraft, isDeleted = false): RecordContent {
  const { id, ...rest } = draft.body;
  const owner = draft.dataType in billingTypes ? { connectionId } : {};
  const json = storable(JSON.stringify({ id, ...owner, ...rest, metadata: { isDeleted } }));
  return { ...draft, json, contentHash: hash("sha256", json, "base64url"), isDeleted };
}

/** The content of a stored record, marked as deleted. */
export function deletedContent(row: RecordRow): RecordContent {
  const { modifiedDate: _, metadata: __, connectionId: ___, ...body } = JSON.parse(row.body);
  return recordContent(row.connection_id, { dataType: row.data_type, rootId: row.root_id, body }, true);
}

/** @param modifiedDate when the content changed. */
export function recordRow(connectionId: string, content: RecordContent, modifiedDate: Date): NewRecord {
  const { dataType, body, json } = content;
  const instant = modifiedDate.toISOString();
  return {
    connection_id: connectionId,
    data_type: dataType,
    id: body.id,
    root_id: content.rootId,
    body: `${json.slice(0, -1)},"modifiedDate":"${instant}"}`,
    content_hash: content.contentHash,
    modified_date: instant.slice(0, -1),
    source_modified_date: (body.sourceModifiedDate && dateKey(body.sourceModifiedDate)) || null,
    is_deleted: content.isDeleted ? 1 : 0,
    values: valuesOf(dataType, {
      ...body,
      modifiedDate: instant,
      metadata: { isDeleted: content.isDeleted },
    }),
  };
}

/**
 * PostgreSQL's JSON functions refuse an escaped NUL and half of a surrogate pair, and would fail every query that
 * touches the record: NUL is left out, half a pair becomes the replacement character.
 */
function storable(json: string): string {
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(JSON.parse(json), (_, value) => {
    if (typeof value === "string") return cleanText(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), inner]));
  });
}
