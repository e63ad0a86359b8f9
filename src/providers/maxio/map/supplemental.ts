import { inTextOrder } from "../../../model/text-order.js";
import type { Metadata, Metafield } from "../wire/metadata.js";
import { choose, id, instant, text, texts } from "./read.js";

/** A custom field, as metadata or as an invoice carries it. */
type CustomField = Pick<Metadata, "name" | "value"> & Partial<Pick<Metadata, "metafield_id" | "deleted_at">>;

type Content = Record<string, Record<string, unknown>>;

/**
 * Facts of Maxio that the standard model has no field for, and the merchant's custom fields with what is known of their
 * definitions. Absent when there are none; fields that are undefined are left out.
 */
export function supplementalData(
  maxio: Record<string, unknown>,
  metadata: readonly CustomField[] = [],
  metafields: readonly Metafield[] = [],
): { content: Content } | undefined {
  const content: Content = {};
  const known = facts(maxio);
  if (known !== undefined) content["maxio"] = known;
  if (metadata.length > 0) {
    const definitions = new Map(metafields.map((metafield) => [String(metafield.id), metafield]));
    const fields = customFields(metadata, definitions);
    if (fields.length > 0) {
      content["customFields"] = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
      const defined = fields.flatMap(({ name, metafield }) => (metafield ? [[name, definition(metafield)]] : []));
      if (defined.length > 0) content["customFieldDefinitions"] = Object.fromEntries(defined);
    }
  }
  return Object.keys(content).length === 0 ? undefined : { content };
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

/** Custom fields in the order of their names, so that a re-read makes the same record. */
function customFields(metadata: readonly CustomField[], definitions: ReadonlyMap<string, Metafield>) {
  const fields: { name: string; value: string; metafield: Metafield | undefined }[] = [];
  for (const item of metadata) {
    const metafield = definitions.get(id(item.metafield_id) ?? "");
    const name = text(item.name) ?? text(metafield?.name) ?? id(item.metafield_id);
    const value = text(item.value);
    if (name !== undefined && value !== undefined && instant(item.deleted_at) === undefined) {
      fields.push({ name, value, metafield });
    }
  }
  return fields.sort((a, b) => inTextOrder(a.name, b.name));
}

const inputTypes = { balance_tracker: "BalanceTracker", text: "Text", radio: "Radio", dropdown: "Dropdown" } as const;

function definition(metafield: Metafield): Record<string, unknown> {
  const choices = texts(Array.isArray(metafield.enum) ? metafield.enum : [metafield.enum]);
  return {
    id: String(metafield.id),
    // Maxio's own default.
    type: metafield.input_type == null ? "Text" : choose(inputTypes, metafield.input_type, "Unknown"),
    ...(choices.length > 0 && { choices }),
  };
}
