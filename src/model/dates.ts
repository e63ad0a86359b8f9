import { z } from "zod";
import { isoFromRuby } from "./ruby-dates.js";

/**
 * An instant in UTC, `2026-05-01T12:00:00Z`; where it has a fraction, that has at least three digits (`.123Z`), so that
 * instants compare as text once `Z` is off and `.000` is on.
 */
export const Instant = z.string().meta({ format: "date-time", examples: ["2026-05-01T12:00:00Z"] });

/**
 * A calendar date in the business's own time zone, which the source does not tell: no zone is claimed,
 * `2026-05-01T00:00:00`, as Codat does.
 */
export const LocalDate = z.string().meta({ format: "date-time-local", examples: ["2026-05-01T00:00:00"] });

/**
 * The same instant in UTC to the second, `2026-05-01T16:00:00Z`, of an ISO 8601 timestamp such as
 * `2026-05-01T12:00:00-04:00` or `2026-05-01 12:00:00 -0400`, or of one as Ruby has printed it over the years (see
 * `ruby-dates.ts`). Fractions of a second are cut off, so that instants compare as text.
 *
 * Undefined for anything that is not an instant: no zone, a date alone, a day that does not exist. Nothing is guessed.
 */
export function toInstant(text: string): string | undefined {
  const instant = fromIso(text);
  if (instant !== undefined) return instant;
  const iso = isoFromRuby(text);
  return iso === undefined ? undefined : fromIso(iso);
}

/** Works on digits, without `Date`: this runs a dozen times per record. */
function fromIso(text: string): string | undefined {
  const separator = text.charCodeAt(10);
  if (separator !== T && separator !== SPACE && separator !== t) return undefined;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON || !isDate(text)) return undefined;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  const offset = offsetMinutes(text, afterFraction(text));
  if (offset === undefined) return undefined;
  const clock = hour * 60 + minute - offset;
  const shift = clock < 0 ? -1 : clock >= 1440 ? 1 : 0;
  const day = shift === 0 ? text.slice(0, 10) : neighbour(text, shift);
  if (day === undefined) return undefined;
  const utc = clock - shift * 1440;
  // In two short halves, which V8 copies; put together piece by piece it would be a tree of strings, dear to write out.
  const date = `${day}T`;
  const time =
    offset === 0
      ? `${text.slice(11, 19)}Z`
      : `${pad2((utc - (utc % 60)) / 60)}:${pad2(utc % 60)}${text.slice(16, 19)}Z`;
  return date + time;
}

/**
 * The unqualified date `2026-05-01T00:00:00` of a site-local date `2026-05-01`, or of the date printed in a timestamp.
 * Undefined when it is not a date that exists.
 */
export function toLocalDate(text: string): string | undefined {
  const next = text.charCodeAt(10);
  if (text.length > 10 && next !== T && next !== SPACE) return undefined;
  return isDate(text) ? `${text.slice(0, 10)}T00:00:00` : undefined;
}

const T = 84;
const t = 116;
const Z = 90;
const z_ = 122;
const SPACE = 32;
const COLON = 58;
const DASH = 45;
const PLUS = 43;
const DOT = 46;

/** The number two digits make; NaN, which fails every comparison, when they are not digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const pad2 = (value: number) => (value < 10 ? `0${value}` : `${value}`);

/** Whether the text begins with a day of the calendar, `YYYY-MM-DD`, from year 1 on. */
function isDate(text: string): boolean {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const day = twoDigits(text, 8);
  return year >= 1 && day >= 1 && day <= daysIn(year, twoDigits(text, 5));
}

/** Days in a month; NaN when there is no such month. */
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (!(month >= 1 && month <= 12)) return Number.NaN;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Where the zone begins: after the seconds and their fraction, if any. */
function afterFraction(text: string): number {
  let at = 19;
  if (text.charCodeAt(at) !== DOT) return at;
  at++;
  while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
  return at;
}

/** Minutes east of UTC that the rest of the text says: `Z`, `UTC`, `+05:30`, `-0400`, `+02`, a blank before it or not. */
function offsetMinutes(text: string, from: number): number | undefined {
  const at = text.charCodeAt(from) === SPACE ? from + 1 : from;
  const sign = text.charCodeAt(at);
  if (sign === Z || sign === z_) return text.length === at + 1 ? 0 : undefined;
  if (sign !== PLUS && sign !== DASH) return text.slice(at) === "UTC" ? 0 : undefined;
  const colon = text.charCodeAt(at + 3) === COLON ? 1 : 0;
  const hours = twoDigits(text, at + 1);
  const minutes = text.length === at + 3 ? 0 : twoDigits(text, at + 3 + colon);
  const length = text.length - at;
  if (length !== 3 && length !== 5 + colon) return undefined;
  if (!(hours < 24 && minutes < 60)) return undefined;
  return sign === DASH ? -(hours * 60 + minutes) : hours * 60 + minutes;
}

/** The day before or after; undefined before year 1 and after 9999. */
function neighbour(text: string, shift: 1 | -1): string | undefined {
  let year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  let month = twoDigits(text, 5);
  let day = twoDigits(text, 8) + shift;
  if (day === 0) {
    month--;
    if (month === 0) [year, month] = [year - 1, 12];
    day = daysIn(year, month);
  } else if (day > daysIn(year, month)) {
    day = 1;
    month++;
    if (month === 13) [year, month] = [year + 1, 1];
  }
  if (year < 1 || year > 9999) return undefined;
  return `${String(year).padStart(4, "0")}-${pad2(month)}-${pad2(day)}`;
}
