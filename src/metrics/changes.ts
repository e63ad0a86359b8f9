import type { FigureChange, SubscriptionReport } from "../model/metrics/subscription-report.js";

/**
 * What is different between two answers to the same question, given at different times: figures change when the source
 * changes what is past (a voided invoice, a backdated cancellation). Periods and components are matched by their dates
 * and names.
 */
export function changesBetween(earlier: SubscriptionReport, later: SubscriptionReport): FigureChange[] {
  const before = figuresOf(earlier);
  const after = figuresOf(later);
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

function figuresOf(report: SubscriptionReport) {
  const [periods, components] = report.dimensions;
  return new Map(
    report.reportData.flatMap(({ item, components: figures }) =>
      figures.flatMap((figure) =>
        figure.measures.map(({ index, value }) => {
          const period = periods?.items[item];
          const place = {
            start: period?.start ?? "",
            end: period?.end ?? "",
            component: components?.items[figure.item]?.value ?? "",
            measure: report.measures.find((measure) => measure.index === index)?.displayName ?? "",
          };
          return [Object.values(place).join("|"), { ...place, value }] as const;
        }),
      ),
    ),
  );
}
