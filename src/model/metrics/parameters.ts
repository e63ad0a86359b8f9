import { z } from "zod";

export const PeriodUnit = z.enum(["Day", "Week", "Month", "Year"], "must be Day, Week, Month or Year");
export type PeriodUnit = z.infer<typeof PeriodUnit>;

/** A day of the calendar, `YYYY-MM-DD`; days compare as text. */
export type Day = string;

/**
 * The day a `reportDate` names, or undefined when it names none. Codat's current documentation writes `dd-mm-yyyy`, its
 * older one `YYYY-MM-DD` with or without a time, which is ignored: the whole day is in the report.
 */
export function parseReportDate(text: string): Day | undefined {
  const dayFirst = /^(\d{2})-(\d{2})-(\d{4})$/.exec(text);
  if (dayFirst) return calendarDay(`${dayFirst[3]}-${dayFirst[2]}-${dayFirst[1]}`);
  const iso = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  return iso?.[1] === undefined ? undefined : calendarDay(iso[1]);
}

/** The day itself if the calendar has it. */
function calendarDay(text: string): Day | undefined {
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(text) ? undefined : text;
}

const daysIn = { Day: 1, Week: 7, Month: 31, Year: 366 } as const satisfies Record<PeriodUnit, number>;
const longestReport = 200 * daysIn.Year;

/** A number that may arrive as text, and then in decimal digits only: `Number("")` is 0, which nobody asked for. */
export const numeric = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === "string" && isDecimal.test(value) ? Number(value) : value), schema);
const isDecimal = /^-?\d+(\.\d+)?$/;

const isBetween = (day: Day, from: Day, before: Day) => day >= from && day < before;

const most = 10_000;

function positive(description: string, maximum = most) {
  const count = `must be a whole number from 1 to ${maximum}`;
  const schema = z.number(count).int(count).min(1, count).max(maximum, count);
  return numeric(schema).meta({ type: "integer", minimum: 1, maximum, description });
}

/** The parameter, for a metric that takes fewer periods than others where `maximum` is given. */
export const numberOfPeriods = (maximum = most) =>
  positive("Number of periods, the last of which ends on `reportDate`.", maximum);

/** The query parameters of a metric report, as they arrive (text) or already typed. */
export const ReportParameters = z
  .object({
    reportDate: z
      .string()
      .refine(
        (text) => isBetween(parseReportDate(text) ?? "", "1900", "2200"),
        "must be a date from 1900 to 2199, dd-mm-yyyy or YYYY-MM-DD",
      )
      .meta({
        description:
          "The last day of the report, `dd-mm-yyyy` or `YYYY-MM-DD`. It is taken as it is: periods end on that day of the month (or on the last day, if it is one, so that months are whole), not at the end of its month.",
        examples: ["31-05-2021"],
      }),
    periodLength: positive("Length of a period, in `periodUnit`s."),
    numberOfPeriods: numberOfPeriods(),
    periodUnit: PeriodUnit.meta({ description: "Unit of `periodLength`." }),
    includeDisplayNames: z
      .preprocess(
        (value) => (value === "true" ? true : value === "false" ? false : value),
        z.boolean("must be true or false").default(false),
      )
      .meta({
        type: "boolean",
        default: false,
        description: "Whether every figure also carries the names of its dimension, item and measure.",
      }),
  })
  .refine((p) => p.periodLength * p.numberOfPeriods * daysIn[p.periodUnit] <= longestReport, {
    message: "must not reach back more than 200 years",
    path: ["numberOfPeriods"],
  });
export type ReportParameters = z.infer<typeof ReportParameters>;
