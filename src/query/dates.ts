const pattern = /^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?$/i;

const first = Date.parse("0000-01-01T00:00:00Z");
const last = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * The form in which dates compare: `2026-05-01T12:00:00.000`, in UTC. Text without a zone is taken as it is written,
 * text without a time means midnight, and digits after the millisecond are ignored.
 *
 * @returns undefined when the text is not a date, a time or an offset that exists, or outside the years 0000 to 9999.
 */
export function dateKey(text: string): string | undefined {
  const milliseconds = dateNumber(text);
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString().slice(0, -1);
}

/** The same instant in milliseconds since 1970: the order of the numbers is the order of the keys. */
export function dateNumber(text: string): number | undefined {
  return ofInstant(text) ?? ofAnyForm(text);
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Of the form that instants have in records, which a sync puts into numbers by the dozen a record; undefined for others. */
function ofInstant(text: string): number | undefined {
  const milliseconds = instant.test(text) ? Date.parse(text) : Number.NaN;
  // A day no month has, or hour 24, becomes another day.
  return new Date(milliseconds).getUTCDate() === Number(text.slice(8, 10)) ? milliseconds : undefined;
}

function ofAnyForm(text: string): number | undefined {
  const parts = pattern.exec(text);
  if (!parts) return undefined;
  const [
    ,
    day = "",
    hour = "0",
    minute = "0",
    second = "0",
    fraction = "",
    sign,
    offsetHour = "0",
    offsetMinute = "0",
  ] = parts;
  const midnight = midnightOf(day);
  if (midnight === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;

  const time = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1000;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000 * (sign === "-" ? -1 : 1);
  const number = midnight + time + milliseconds - offset;
  return number >= first && number <= last ? number : undefined;
}

/** Undefined for a day no month has. */
function midnightOf(day: string): number | undefined {
  const midnight = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.getUTCDate() === Number(day.slice(8));
  return exists ? midnight.getTime() : undefined;
}
