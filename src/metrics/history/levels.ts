import { add, type Rational, sign, zero } from "../../model/money.js";
import type { DayNumber } from "../calendar.js";
import type { Level } from "../tally.js";
import type { CustomerHistory } from "./customers.js";
import type { Span } from "./subscription-history.js";

/** Calls back for every run of days (indexes `first` to the one before `after`) that lie in one span; days ascend. */
export function eachRun(
  spans: readonly Span[],
  days: readonly DayNumber[],
  visit: (span: Span, first: number, after: number) => void,
): void {
  let first = 0;
  for (const span of spans) {
    while (first < days.length && (days[first] ?? 0) < span.from) first++;
    let after = first;
    while (after < days.length && (days[after] ?? 0) < span.to) after++;
    if (after > first) visit(span, first, after);
    first = after;
  }
}

/** What a span adds to recurring revenue. */
export const countedNet = (span: Span | undefined): Rational =>
  span?.isCounted && span.price !== undefined ? span.price.net : zero;

/** A customer's recurring revenue on each day. */
export function customerRevenue({ subscriptions }: CustomerHistory, days: readonly DayNumber[]): Rational[] {
  const revenue = new Array<Rational>(days.length).fill(zero);
  for (const { spans } of subscriptions) {
    eachRun(spans, days, (span, first, after) => {
      const net = countedNet(span);
      if (sign(net) === 0) return;
      for (let i = first; i < after; i++) {
        const others = revenue[i] ?? zero;
        revenue[i] = others === zero ? net : add(others, net);
      }
    });
  }
  return revenue;
}

/** Adds a customer's recurring revenue to a level over days, subscription by subscription. */
export function addRevenue(level: Level, { subscriptions }: CustomerHistory, days: readonly DayNumber[]): void {
  for (const { spans } of subscriptions) {
    eachRun(spans, days, (span, first, after) => {
      if (span.isCounted && span.price !== undefined) level.during(first, after, span.price.net);
    });
  }
}

/** Days over which a customer brought in recurring revenue. */
export interface Stay {
  readonly from: DayNumber;
  readonly to: DayNumber;
}

/** The customer's stays, ascending, with at least a day between two: whatever subscriptions they were made of. */
export function staysOf({ subscriptions }: CustomerHistory): Stay[] {
  const counted: Span[] = [];
  for (const { spans } of subscriptions) {
    for (const span of spans) if (sign(countedNet(span)) > 0) counted.push(span);
  }
  if (subscriptions.length > 1) counted.sort((a, b) => a.from - b.from);
  const stays: { from: DayNumber; to: DayNumber }[] = [];
  for (const { from, to } of counted) {
    const last = stays.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else stays.push({ from, to });
  }
  return stays;
}

/**
 * Calls back for every run of periods over which a customer's revenue on two days stays the same: it rarely changes, so
 * sums over periods are made of few pieces. Of each period it is told where its two days are in the row of revenues.
 */
export function eachSteady(
  revenue: readonly Rational[],
  befores: readonly number[],
  afters: readonly number[],
  visit: (before: Rational, after: Rational, first: number, end: number) => void,
): void {
  const at = (places: readonly number[], period: number) => revenue[places[period] ?? -1] ?? zero;
  let first = 0;
  for (let period = 1; period <= befores.length; period++) {
    const [before, after] = [at(befores, first), at(afters, first)];
    if (period < befores.length && at(befores, period) === before && at(afters, period) === after) continue;
    visit(before, after, first, period);
    first = period;
  }
}
