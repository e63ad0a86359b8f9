import type { Metadata } from "../wire/metadata.js";
import { id, instant, text } from "./read.js";

type Content = Record<string, Record<string, unknown>>;

/**
 * Facts of Maxio that the standard model has no field for, and the merchant's custom fields. Absent when there are none;
 * fields that are undefined are left out.
 */
export function supplementalData(
  maxio: Record<string, unknown>,
  metadata: readonly Metadata[] = [],
): { content: Content } | undefined {
  const content: Content = {};
  const facts = Object.entries(maxio).filter(([, value]) => value !== undefined);
  if (facts.length > 0) content["maxio"] = Object.fromEntries(facts);
  const fields = customFields(metadata);
  if (fields.length > 0) content["customFields"] = Object.fromEntries(fields);
  return facts.length + fields.length === 0 ? undefined : { content };
}

/** Custom fields by name, in the order of their names, so that a re-read makes the same record. */
function customFields(metadata: readonly Metadata[]): [string, string][] {
  const fields: [string, string][] = [];
  for (const item of metadata) {
    const name = text(item.name) ?? id(item.metafield_id);
    const value = text(item.value);
    if (name !== undefined && value !== undefined && instant(item.deleted_at) === undefined) fields.push([name, value]);
  }
  return fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** An object without its undefined fields; undefined when nothing is left. */
export function facts(fields: Record<string, unknown>): Record<string, unknown> | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
