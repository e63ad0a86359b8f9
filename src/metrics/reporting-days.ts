import type { ReportError } from "../model/metrics/report.js";
import type { ReportSource } from "../model/metrics/report-parts.js";
import { addMonths, type DayNumber, dayText, shift } from "./calendar.js";
import type { MetricInput } from "./input.js";
import { numberOf, periodsUntil, reportDayOf } from "./periods.js";

/** A stretch of days: `start` is the last day before it, `end` its last day. */
export interface DaySpan {
  readonly start: DayNumber;
  readonly end: DayNumber;
}

/** The day a report is made up to. */
export function reportDay({ parameters }: MetricInput): DayNumber {
  return numberOf(reportDayOf(parameters));
}

/** The periods of a report, earliest first. */
export function reportPeriods(parameters: MetricInput["parameters"]): DaySpan[] {
  const { periodUnit, periodLength, numberOfPeriods } = parameters;
  return periodsUntil(reportDayOf(parameters), periodUnit, periodLength, numberOfPeriods).map(({ start, end }) => ({
    start: numberOf(start),
    end: numberOf(end),
  }));
}

/** Periods ahead of a day, which is not in them; told by their first days as past ones are by their last. */
export function periodsAfter(
  day: DayNumber,
  { periodUnit, periodLength, numberOfPeriods }: MetricInput["parameters"],
): DaySpan[] {
  const boundaries = [day];
  for (let i = 0; i < numberOfPeriods; i++) boundaries.push(shift(boundaries.at(-1) ?? day, periodUnit, periodLength));
  return boundaries.slice(1).map((end, i) => ({ start: boundaries[i] ?? end, end }));
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

/** The source of figures that come from documents themselves and need no reconstruction. */
export function presentSource(span: DaySpan, period: number, today: DayNumber, firstDay: DayNumber): ReportSource {
  return {
    period,
    date: dayText(Math.min(span.end, today)),
    confidence: isKnown(span, firstDay, today) ? "High" : "None",
    isRunning: span.end > today,
    parts: [],
  };
}

/** Whether any day of a period has data: it neither ends before the first nor begins after the last. */
export const isKnown = ({ start, end }: DaySpan, firstDay: DayNumber, today: DayNumber): boolean =>
  end >= firstDay && start < today;

/**
 * Says of which periods nothing is known, and why.
 *
 * @param what there is none of, if there is nothing at all.
 */
export function outOfRange(
  periods: readonly DaySpan[],
  firstDay: DayNumber,
  today: DayNumber,
  what: string,
): ReportError[] {
  const unknown = [...periods.keys()].filter((index) => {
    const period = periods[index];
    return period !== undefined && !isKnown(period, firstDay, today);
  });
  if (unknown.length === 0) return [];
  const message =
    firstDay === Number.POSITIVE_INFINITY
      ? `There are no ${what}.`
      : `Nothing is known before ${dayText(firstDay)} and after ${dayText(today)}, the date of the data.`;
  return [{ type: "DatesOutOfRange", message, details: { periods: unknown.map(String) } }];
}

export const monthsBefore = (day: DayNumber, months: number): DayNumber => addMonths(day, -months);
