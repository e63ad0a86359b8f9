import type { ReportParameters } from "../../model/metrics/parameters.js";
import type { Report, ReportComponent, ReportError, ReportMeasure } from "../../model/metrics/report.js";
import { type Period, periodIndex, periodsUntil, reportDayOf } from "../periods.js";
import { errorsOf, newGaps, noteCurrency, periodName } from "./gaps.js";
import type { CommerceMetric, Figure } from "./metric.js";
import type { OrderFact } from "./order-fact.js";

/**
 * Computes a commerce metric over the facts of all orders there are, in any order.
 *
 * Only orders in the base currency count, in every figure: amounts in different currencies are never added, and no rate is
 * invented. The others are listed in `errors`, as are orders without a date or a customer and periods that lie before the
 * first order. An order belongs to the period its `createdDate` is in, as that is printed.
 *
 * @param baseCurrency of the company's commerce connection (`commerce-companyInfo`).
 * @throws RangeError when `reportDate` is no date.
 */
export async function commerceReport(
  metric: CommerceMetric,
  facts: Iterable<OrderFact> | AsyncIterable<OrderFact>,
  parameters: ReportParameters,
  baseCurrency: string,
): Promise<Report> {
  // One period more than asked for: what the first is compared with.
  const all = periodsOf(parameters, 1);
  const periods = all.slice(1);

  const tally = metric.tally(baseCurrency);
  const gaps = newGaps();
  for await (const fact of facts) {
    const { date } = fact;
    if (date === undefined) gaps.undated++;
    else {
      const period = periodIndex(all, date);
      if (period >= all.length) continue;
      if (fact.currency !== baseCurrency) noteCurrency(gaps, fact, period);
      else if (metric.needsCustomer && fact.customerId === undefined) gaps.anonymous++;
      else {
        if (gaps.firstDay === undefined || date < gaps.firstDay) gaps.firstDay = date;
        tally.add({ ...fact, date }, period);
      }
    }
  }

  const figures = tally.finish();
  const measures = metric.measures(baseCurrency);
  const reportData = periods.map((_, i) => ({
    dimension: 0,
    item: i,
    ...names(parameters, { dimensionDisplayName: "Period", itemDisplayName: periodName(i) }),
    components: figures(i + 1).map((figure) => componentOf(metric, measures, figure, parameters)),
  }));
  const errors = errorsOf(gaps, periods, baseCurrency);
  return { ...frameOf(metric, periods), measures, reportData, ...(errors.length === 0 ? {} : { errors }) };
}

/** The report when there is nothing to compute it from: its periods and items, no figures, and why. */
export function reportWithoutData(
  metric: CommerceMetric,
  parameters: ReportParameters,
  errors: readonly ReportError[],
): Report {
  return { ...frameOf(metric, periodsOf(parameters, 0)), measures: [], reportData: [], errors: [...errors] };
}

/** The periods asked for and so many before them. */
function periodsOf(parameters: ReportParameters, before: number): Period[] {
  const { periodUnit, periodLength, numberOfPeriods } = parameters;
  return periodsUntil(reportDayOf(parameters), periodUnit, periodLength, numberOfPeriods + before);
}

function frameOf(metric: CommerceMetric, periods: readonly Period[]): Pick<Report, "reportInfo" | "dimensions"> {
  return {
    reportInfo: { ...metric.reportInfo },
    dimensions: [
      {
        index: 0,
        displayName: "Period",
        type: "datespan",
        items: periods.map(({ start, end }, index) => ({ index, displayName: periodName(index), start, end })),
      },
      {
        index: 1,
        displayName: metric.dimension,
        type: "string",
        items: metric.items.map((item, index) => ({ index, value: item })),
      },
    ],
  };
}

/** Display names, if they were asked for. */
const names = <T extends object>(parameters: ReportParameters, display: T): Partial<T> =>
  parameters.includeDisplayNames ? display : {};

function componentOf(
  metric: CommerceMetric,
  measures: readonly ReportMeasure[],
  { item, measure, value }: Figure,
  parameters: ReportParameters,
): ReportComponent {
  return {
    dimension: 1,
    item,
    ...names(parameters, { dimensionDisplayName: metric.dimension, itemDisplayName: metric.items[item] ?? "" }),
    measures: [
      {
        index: measure,
        ...names(parameters, { measureDisplayName: measures[measure]?.displayName ?? "" }),
        value,
      },
    ],
  };
}
