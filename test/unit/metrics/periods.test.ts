import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { daysBetween, periodIndex, periodsUntil } from "../../../src/metrics/periods.js";
import { parseReportDate, ReportParameters } from "../../../src/model/metrics/parameters.js";

const anyDay = fc
  .date({ min: new Date("1990-01-01"), max: new Date("2090-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const anyUnit = fc.constantFrom("Day", "Week", "Month", "Year" as const);

describe("periods", () => {
  test.each([
    ["mid-month, Codat's revenue sample", "2021-06-15", "Month", 1, 2, ["2021-04-15", "2021-05-15", "2021-06-15"]],
    ["month-end stays month-end", "2021-05-31", "Month", 1, 2, ["2021-03-31", "2021-04-30", "2021-05-31"]],
    ["a short month's end is an end too", "2021-04-30", "Month", 1, 1, ["2021-03-31", "2021-04-30"]],
    [
      "an end of February is an anchor",
      "2021-03-30",
      "Month",
      1,
      3,
      ["2020-12-31", "2021-01-31", "2021-02-28", "2021-03-30"],
    ],
    ["of a leap year too", "2024-03-30", "Month", 1, 2, ["2024-01-31", "2024-02-29", "2024-03-30"]],
    ["28 February of a leap year is none", "2024-02-28", "Month", 1, 2, ["2023-12-28", "2024-01-28", "2024-02-28"]],
    ["quarters step over February", "2021-04-30", "Month", 3, 2, ["2020-10-31", "2021-01-31", "2021-04-30"]],
    ["leap day", "2024-02-29", "Year", 1, 2, ["2022-02-28", "2023-02-28", "2024-02-29"]],
    ["quarters", "2022-12-31", "Month", 3, 4, ["2021-12-31", "2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31"]],
    ["a calendar year", "2022-12-31", "Year", 1, 1, ["2021-12-31", "2022-12-31"]],
    ["fortnights over a new year", "2021-01-05", "Week", 2, 2, ["2020-12-08", "2020-12-22", "2021-01-05"]],
    ["days over a leap day", "2024-03-01", "Day", 1, 2, ["2024-02-28", "2024-02-29", "2024-03-01"]],
  ] as const)("%s", (_, reportDate, unit, length, count, boundaries) => {
    const periods = periodsUntil(reportDate, unit, length, count);
    expect(periods).toEqual(boundaries.slice(1).map((end, i) => ({ start: boundaries[i], end })));
  });

  test("a boundary day belongs to the period it ends", () => {
    const periods = periodsUntil("2021-05-31", "Month", 1, 2);
    expect(
      ["2021-03-31", "2021-04-01", "2021-04-30", "2021-05-01", "2021-05-31", "2021-06-01"].map((day) =>
        periodIndex(periods, day),
      ),
    ).toEqual([-1, 0, 0, 1, 1, 2]);
  });

  test("periods tile the time before the report date: every day is in exactly the one that periodIndex names", () => {
    fc.assert(
      fc.property(
        anyDay,
        anyUnit,
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 1, max: 30 }),
        anyDay,
        (reportDate, unit, length, count, day) => {
          const periods = periodsUntil(reportDate, unit, length, count);
          expect(periods).toHaveLength(count);
          expect(periods.at(-1)?.end).toBe(reportDate);
          for (const [i, period] of periods.entries()) {
            expect(period.start < period.end).toBe(true);
            if (i > 0) expect(period.start).toBe(periods[i - 1]?.end);
          }
          const holding = periods.flatMap((p, i) => (p.start < day && day <= p.end ? [i] : []));
          const index = periodIndex(periods, day);
          expect(holding).toEqual(index >= 0 && index < count ? [index] : []);
          if (index === -1) expect(day <= (periods[0]?.start ?? "")).toBe(true);
          if (index === count) expect(day > reportDate).toBe(true);
        },
      ),
    );
  });

  test("a report over n periods is n reports over one", () => {
    fc.assert(
      fc.property(
        anyDay,
        anyUnit,
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 1, max: 30 }),
        (reportDate, unit, length, count) => {
          const periods = periodsUntil(reportDate, unit, length, count);
          expect(periods.flatMap(({ end }) => periodsUntil(end, unit, length, 1))).toEqual(periods);
        },
      ),
    );
  });

  test("no period holds no day", () => expect(periodIndex([], "2021-01-01")).toBe(-1));

  test("days between", () => {
    expect(daysBetween("2024-02-28", "2024-03-01")).toBe(2);
    expect(daysBetween("2024-03-01", "2024-02-28")).toBe(-2);
    expect(daysBetween("2021-03-28", "2021-03-29")).toBe(1);
  });
});

describe("report parameters", () => {
  test.each([
    ["29-09-2020", "2020-09-29"],
    ["2020-09-29", "2020-09-29"],
    ["2020-09-29T23:59:59Z", "2020-09-29"],
    ["2020-09-29T10:00+02:00", "2020-09-29"],
    ["29-02-2024", "2024-02-29"],
    ["29-02-2023", undefined],
    ["31-04-2023", undefined],
    ["2023-13-01", undefined],
    ["09/29/2020", undefined],
    ["2020-9-29", undefined],
    ["2020-09-29Tnoon", undefined],
    ["", undefined],
  ])("reportDate %s means %s", (text, day) => expect(parseReportDate(text)).toBe(day));

  const good = { reportDate: "29-09-2020", periodLength: "1", numberOfPeriods: "12", periodUnit: "Month" };

  test("are read from text", () => {
    expect(ReportParameters.parse({ ...good, includeDisplayNames: "true" })).toEqual({
      reportDate: "29-09-2020",
      periodLength: 1,
      numberOfPeriods: 12,
      periodUnit: "Month",
      includeDisplayNames: true,
    });
    expect(ReportParameters.parse(good).includeDisplayNames).toBe(false);
    expect(ReportParameters.parse({ ...good, includeDisplayNames: "false" }).includeDisplayNames).toBe(false);
  });

  test.each([
    ["reportDate", { reportDate: "2020-02-30" }],
    ["reportDate", { reportDate: undefined }],
    ["reportDate", { reportDate: "0021-06-15" }],
    ["reportDate", { reportDate: "31-12-9999" }],
    ["periodLength", { periodLength: "0" }],
    ["periodLength", { periodLength: "1.5" }],
    ["periodLength", { periodLength: "" }],
    ["numberOfPeriods", { numberOfPeriods: "-1" }],
    ["numberOfPeriods", { numberOfPeriods: "201", periodUnit: "Year" }],
    ["periodUnit", { periodUnit: "month" }],
    ["includeDisplayNames", { includeDisplayNames: "yes" }],
  ])("a bad %s is named", (name, bad) => {
    const result = ReportParameters.safeParse({ ...good, ...bad });
    expect(result.error?.issues.map((issue) => issue.path.join("."))).toEqual([name]);
  });
});
