import type { Metadata } from "../wire/metadata.js";
import { id, instant, text } from "./read.js";

/** A custom field, as metadata or as an invoice carries it. */
type CustomField = Pick<Metadata, "name" | "value"> & Partial<Pick<Metadata, "metafield_id" | "deleted_at">>;

type Content = Record<string, Record<string, unknown>>;

/**
 * Facts of Maxio that the standard model has no field for, and the merchant's custom fields. Absent when there are none;
 * fields that are undefined are left out.
 */
export function supplementalData(
  maxio: Record<string, unknown>,
  metadata: readonly CustomField[] = [],
): { content: Content } | undefined {
  const content: Content = {};
  const known = facts(maxio);
  if (known !== undefined) content["maxio"] = known;
  if (metadata.length > 0) {
    const fields = customFields(metadata);
    if (fields.length > 0) content["customFields"] = Object.fromEntries(fields);
  }
  return known === undefined && content["customFields"] === undefined ? undefined : { content };
}

/** An object without its undefined fields; undefined when nothing is left. */
export function facts(fields: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  let known: Record<string, unknown> | undefined;
  for (const name in fields) {
    if (fields[name] === undefined) continue;
    known ??= {};
    known[name] = fields[name];
  }
  return known;
}

/** Custom fields by name, in the order of their names, so that a re-read makes the same record. */
function customFields(metadata: readonly CustomField[]): [string, string][] {
  const fields: [string, string][] = [];
  for (const item of metadata) {
    const name = text(item.name) ?? id(item.metafield_id);
    const value = text(item.value);
    if (name !== undefined && value !== undefined && instant(item.deleted_at) === undefined) fields.push([name, value]);
  }
  return fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
