import type { PeriodUnit } from "../model/metrics/parameters.js";
import { fraction, type Rational } from "../model/money.js";

/** A calendar day as a number: days since 1970-01-01, in whatever zone the day was meant in. */
export type DayNumber = number;

const millisecondsADay = 86_400_000;

/** Reads the date of `2026-05-01`, `2026-05-01T00:00:00` and the like; undefined when there is none. */
export function dayOf(text: string): DayNumber | undefined {
  const time = Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10)));
  return Number.isNaN(time) ? undefined : time / millisecondsADay;
}

/** `2026-05-01` */
export function dayText(day: DayNumber): string {
  return new Date(day * millisecondsADay).toISOString().slice(0, 10);
}

interface CalendarDate {
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
  readonly day: number;
}

/**
 * The proleptic Gregorian calendar by arithmetic: a Date for every service period of 100,000 invoices would be slow.
 */
function calendarDate(day: DayNumber): CalendarDate {
  // Years are counted from March, so that the leap day is the last of a year, and from 400 before the year 0, so that no
  // number is negative: 719,468 days lie between the year 0 and 1970, 146,097 are 400 years.
  const days = day + 719_468 + 146_097;
  const era = quotient(days, 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = quotient(ofEra - quotient(ofEra, 1460) + quotient(ofEra, 36_524) - quotient(ofEra, 146_096), 365);
  const ofYear = ofEra - (365 * yearOfEra + quotient(yearOfEra, 4) - quotient(yearOfEra, 100));
  const fromMarch = quotient(5 * ofYear + 2, 153);
  const month = fromMarch < 10 ? fromMarch + 2 : fromMarch - 10;
  return {
    year: yearOfEra + (era - 1) * 400 + (month < 2 ? 1 : 0),
    month,
    day: ofYear - quotient(153 * fromMarch + 2, 5) + 1,
  };
}

/** Of integers that are not negative: in integers throughout, which is much faster than to round a fraction down. */
const quotient = (dividend: number, divisor: number): number => (dividend / divisor) | 0;

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Months beyond 11 are in the years after, negative ones in the years before. */
function lastDayOf(year: number, month: number): number {
  const ofYear = ((month % 12) + 12) % 12;
  const inYear = year + Math.floor(month / 12);
  const isLeap = inYear % 4 === 0 && (inYear % 100 !== 0 || inYear % 400 === 0);
  return ofYear === 1 && isLeap ? 29 : (monthLengths[ofYear] ?? 31);
}

/**
 * The same day a number of months later (or earlier). The last day of a month leads to the last day of the other: from
 * 30 April a month on is 31 May.
 */
export function addMonths(from: DayNumber, months: number): DayNumber {
  const { year, month, day } = calendarDate(from);
  const last = lastDayOf(year, month + months);
  const target = day === lastDayOf(year, month) ? last : Math.min(day, last);
  return Date.UTC(year, month + months, target) / millisecondsADay;
}

/** The day a number of units later (or earlier); months and years as `addMonths` counts them. */
export function shift(from: DayNumber, unit: PeriodUnit, count: number): DayNumber {
  switch (unit) {
    case "Day":
      return from + count;
    case "Week":
      return from + 7 * count;
    case "Month":
      return addMonths(from, count);
    case "Year":
      return addMonths(from, 12 * count);
  }
}

/**
 * How many whole months a service period [start, end) is long, or undefined when it is not. A billing day that a month
 * does not have falls on its last day (31 January → 28 February → 31 March), so a start on a last day stands for every
 * later billing day too.
 */
export function wholeMonths(start: DayNumber, end: DayNumber): number | undefined {
  const from = calendarDate(start);
  // Most periods are one month, and those need no second date.
  if (from.day <= 28 && end - start === lastDayOf(from.year, from.month)) return 1;
  const to = calendarDate(end);
  const months = (to.year - from.year) * 12 + to.month - from.month;
  if (months < 1) return undefined;
  if (to.day === from.day) return months;
  const isStartLast = from.day === lastDayOf(from.year, from.month);
  const isEndLast = to.day === lastDayOf(to.year, to.month);
  return (isStartLast && to.day > from.day) || (isEndLast && to.day < from.day) ? months : undefined;
}

/** Months in a number of days: a day is 12/365 of a month, so that twelve months make the year that 365 days make. */
export function monthsOfDays(days: number): Rational {
  return fraction(12 * days, 365);
}

/** The first day of the month a day is in. */
export function monthStart(day: DayNumber): DayNumber {
  return day - calendarDate(day).day + 1;
}
