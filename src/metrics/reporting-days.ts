import { parseReportDate } from "../model/metrics/parameters.js";
import { addMonths, type DayNumber, dayOf } from "./calendar.js";
import type { MetricInput } from "./input.js";
import { periodsUntil } from "./periods.js";
import type { DaySpan } from "./report.js";

/** The day a report is made up to. */
export function reportDay({ parameters }: MetricInput): DayNumber {
  const day = dayOf(parseReportDate(parameters.reportDate) ?? "");
  if (day === undefined) throw new RangeError(`Not a report date: ${parameters.reportDate}`);
  return day;
}

/** The periods of a report, earliest first. Throws a RangeError for a report date that is none: the parameters' schema refuses it. */
export function reportPeriods({ parameters }: MetricInput): DaySpan[] {
  const { reportDate, periodUnit, periodLength, numberOfPeriods } = parameters;
  const date = parseReportDate(reportDate);
  if (date === undefined) throw new RangeError(`Not a report date: ${reportDate}`);
  return periodsUntil(date, periodUnit, periodLength, numberOfPeriods).map(({ start, end }) => ({
    start: dayOf(start) ?? 0,
    end: dayOf(end) ?? 0,
  }));
}

/** The day before the first period and the last day of each: where a level is read. */
export function boundaryDays(periods: readonly DaySpan[]): DayNumber[] {
  const [first] = periods;
  return first === undefined ? [] : [first.start, ...periods.map(({ end }) => end)];
}

/** Days in ascending order, each once, and where to find them in it. */
export function sortedDays(days: Iterable<DayNumber>): { days: DayNumber[]; indexOf(day: DayNumber): number } {
  const ascending = [...new Set(days)].sort((a, b) => a - b);
  const index = new Map(ascending.map((day, i) => [day, i]));
  return { days: ascending, indexOf: (day) => index.get(day) ?? -1 };
}

export const monthsBefore = (day: DayNumber, months: number): DayNumber => addMonths(day, -months);
