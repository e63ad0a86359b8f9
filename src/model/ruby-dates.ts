/**
 * Maxio's server is written in Ruby, and what it prints of a time has changed over the years: `Tue Jan 26 18:40:32 -0600
 * 2010` (Ruby's own, 2009 and 2010), `2010/01/26 18:40:32 -0600` (Rails 2 JSON), `Tue, 23 Oct 2018 18:49:47 EDT -04:00` (a
 * time with its zone, on price points of 2018) and `Tue, 23 Oct 2018 18:49:47 -0400` (RFC 2822).
 */
const forms = [
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<zone>[+-]\d{4}|UTC) (?<year>\d{4})$/,
  /^(?<year>\d{4})\/(?<month>\d{2})\/(?<day>\d{2}) (?<time>[\d:]{8}) (?<zone>[+-]\d{4})$/,
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>[\d:]{8}) (?:[A-Z]{2,5} )?(?<zone>[+-]\d{2}:?\d{2})$/,
];

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The same time as ISO 8601 writes it, unchecked: `2010-01-26T18:40:32-0600`. Undefined for any other text. */
export function isoFromRuby(text: string): string | undefined {
  for (const form of forms) {
    const { year, month, day, time, zone } = form.exec(text)?.groups ?? {};
    if (month === undefined || day === undefined) continue;
    const number = /^\d/.test(month) ? month : String(months.indexOf(month) + 1).padStart(2, "0");
    return `${year}-${number}-${day.replace(" ", "0")}T${time}${zone === "UTC" ? "Z" : zone}`;
  }
  return undefined;
}
