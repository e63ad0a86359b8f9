import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toInstant, toLocalDate } from "../../../src/model/dates.js";

describe("toInstant", () => {
  it.each([
    ["2026-05-01T12:00:00Z", "2026-05-01T12:00:00Z"],
    ["2026-05-01T12:00:00z", "2026-05-01T12:00:00Z"],
    ["2026-05-01t12:00:00Z", "2026-05-01T12:00:00Z"],
    // One site, summer and winter: New York is 4 hours behind in May and 5 in January.
    ["2026-05-01T12:00:00-04:00", "2026-05-01T16:00:00Z"],
    ["2026-01-15T12:00:00-05:00", "2026-01-15T17:00:00Z"],
    // The hour that clocks repeat on 2026-11-01: 01:30 twice, an hour apart.
    ["2026-11-01T01:30:00-04:00", "2026-11-01T05:30:00Z"],
    ["2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00Z"],
    // Over midnight, the month, the year and a leap day, in both directions.
    ["2026-05-01T22:30:00-04:00", "2026-05-02T02:30:00Z"],
    ["2026-04-30T23:00:00-05:00", "2026-05-01T04:00:00Z"],
    ["2026-12-31T23:59:59-05:00", "2027-01-01T04:59:59Z"],
    ["2027-01-01T00:30:00+01:00", "2026-12-31T23:30:00Z"],
    ["2024-03-01T00:10:00+05:30", "2024-02-29T18:40:00Z"],
    ["2026-03-01T00:10:00+05:30", "2026-02-28T18:40:00Z"],
    ["2026-05-01T12:00:00.987-04:00", "2026-05-01T16:00:00Z"],
    ["2026-05-01T12:00:00.123456Z", "2026-05-01T12:00:00Z"],
    ["2026-05-01T12:00:00+0530", "2026-05-01T06:30:00Z"],
    ["2026-05-01T12:00:00+05", "2026-05-01T07:00:00Z"],
    // As webhooks and legacy fields print it.
    ["2012-09-09 11:38:33 -0400", "2012-09-09T15:38:33Z"],
    ["2012-09-09 11:38:33 UTC", "2012-09-09T11:38:33Z"],
    // As Ruby prints it: answers of 2009 and 2010, and price points of 2018.
    ["Fri Mar 05 22:15:09 -0600 2010", "2010-03-06T04:15:09Z"],
    ["Fri Mar  5 22:15:09 -0600 2010", "2010-03-06T04:15:09Z"],
    ["Sun Feb 28 23:59:59 UTC 2010", "2010-02-28T23:59:59Z"],
    ["2010/03/05 22:15:09 -0600", "2010-03-06T04:15:09Z"],
    ["Wed, 07 Nov 2018 09:30:00 EST -05:00", "2018-11-07T14:30:00Z"],
    ["Wed, 07 Nov 2018 09:30:00 -0500", "2018-11-07T14:30:00Z"],
  ])("%s is %s", (text, expected) => {
    expect(toInstant(text)).toBe(expected);
  });

  it.each([
    "",
    "2026-05-01",
    "2026-05-01T12:00:00",
    "2026-05-01T12:00:00 EST",
    "2026-05-01T12:00Z",
    "2026-02-30T12:00:00Z",
    "2025-02-29T12:00:00Z",
    "2026-04-31T12:00:00Z",
    "2026-13-01T12:00:00Z",
    "2026-00-01T12:00:00Z",
    "2026-01-00T12:00:00Z",
    "0000-01-01T12:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "2026-05-01T24:00:00Z",
    "2026-05-01T12:60:00Z",
    "2026-05-01T12:00:60Z",
    "2026-05-01T12:00:00Zjunk",
    "2026-05-01T12:00:00+05:3",
    "2026-05-01T12:00:00+05:300",
    "2026-05-01T12:00:00+24:00",
    "2026/05/01T12:00:00Z",
    "05/01/2026 12:00",
    "yesterday",
    "Fri Mar 05 22:15:09 EST 2010",
    "Fri Mrz 05 22:15:09 -0600 2010",
    "Tue Feb 30 22:15:09 -0600 2010",
    "2010/03/05 22:15:09",
    "Wed, 07 Nov 2018 09:30:00 EST",
  ])("%j is no instant", (text) => {
    expect(toInstant(text)).toBeUndefined();
  });

  it("agrees with Date on any instant in any zone", () => {
    const instants = fc.date({
      min: new Date("0002-01-01T00:00:00Z"),
      max: new Date("9998-01-01T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: -23 * 60, max: 23 * 60 }), (date, offset) => {
        const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
        const zone = `${offset < 0 ? "-" : "+"}${pad(Math.abs(offset) / 60)}:${pad(Math.abs(offset) % 60)}`;
        expect(toInstant(local + zone)).toBe(`${date.toISOString().slice(0, 19)}Z`);
      }),
    );
  });

  it("answers any text without throwing", () => {
    fc.assert(fc.property(fc.string(), (text) => toInstant(text) === undefined));
  });
});

const pad = (value: number) => String(Math.floor(value)).padStart(2, "0");

describe("toLocalDate", () => {
  it.each([
    ["2018-07-26", "2018-07-26T00:00:00"],
    ["2024-02-29", "2024-02-29T00:00:00"],
    // The day printed is the site's; converting it to UTC would move it.
    ["2018-07-26T23:30:00-04:00", "2018-07-26T00:00:00"],
  ])("%s is %s", (text, expected) => {
    expect(toLocalDate(text)).toBe(expected);
  });

  it.each(["", "2018-02-30", "0000-01-01", "2018-7-26", "26.07.2018", "2018-07-26x"])("%j is no date", (text) => {
    expect(toLocalDate(text)).toBeUndefined();
  });
});
