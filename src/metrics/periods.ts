import { type Day, type PeriodUnit, parseReportDate } from "../model/metrics/parameters.js";
import { type DayNumber, dayOf, dayText, shift } from "./calendar.js";

/**
 * A stretch of days, half-open: `start` is the last day *before* it, `end` the last day *in* it. Neighbours share a
 * boundary and no day, although Codat's samples print the same touching dates and call both inclusive.
 */
export interface Period {
  readonly start: Day;
  readonly end: Day;
}

/** The day a report is made up to. A text that names none does not get here: the parameters' schema refuses it. */
export function reportDayOf({ reportDate }: { readonly reportDate: string }): Day {
  const day = parseReportDate(reportDate);
  if (day === undefined) throw new RangeError(`Not a report date: ${reportDate}`);
  return day;
}

/**
 * The periods that end with the report date, earliest first.
 *
 * A period is told by its last day alone, so a report over n periods is n reports over one. The last day of a month is
 * an anchor: from 30 April a month back is 31 March. A day that a month does not have falls on its last day and stays
 * an anchor from there back: 30 March, 28 February, 31 January. (Codat's samples have no anchor: they step from 30 April
 * to 30 March, which would leave 31 March out of every period.)
 */
export function periodsUntil(reportDate: Day, unit: PeriodUnit, length: number, count: number): Period[] {
  const last = numberOf(reportDate);
  const boundaries = [last];
  for (let i = 0; i < count; i++) boundaries.push(shift(boundaries.at(-1) ?? last, unit, -length));
  const days = boundaries.reverse().map(dayText);
  return days.slice(1).map((end, i) => ({ start: days[i] ?? end, end }));
}

/** Finds the period a day is in by its index: -1 for a day before the first, `periods.length` for one after the last. */
export function periodIndex<T extends Day | DayNumber>(
  periods: readonly { readonly start: T; readonly end: T }[],
  day: T,
): number {
  const first = periods[0];
  if (first === undefined || day <= first.start) return -1;
  let low = 0;
  let high = periods.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const period = periods[middle];
    if (period !== undefined && period.end < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Days from one day to another; negative when the second is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return numberOf(to) - numberOf(from);
}

/** The number of a day that is known to be one. */
export function numberOf(day: Day): DayNumber {
  const number = dayOf(day);
  if (number === undefined) throw new RangeError(`Not a day: ${day}`);
  return number;
}
