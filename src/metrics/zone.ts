import type { SubscriptionReport } from "../model/metrics/subscription-report.js";
import type { DayNumber } from "./calendar.js";

/** Tells which calendar day an instant (seconds since 1970, UTC) falls on. */
export type LocalDay = (seconds: number) => DayNumber;

/** The zone of a report: the one asked for, else the source's own, else UTC. */
export function zoneOf({
  parameters,
  sourceTimeZone,
}: {
  parameters: { timeZone?: string | undefined };
  sourceTimeZone?: string | undefined;
}): Pick<SubscriptionReport, "timeZone" | "timeZoneSource"> {
  if (parameters.timeZone !== undefined) return { timeZone: parameters.timeZone, timeZoneSource: "Parameter" };
  if (sourceTimeZone !== undefined) return { timeZone: sourceTimeZone, timeZoneSource: "Source" };
  return { timeZone: "UTC", timeZoneSource: "Default" };
}

const secondsADay = 86_400;

/**
 * The calendar of a time zone: an IANA name (`America/New_York`) or a fixed offset (`-05:00`). Undefined for anything
 * else.
 *
 * Looking a zone up is slow, so its offset is looked up at the ends of each UTC day once, and at the very instant only
 * on the days it changes on.
 */
export function localDays(timeZone: string): LocalDay | undefined {
  const fixed = /^([+-])(\d{2}):(\d{2})$/.exec(timeZone);
  if (fixed !== null || timeZone === "UTC") {
    const minutes = fixed === null ? 0 : (fixed[1] === "-" ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]));
    return (seconds) => Math.floor((seconds + minutes * 60) / secondsADay);
  }
  const offsetAt = offsetsOf(timeZone);
  if (offsetAt === undefined) return undefined;
  const known = new Map<DayNumber, number | "changes">();
  return (seconds) => {
    const utcDay = Math.floor(seconds / secondsADay);
    let offset = known.get(utcDay);
    if (offset === undefined) {
      const first = offsetAt(utcDay * secondsADay);
      offset = first === offsetAt((utcDay + 1) * secondsADay) ? first : "changes";
      known.set(utcDay, offset);
    }
    return Math.floor((seconds + (offset === "changes" ? offsetAt(seconds) : offset)) / secondsADay);
  };
}

/** The zone's offset from UTC in seconds at an instant; undefined when there is no such zone. */
function offsetsOf(timeZone: string): ((seconds: number) => number) | undefined {
  const format = formatOf(timeZone);
  if (format === undefined) return undefined;
  return (seconds) => {
    const parts = Object.fromEntries(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
    const local = Date.UTC(
      Number(parts["year"]),
      Number(parts["month"]) - 1,
      Number(parts["day"]),
      Number(parts["hour"]),
      Number(parts["minute"]),
      Number(parts["second"]),
    );
    return local / 1000 - seconds;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
