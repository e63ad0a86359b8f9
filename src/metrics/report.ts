import type { ReportError } from "../model/metrics/report.js";
import type { SubscriptionReport } from "../model/metrics/subscription-report.js";
import { currencyExponent, toNumber } from "../model/money.js";
import { dayText } from "./calendar.js";
import type { MetricInput } from "./input.js";
import type { Cell, MeasureKind, SubscriptionMetric } from "./metric.js";
import { type DaySpan, reportPeriods } from "./reporting-days.js";

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
    ...frameOf(metric, parameters, currency, periods),
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
    asOf,
    freshness: [...freshness],
  };
}

/** What a report says of itself, whatever its figures are. */
function frameOf(
  { name, displayName, measures, components }: Described,
  { convention, timeZone }: MetricInput["parameters"],
  currency: string,
  periods: readonly DaySpan[],
) {
  return {
    reportInfo: { name, displayName },
    dimensions: [
      {
        index: 0,
        displayName: "Period",
        type: "datespan" as const,
        items: periods.map(({ start, end }, index) => ({
          index,
          displayName: `Period ${index}`,
          start: dayText(start),
          end: dayText(end),
        })),
      },
      {
        index: 1,
        displayName,
        type: "string" as const,
        items: components.map((component, index) => ({ index, value: component.name })),
      },
    ],
    measures: measures.map((kind, index) => ({ index, ...measureNames[kind], units: unitsOf(kind, currency) })),
    currency,
    convention,
    timeZone,
  };
}

/** The report when there is no data to compute it from: no figures, and why. */
export function reportWithoutData(
  metric: Described,
  parameters: MetricInput["parameters"],
  errors: readonly ReportError[],
): SubscriptionReport {
  const frame = frameOf(metric, parameters, parameters.currency ?? NO_CURRENCY, reportPeriods(parameters));
  return { ...frame, reportData: [], errors: [...errors], freshness: [], exclusions: [], sources: [] };
}

/** ISO 4217 for no currency. */
const NO_CURRENCY = "XXX";

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
