/** Reading Maxio's query parameters; what cannot be understood is a 422 that names the parameter. */
import { DAY, fromWallClock, type Millis, SECOND, type ZoneName } from "../core/zone.js";
import { unprocessable } from "./answer.js";
import type { Query } from "./query.js";

export function oneOf<T extends string>(query: Query, key: string, allowed: readonly T[]): T | undefined {
  const value = query.one(key);
  if (value === undefined) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw unprocessable(`${key}: must be one of ${allowed.join(", ")}`);
  return found;
}

export function flag(query: Query, key: string): boolean {
  const value = query.one(key);
  return value === "true" || value === "1";
}

export function idList(query: Query, key: string): number[] | undefined {
  const values = query.many(key);
  if (values.length === 0) return undefined;
  return values.map((value) => wholeNumber(value, key));
}

export function wholeNumber(value: string, key: string): number {
  if (!/^\d+$/.test(value)) throw unprocessable(`${key}: must be an integer`);
  return Number(value);
}

export type Direction = "asc" | "desc";

export function direction(query: Query, standard: Direction): Direction {
  return oneOf(query, "direction", ["asc", "desc"]) ?? standard;
}

/** A filter on one date field, both ends included. */
export interface DateRange {
  field: string;
  from: Millis;
  to: Millis;
}

/** The filter that a range on `created_at` or `updated_at` is; none when no range is asked for. */
export function datesWithin<R extends { createdAt: Millis; updatedAt: Millis }>(
  query: Query,
  zone: ZoneName,
  rules: DateRules,
): ((row: R) => boolean)[] {
  const range = dateRange(query, zone, rules);
  if (!range) return [];
  const field = range.field === "updated_at" ? "updatedAt" : "createdAt";
  return [(row) => row[field] >= range.from && row[field] <= range.to];
}

export interface DateRules {
  fields: readonly [string, ...string[]];
  /** What `start_date` means when `date_field` is not given; the first field unless said otherwise. */
  standard?: string;
  /** Some lists only know their date filter inside `filter[…]`. */
  inFilter?: boolean;
  /** Fields that `start_datetime` and `end_datetime` may be used with; all unless said otherwise. */
  datetimeFields?: readonly string[];
}

/** Maxio's date filter family. The `_datetime` twins override the `_date` ones. */
export function dateRange(query: Query, zone: ZoneName, rules: DateRules): DateRange | undefined {
  const name = (key: string) => (rules.inFilter ? `filter[${key}]` : key);
  const field = oneOf(query, name("date_field"), rules.fields) ?? rules.standard ?? rules.fields[0];
  const startDate = query.one(name("start_date"));
  const endDate = query.one(name("end_date"));
  const startDatetime = query.one(name("start_datetime"));
  const endDatetime = query.one(name("end_datetime"));
  if ([startDate, endDate, startDatetime, endDatetime].every((value) => value === undefined)) return undefined;
  const hasDatetime = startDatetime !== undefined || endDatetime !== undefined;
  if (hasDatetime && rules.datetimeFields && !rules.datetimeFields.includes(field)) {
    throw unprocessable(`${name("start_datetime")}: only with date_field ${rules.datetimeFields.join(" or ")}`);
  }
  const from =
    startDatetime !== undefined
      ? datetime(startDatetime, zone, name("start_datetime"))
      : startDate !== undefined
        ? day(startDate, zone, name("start_date"))
        : Number.NEGATIVE_INFINITY;
  const to =
    endDatetime !== undefined
      ? datetime(endDatetime, zone, name("end_datetime"))
      : endDate !== undefined
        ? endOfDay(endDate, zone, name("end_date"))
        : Number.POSITIVE_INFINITY;
  return { field, from, to };
}

/** Midnight at the start of a site-local day. */
export function day(text: string, zone: ZoneName, key: string): Millis {
  return fromWallClock(zone, wallDay(text, key));
}

/** The last second of a site-local day. */
export function endOfDay(text: string, zone: ZoneName, key: string): Millis {
  return fromWallClock(zone, wallDay(text, key) + DAY) - SECOND;
}

function wallDay(text: string, key: string): Millis {
  const wall = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(wall)) throw unprocessable(`${key}: must be a date, YYYY-MM-DD`);
  return wall;
}

/**
 * `YYYY-MM-DD HH:MM:SS` in the site's time zone, or with a zone of its own (`Z`, `-05:00`, ` -0500`, ` UTC`).
 * An unencoded `+` arrives as a space and is refused rather than guessed at.
 */
function datetime(text: string, zone: ZoneName, key: string): Millis {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)? ?(Z|UTC|[+-]\d{2}:?\d{2})?$/.exec(text);
  const wall = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
  if (!match || Number.isNaN(wall)) throw unprocessable(`${key}: must be a date and time, YYYY-MM-DD HH:MM:SS`);
  const offset = match[3];
  if (offset === undefined) return fromWallClock(zone, wall);
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(offset);
  if (!parts) return wall;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  return wall - (parts[1] === "-" ? -1 : 1) * minutes * 60 * SECOND;
}
