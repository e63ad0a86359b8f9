import type { FigureChange, ReportWithoutData } from "../model/metrics/subscription-report.js";

/**
 * A report as CSV (RFC 4180, CRLF): one row a period and component, one column a measure. A figure that is missing is
 * an empty cell with the reason under `absence`. A file outlives the answer's headers, so every row also says how sure
 * it is, how it was counted and of when it is; `before` is what its figures were in the first answer (of `firstAsOf`),
 * where they have moved since: `Value 490; Count 3`.
 */
export function toCsv(report: ReportWithoutData): string {
  const [periods, components] = report.dimensions;
  const header = [
    "period",
    "start",
    "end",
    "component",
    ...report.measures.map(({ displayName, units }) => (units ? `${displayName} (${units})` : displayName)),
    "absence",
    "confidence",
    "convention",
    "asOf",
    "firstAsOf",
    "before",
  ];
  const before = figuresBefore(report);
  const confidences = new Map(report.sources.map(({ period, confidence }) => [period, confidence]));
  const rows = report.reportData.flatMap(({ item, components: figures }) =>
    figures.map((figure) => {
      const { start = "", end = "" } = periods?.items[item] ?? {};
      const component = components?.items[figure.item]?.value ?? "";
      return [
        String(item),
        start,
        end,
        component,
        ...report.measures.map(({ index }) => {
          const value = figure.measures.find((measure) => measure.index === index)?.value;
          return value === undefined ? "" : String(value);
        }),
        figure.absence?.reason ?? "",
        confidences.get(item) ?? "",
        report.convention,
        report.asOf ?? "",
        report.firstAsOf ?? "",
        before({ start, end, component }),
      ];
    }),
  );
  return csvText([header, ...rows]);
}

type Place = Pick<FigureChange, "start" | "end" | "component">;

/** Tells what the figures of a row were in the first answer; of more than are listed, that they may have been others. */
function figuresBefore({ changes }: ReportWithoutData): (row: Place) => string {
  if (changes === undefined) return () => "";
  const { figures, figureCount } = changes;
  const keyOf = ({ start, end, component }: Place) => `${start} ${end} ${component}`;
  const moved = new Map<string, string[]>();
  for (const change of figures) {
    const key = keyOf(change);
    moved.set(key, [...(moved.get(key) ?? []), `${change.measure} ${change.before ?? "absent"}`]);
  }
  const others = figureCount === figures.length ? "" : "not listed";
  return (row) => moved.get(keyOf(row))?.join("; ") ?? others;
}

/** Rows of cells as CSV text. Text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

function cellText(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) && !isNumber.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
