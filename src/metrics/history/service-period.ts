import type { BillingFrequency } from "../../model/frequency.js";
import { add, fraction, type Rational } from "../../model/money.js";
import { addMonths, type DayNumber, monthsOfDays, wholeMonths } from "../calendar.js";

/** How long a service period is. */
export interface Length {
  readonly months: Rational;
  /** Whether it is a number of billing periods, and not a part of one. */
  readonly isWhole: boolean;
}

interface Span {
  readonly start: DayNumber;
  readonly end: DayNumber;
}

/** Days in one billing period, for plans billed by days or weeks. */
function daysIn(frequency: BillingFrequency | undefined): number | undefined {
  if (frequency?.unit === "Day") return frequency.interval;
  return frequency?.unit === "Week" ? 7 * frequency.interval : undefined;
}

/** Months in one billing period, for plans billed by months or years. */
function wholeMonthsIn(frequency: BillingFrequency | undefined): number | undefined {
  if (frequency?.unit === "Month") return frequency.interval;
  return frequency?.unit === "Year" ? 12 * frequency.interval : undefined;
}

/** When a billing period that starts on a day ends; a month on when the frequency is not known. */
export function endOfPeriod(start: DayNumber, frequency: BillingFrequency | undefined): DayNumber {
  const days = daysIn(frequency);
  return days === undefined ? addMonths(start, wholeMonthsIn(frequency) ?? 1) : start + days;
}

/**
 * How long a charge's period is. 30 days are a month from 1 April and are not for a plan billed every 30 days, so the
 * frequency decides first. `isAdjustment` periods are parts of the period they end with, even if they are whole months.
 */
export function lengthOf(
  { start, end }: Span,
  frequency: BillingFrequency | undefined,
  isAdjustment: boolean,
  around: Span | undefined,
): Length {
  const days = end - start;
  const perPeriod = daysIn(frequency);
  if (perPeriod !== undefined && days % perPeriod === 0 && !isAdjustment)
    return { months: monthsOfDays(days), isWhole: true };
  const months = wholeMonths(start, end);
  if (months !== undefined && !isAdjustment) return lengthOfWhole(months);
  const whole = around ?? { start: periodBefore(end, frequency), end };
  const isTheWhole = whole.start === start && whole.end === end;
  return { months: monthsOfPart({ start, end }, whole, frequency), isWhole: isTheWhole };
}

const lengthsOfWhole: Length[] = [];

/** Most periods are as long as others: their lengths are one object. */
function lengthOfWhole(months: number): Length {
  lengthsOfWhole[months] ??= { months: fraction(months), isWhole: true };
  return lengthsOfWhole[months];
}

/** When the billing period that ends on a day began. */
function periodBefore(end: DayNumber, frequency: BillingFrequency | undefined): DayNumber {
  const days = daysIn(frequency);
  return days === undefined ? addMonths(end, -(wholeMonthsIn(frequency) ?? 1)) : end - days;
}

/**
 * Part of a billing period: by days, as charges are prorated. 15 of 30 days of a monthly plan are half a month, 73 of
 * 365 days of a yearly one 2.4 months.
 */
function monthsOfPart(part: Span, whole: Span, frequency: BillingFrequency | undefined): Rational {
  const days = part.end - part.start;
  const wholeDays = whole.end - whole.start;
  const wholeLength = wholeMonths(whole.start, whole.end);
  if (days <= wholeDays && wholeLength !== undefined && daysIn(frequency) === undefined) {
    return fraction(wholeLength * days, wholeDays);
  }
  return daysIn(frequency) === undefined && days > wholeDays ? longerThanPeriod(part) : monthsOfDays(days);
}

/** Whole months back from the end, and the days that are left as a part of one more. */
function longerThanPeriod({ start, end }: Span): Rational {
  let months = 0;
  while (addMonths(end, -(months + 1)) >= start) months++;
  const from = addMonths(end, -months);
  return add(fraction(months), fraction(from - start, from - addMonths(end, -(months + 1))));
}
