import { toInstant, toLocalDate } from "../../../model/dates.js";
import { decimalToNumber, parseDecimal, type Rational } from "../../../model/money.js";
import type { FieldKinds, Unread } from "../wire/fields.js";

/**
 * Readers of wire fields, one per kind. Each answers undefined for null, for an absent field and for anything that is not
 * what the field should hold: a bad field is missing, it never throws and is never guessed at.
 */
type Field<K extends keyof FieldKinds> = Unread<K> | null | undefined;

/** Text; blank text counts as absent, as Maxio sends `""` and null alike. A number in its place is taken as text. */
export function text(field: Field<"text">): string | undefined {
  const value: unknown = field;
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  return typeof value === "number" ? String(value) : undefined;
}

/** An id as opaque text; a number beyond 2^53 has been rounded on the way and would name another record. */
export function id(field: Field<"id">): string | undefined {
  const value: unknown = field;
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The raw spelling of an enum value. */
export function spelling(field: Field<"enum">): string | undefined {
  return typeof field === "string" && field !== "" ? field : undefined;
}

/** What a table says of an enum value; `fallback` for a value that is absent or not listed. */
export function choose<T, const F>(table: Readonly<Record<string, T>>, field: Field<"enum">, fallback: F): T | F {
  const value = spelling(field);
  return value !== undefined && Object.hasOwn(table, value) ? (table[value] ?? fallback) : fallback;
}

/** The same of a field that may be absent: absent stays absent, and a value that is not listed is Unknown. */
export function chooseIfGiven<T>(table: Readonly<Record<string, T>>, field: Field<"enum">): T | "Unknown" | undefined {
  return spelling(field) === undefined ? undefined : choose(table, field, "Unknown");
}

/** A boolean; Maxio also spells them `"true"`, `"false"`, 1 and 0. */
export function flag(field: Field<"flag">): boolean | undefined {
  const value: unknown = field;
  if (typeof value === "boolean") return value;
  if (value === "true" || value === 1) return true;
  return value === "false" || value === 0 ? false : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  if (typeof value === "string" && value !== "") return wholeNumber(decimalToNumber(value));
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** A whole number, sent as a number or as text. */
export function integer(field: Field<"integer">): number | undefined {
  return wholeNumber(field);
}

/**
 * Minor units: a whole number. `"49.00"` is refused: whoever writes a point means major units, and taking them for cents
 * would make a hundredth of an amount.
 */
export function cents(field: Field<"cents">): number | undefined {
  const value: unknown = field;
  return typeof value === "string" && value.includes(".") ? undefined : wholeNumber(value);
}

/** The decimal as a JSON number with every digit it came with; for amounts that are passed on and not computed with. */
export function decimal(field: Field<"decimal">): number | undefined {
  const value: unknown = field;
  return typeof value === "string" || typeof value === "number" ? decimalToNumber(value) : undefined;
}

/** The decimal exactly, to compute with. */
export function exact(field: Field<"decimal">): Rational | undefined {
  const value: unknown = field;
  return typeof value === "string" || typeof value === "number" ? parseDecimal(value) : undefined;
}

/** The instant in UTC. */
export function instant(field: Field<"timestamp">): string | undefined {
  return typeof field === "string" ? toInstant(field) : undefined;
}

/** The site-local date, unqualified. */
export function localDate(field: Field<"date">): string | undefined {
  return typeof field === "string" ? toLocalDate(field) : undefined;
}

/** A currency code, upper case. */
export function currency(field: Field<"enum">): string | undefined {
  const value: unknown = field;
  return typeof value === "string" && value.length === 3 ? value.toUpperCase() : undefined;
}

/** The text values of a list of scalars. */
export function texts(list: readonly unknown[] | null | undefined): string[] {
  if (list == null) return [];
  return list.filter((value): value is string => typeof value === "string" && value !== "");
}

/** The objects of a list; whatever else stood in it is skipped. */
export function elements<T>(list: readonly (T | null | undefined)[] | null | undefined): readonly T[] {
  if (list == null) return [];
  const present = (value: T | null | undefined): value is T => value != null;
  return list.every(present) ? list : list.filter(present);
}

/** The list, when there is anything in it. */
export function nonEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
