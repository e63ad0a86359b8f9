import type { Day, PeriodUnit } from "../model/metrics/parameters.js";

/**
 * A stretch of days, half-open: `start` is the last day *before* it, `end` the last day *in* it. Neighbours share a
 * boundary and no day, although Codat's samples print the same touching dates and call both inclusive.
 */
export interface Period {
  readonly start: Day;
  readonly end: Day;
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
  const boundaries = [reportDate];
  for (let i = 0; i < count; i++) boundaries.push(before(boundaries.at(-1) ?? reportDate, unit, length));
  boundaries.reverse();
  return boundaries.slice(1).map((end, i) => ({ start: boundaries[i] ?? end, end }));
}

/** Finds the period a day is in by its index: -1 for a day before the first, `periods.length` for one after the last. */
export function periodIndex(periods: readonly Period[], day: Day): number {
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
  return (toTime(to) - toTime(from)) / millisecondsADay;
}

function before(day: Day, unit: PeriodUnit, count: number): Day {
  switch (unit) {
    case "Day":
      return toDay(toTime(day) - count * millisecondsADay);
    case "Week":
      return toDay(toTime(day) - 7 * count * millisecondsADay);
    case "Month":
      return monthsBefore(day, count);
    case "Year":
      return monthsBefore(day, 12 * count);
  }
}

function monthsBefore(day: Day, count: number): Day {
  const date = new Date(toTime(day));
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() - count];
  const lastDay = (y: number, m: number) => new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
  const isLastDay = date.getUTCDate() === lastDay(year, date.getUTCMonth());
  const last = lastDay(year, month);
  return toDay(Date.UTC(year, month, isLastDay ? last : Math.min(date.getUTCDate(), last)));
}

const millisecondsADay = 86_400_000;
const toTime = (day: Day) => Date.parse(`${day}T00:00:00Z`);
const toDay = (time: number): Day => new Date(time).toISOString().slice(0, 10);
