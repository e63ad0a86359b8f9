import { z } from "zod";

/**
 * Kinds of field Maxio sends. A wire schema keeps the fields it names and looks into none of them: every field may be
 * null, absent or of another type than documented, and none of that may lose the record. The mapper looks, with the
 * reader of the same kind (`map/read.ts`); that a field of one kind is not read as another is checked by the compiler, so
 * that minor units never pass for major ones.
 */
export interface FieldKinds {
  /** An id of another record: an integer, a string in newer models. */
  id: string;
  text: string;
  /** An enum: open, so an unlisted value is no error. */
  enum: string;
  flag: boolean;
  /** A count, as a number or a string. */
  integer: number;
  /** Money in minor units (`*_in_cents`): an integer, or a string of one. */
  cents: number;
  /** A decimal number in major units or without a unit: a string (`"208.69341779"`) or a JSON number. */
  decimal: string;
  /** ISO 8601 with an offset, in the site's time zone. */
  timestamp: string;
  /** `YYYY-MM-DD`, in the site's time zone. */
  date: string;
}

declare const kind: unique symbol;

/** A field nobody has looked into yet: it may hold anything JSON can. */
export interface Unread<K extends keyof FieldKinds> {
  readonly [kind]?: K;
}

function unread<K extends keyof FieldKinds>() {
  return z.unknown().optional() as z.ZodOptional<z.ZodType<Unread<K> | null | undefined>>;
}

export const id = unread<"id">();
export const text = unread<"text">();
export const enumeration = unread<"enum">();
export const flag = unread<"flag">();
export const integer = unread<"integer">();
export const cents = unread<"cents">();
export const decimal = unread<"decimal">();
export const timestamp = unread<"timestamp">();
export const date = unread<"date">();

/**
 * What a record is found by: the one thing it cannot do without. An integer beyond 2^53 has already been rounded by
 * `JSON.parse` and is refused rather than taken for another record's.
 */
export const key = z.union([z.int(), z.string().min(1)], { error: "must be an integer below 2^53 or a string" });

/** A nested object; anything else in its place counts as absent. */
export function nested<T extends z.ZodType>(schema: T) {
  return schema.nullish().catch(undefined);
}

/** A list of nested objects; an element that is none is skipped by the mapper, anything but a list counts as absent. */
export function listOf<T extends z.ZodType>(schema: T) {
  return z.array(nested(schema)).nullish().catch(undefined);
}

/** A list of scalars. */
export const scalars = z.array(z.unknown()).nullish().catch(undefined);
