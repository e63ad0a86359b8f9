import type { FigureChange, SubscriptionReport } from "../model/metrics/subscription-report.js";
import { dayOf } from "./calendar.js";
import { packInstant } from "./facts/fact.js";
import { localDays } from "./zone.js";

/** The figures of a report, packed to be kept: `values[period][component][measure]`, null where there is none. */
export interface KeptFigures {
  readonly periods: readonly (readonly [start: string, end: string])[];
  readonly components: readonly string[];
  readonly measures: readonly string[];
  readonly values: readonly (readonly (readonly (number | null)[])[])[];
}

export function keptFigures({ dimensions, measures, reportData }: SubscriptionReport): KeptFigures {
  const [periods, components] = dimensions;
  return {
    periods: (periods?.items ?? []).map(({ start = "", end = "" }) => [start, end]),
    components: (components?.items ?? []).map(({ value = "" }) => value),
    measures: measures.map(({ displayName }) => displayName),
    values: reportData.map((row) =>
      row.components.map((component) =>
        measures.map(({ index }) => component.measures.find((measure) => measure.index === index)?.value ?? null),
      ),
    ),
  };
}

/**
 * Whether figures reach to the day an instant was on in their zone: data of that instant then gave them from the
 * subscriptions as they were, which later only invoices and events tell of.
 */
export function reachedPresent({ periods }: KeptFigures, instant: string, timeZone: string): boolean {
  const [, end] = periods.at(-1) ?? [];
  const last = end === undefined ? undefined : dayOf(end);
  const today = localDays(timeZone)?.(packInstant(instant));
  return last !== undefined && today !== undefined && last >= today;
}

/**
 * What is different between two answers to the same question, given at different times: figures change when the source
 * changes what is past (a voided invoice, a backdated cancellation). Periods and components are matched by their dates
 * and names.
 */
export function changesBetween(earlier: KeptFigures, later: KeptFigures): FigureChange[] {
  const before = byPlace(earlier);
  const after = byPlace(later);
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    const figure = is ?? was;
    if (figure === undefined || was?.value === is?.value) return [];
    const { value: _, ...place } = figure;
    return [
      {
        ...place,
        ...(was === undefined ? {} : { before: was.value }),
        ...(is === undefined ? {} : { after: is.value }),
      },
    ];
  });
}

function byPlace({ periods, components, measures, values }: KeptFigures) {
  return new Map(
    values.flatMap((row, period) =>
      row.flatMap((cell, component) =>
        cell.flatMap((value, measure) => {
          if (value === null) return [];
          const [start = "", end = ""] = periods[period] ?? [];
          const place = { start, end, component: components[component] ?? "", measure: measures[measure] ?? "" };
          return [[Object.values(place).join("|"), { ...place, value }] as const];
        }),
      ),
    ),
  );
}
