import type { ReportWithoutData } from "../model/metrics/subscription-report.js";

/**
 * A report as CSV (RFC 4180, CRLF): one row a period and component, one column a measure. A figure that is missing is
 * an empty cell with the reason in the last column.
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
  ];
  const rows = report.reportData.flatMap(({ item, components: figures }) =>
    figures.map((figure) => {
      const period = periods?.items[item];
      return [
        String(item),
        period?.start ?? "",
        period?.end ?? "",
        components?.items[figure.item]?.value ?? "",
        ...report.measures.map(({ index }) => {
          const value = figure.measures.find((measure) => measure.index === index)?.value;
          return value === undefined ? "" : String(value);
        }),
        figure.absence?.reason ?? "",
      ];
    }),
  );
  return csvText([header, ...rows]);
}

/** Rows of cells as CSV text. Text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

function cellText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !isNumber.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
