/**
 * Site time. Maxio answers in the site's time zone with a numeric offset, and a site's day begins at its own midnight.
 * Instants are milliseconds since 1970 in UTC everywhere in the sandbox; this file is the only place that knows zones.
 */

export type Millis = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Zones a sandbox site can have, with the rule of their daylight saving time. */
export type ZoneName = "America/New_York" | "Europe/London" | "UTC";

export type IntervalUnit = "day" | "month";

interface ZoneRule {
  standardOffset: Millis;
  daylight: (year: number) => { from: Millis; to: Millis } | undefined;
}

const zones: Record<ZoneName, ZoneRule> = {
  "America/New_York": {
    standardOffset: -5 * HOUR,
    daylight: (year) => ({ from: sunday(year, 2, 2) + 7 * HOUR, to: sunday(year, 10, 1) + 6 * HOUR }),
  },
  "Europe/London": {
    standardOffset: 0,
    daylight: (year) => ({ from: lastSunday(year, 2) + HOUR, to: lastSunday(year, 9) + HOUR }),
  },
  UTC: { standardOffset: 0, daylight: () => undefined },
};

/** Midnight UTC of the n-th Sunday of a month (0-based). */
function sunday(year: number, month: number, nth: number): Millis {
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - firstWeekday) % 7) + (nth - 1) * 7);
}

function lastSunday(year: number, month: number): Millis {
  const lastDay = new Date(Date.UTC(year, month + 1, 0));
  return lastDay.getTime() - lastDay.getUTCDay() * DAY;
}

interface ZoneYear {
  from: Millis;
  to: Millis;
  daylight: { from: Millis; to: Millis } | undefined;
}

/** The years asked for so far, the latest first: questions come in runs, and working the rule out each time is slow. */
const years: Record<ZoneName, ZoneYear[]> = { "America/New_York": [], "Europe/London": [], UTC: [] };

function zoneYear(zone: ZoneName, at: Millis): ZoneYear {
  const known = years[zone].find(({ from, to }) => at >= from && at < to);
  if (known) return known;
  const year = new Date(at).getUTCFullYear();
  const found = { from: Date.UTC(year, 0, 1), to: Date.UTC(year + 1, 0, 1), daylight: zones[zone].daylight(year) };
  years[zone].unshift(found);
  return found;
}

/** The offset of local time from UTC at an instant. */
export function offsetAt(zone: ZoneName, at: Millis): Millis {
  const { daylight } = zoneYear(zone, at);
  const isDaylight = daylight !== undefined && at >= daylight.from && at < daylight.to;
  return zones[zone].standardOffset + (isDaylight ? HOUR : 0);
}

/** An instant as Maxio prints it: `2026-03-14T09:30:00-04:00`. */
export function timestamp(zone: ZoneName, at: Millis): string {
  const offset = offsetAt(zone, at);
  const local = new Date(at + offset).toISOString().slice(0, 19);
  if (zone === "UTC") return `${local}Z`;
  const minutes = Math.abs(offset) / MINUTE;
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The site-local day of an instant: `2026-03-14`. */
export function localDay(zone: ZoneName, at: Millis): string {
  return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 10);
}

/** The instant at which a local wall clock shows the given time; `wall` is that time read as if it were UTC. */
export function fromWallClock(zone: ZoneName, wall: Millis): Millis {
  const guess = wall - offsetAt(zone, wall);
  return wall - offsetAt(zone, guess);
}

/**
 * Adds whole intervals to an instant, keeping the local wall clock. Months are clamped to their last day
 * (31 January + 1 month = 28 February), always counted from `at`, so a chain of periods never drifts.
 */
export function addInterval(zone: ZoneName, at: Millis, count: number, unit: IntervalUnit): Millis {
  const wall = at + offsetAt(zone, at);
  if (unit === "day") return fromWallClock(zone, wall + count * DAY);
  const date = new Date(wall);
  const firstOfMonth = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
  const first = new Date(firstOfMonth);
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  return fromWallClock(zone, firstOfMonth + (day - 1) * DAY + (wall - Math.floor(wall / DAY) * DAY));
}
