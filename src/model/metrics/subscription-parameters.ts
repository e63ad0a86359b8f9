import { z } from "zod";
import { numeric, ReportParameters } from "./parameters.js";

const conventions = ["standard-billing/1", "maxio-comparable/1"] as const;
export const ConventionName = z.enum(conventions, `must be ${conventions.join(" or ")}`).meta({
  description:
    "How recurring revenue is counted. `standard-billing/1`: discounts that recur are deducted, a scheduled cancellation counts until it takes effect, a subscription on hold does not count, a customer who returns is reactivated however long they were away. `maxio-comparable/1`: all discounts are deducted, revenue leaves when a cancellation is made, a subscription on hold counts, a return after more than 90 days is new.",
});
export type ConventionName = z.infer<typeof ConventionName>;

const percent = "must be a number of percent, from 0 to 100";
const percentage = (description: string, otherwise: number) =>
  numeric(z.number(percent).min(0, percent).max(100, percent).default(otherwise)).meta({ description });

const days = "must be a whole number of days from 0 to 366";

/** `30,60,90`: ascending whole days. */
const AgeingDays = z
  .string()
  .default("30,60,90,120")
  .transform((text, context) => {
    const ends = text.split(",").map((end) => (/^\d{1,4}$/.test(end.trim()) ? Number(end) : Number.NaN));
    const isAscending = ends.every((end, i) => end > (ends[i - 1] ?? 0) && end <= 3650);
    if (isAscending && ends.length <= 10) return ends;
    context.addIssue({
      code: "custom",
      message: "must be up to 10 ascending whole numbers of days, like 30,60,90,120",
    });
    return z.NEVER;
  });

const currencyCode = "must be a currency's code of three capital letters, like USD";

/** Whether a text is a fixed offset from UTC, or the name of a time zone that exists. */
function isTimeZone(text: string): boolean {
  if (/^[+-]/.test(text)) return /^[+-](0\d|1[0-4]):[0-5]\d$/.test(text);
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The query parameters of a subscription metric: Codat's of a report, and ours. */
export const SubscriptionReportParameters = ReportParameters.safeExtend({
  currency: z
    .string(currencyCode)
    .regex(/^[A-Z]{3}$/, currencyCode)
    .optional()
    .meta({
      description:
        "The currency reported on; amounts in others are listed under `exclusions`, never added. The company's base currency when left out.",
    }),
  convention: ConventionName.default("standard-billing/1"),
  timeZone: z
    .string()
    .refine(isTimeZone, "must be the name of a time zone, like America/New_York, or an offset, like -05:00")
    .optional()
    .meta({
      description:
        "The zone whose days instants are put into, an IANA name or an offset such as `-05:00`. When left out, the source's own, as its timestamps tell it (`connectionInfo.timeZone`), else UTC. Dates of invoices are days of the source's zone whatever is asked for.",
      examples: ["America/New_York"],
    }),
  graceDays: numeric(z.number(days).int(days).min(0, days).max(366, days).default(15)).meta({
    description:
      "How many days without a charge a subscription still counts in the past, when no event says whether it was active.",
  }),
  customerThreshold: percentage("Share of one customer, in percent, above which `concentration` raises a flag.", 10),
  topFiveThreshold: percentage("Share of the five largest customers above which `concentration` raises a flag.", 25),
  ageingDays: AgeingDays.meta({
    description: "Upper ends of the age buckets of `receivables`, in days past due.",
  }),
});
export type SubscriptionReportParameters = z.infer<typeof SubscriptionReportParameters>;
