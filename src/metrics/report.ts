import { currencyExponent } from "../model/currency.js";
import type { ReportError } from "../model/metrics/report.js";
import type { SubscriptionReportParameters } from "../model/metrics/subscription-parameters.js";
import type { ReportWithoutData, SubscriptionReport } from "../model/metrics/subscription-report.js";
import { toNumber } from "../model/money.js";
import { dayText } from "./calendar.js";
import type { MetricInput } from "./input.js";
import type { Cell, MeasureKind, SubscriptionMetric } from "./metric.js";
import type { DaySpan } from "./reporting-days.js";
import { zoneOf } from "./zone.js";

type Described = Pick<SubscriptionMetric, "name" | "displayName" | "measures" | "components">;
type Rest = Omit<
  SubscriptionReport,
  | "reportInfo"
  | "dimensions"
  | "measures"
  | "reportData"
  | "currency"
  | "convention"
  | "asOf"
  | "timeZone"
  | "timeZoneSource"
  | "freshness"
  | "errors"
> & { errors?: SubscriptionReport["errors"] };

const measureNames: Readonly<
  Record<MeasureKind, { displayName: string; type: "currency" | "int" | "percentage" | "number" }>
> = {
  value: { displayName: "Value", type: "currency" },
  count: { displayName: "Count", type: "int" },
  percentage: { displayName: "Percentage", type: "percentage" },
  customerPercentage: { displayName: "Percentage of customers", type: "percentage" },
  number: { displayName: "Ratio", type: "number" },
  days: { displayName: "Days", type: "number" },
};

/** Digits after the point of percentages, ratios and days. */
const DIGITS = 4;

/**
 * Puts figures into Codat's envelope, rounding each once. `cells[period][component]` follow the periods and the
 * metric's components; names are added when the parameters ask for them.
 */
export function buildReport(
  metric: Described,
  input: MetricInput,
  currency: string,
  periods: readonly DaySpan[],
  cells: readonly (readonly Cell[])[],
  { errors = [], ...rest }: Rest,
): SubscriptionReport {
  const { parameters, asOf, freshness = [] } = input;
  const named = parameters.includeDisplayNames;
  const exponent = currencyExponent(currency);
  return {
    reportInfo: { name: metric.name, displayName: metric.displayName },
    dimensions: [
      {
        index: 0,
        displayName: "Period",
        type: "datespan",
        items: periods.map(({ start, end }, index) => ({
          index,
          displayName: `Period ${index}`,
          start: dayText(start),
          end: dayText(end),
        })),
      },
      {
        index: 1,
        displayName: metric.displayName,
        type: "string",
        items: componentItems(metric),
      },
    ],
    measures: metric.measures.map((kind, index) => ({ index, ...measureNames[kind], units: unitsOf(kind, currency) })),
    reportData: cells.map((row, period) => ({
      dimension: 0,
      ...(named ? { dimensionDisplayName: "Period" } : {}),
      item: period,
      ...(named ? { itemDisplayName: `Period ${period}` } : {}),
      components: row.map((cell, item) => ({
        dimension: 1,
        ...(named ? { dimensionDisplayName: metric.displayName } : {}),
        item,
        ...(named ? { itemDisplayName: metric.components[item]?.name ?? "" } : {}),
        ...figuresOf(cell, metric.measures, exponent, named),
      })),
    })),
    ...rest,
    ...(errors.length === 0 ? {} : { errors }),
    currency,
    convention: parameters.convention,
    asOf,
    ...zoneOf(input),
    freshness: [...freshness],
  };
}

/** The report when there is nothing to compute it from: its components, no periods and no figures, and why. */
export function reportWithoutData(
  metric: Described,
  { currency, convention, timeZone }: SubscriptionReportParameters,
  errors: readonly ReportError[],
  sourceTimeZone?: string,
): ReportWithoutData {
  return {
    reportInfo: { name: metric.name, displayName: metric.displayName },
    dimensions: [
      { index: 0, displayName: "Period", type: "datespan", items: [] },
      { index: 1, displayName: metric.displayName, type: "string", items: componentItems(metric) },
    ],
    measures: [],
    reportData: [],
    errors: [...errors],
    ...(currency === undefined ? {} : { currency }),
    convention,
    ...zoneOf({ parameters: { timeZone }, sourceTimeZone }),
    freshness: [],
    exclusions: [],
    sources: [],
  };
}

const componentItems = ({ components }: Described) => components.map(({ name }, index) => ({ index, value: name }));

function unitsOf(kind: MeasureKind, currency: string): string {
  if (kind === "value") return currency;
  return kind === "percentage" || kind === "customerPercentage" ? "%" : "";
}

function figuresOf(cell: Cell, measures: readonly MeasureKind[], exponent: number, named: boolean) {
  const figures = measures.flatMap((kind, index) => {
    const value = figureOf(cell, kind, exponent);
    if (value === undefined) return [];
    return [{ index, ...(named ? { measureDisplayName: measureNames[kind].displayName } : {}), value }];
  });
  return { measures: figures, ...(cell.absence === undefined ? {} : { absence: cell.absence }) };
}

function figureOf(cell: Cell, kind: MeasureKind, exponent: number): number | undefined {
  if (kind === "count") return cell.count;
  const value = cell[kind];
  return value === undefined ? undefined : toNumber(value, kind === "value" ? exponent : DIGITS);
}
