import { describe, expect, it } from "vitest";
import {
  addInterval,
  fromWallClock,
  localDay,
  offsetAt,
  timestamp,
  type ZoneName,
} from "../../../src/sandbox/core/zone.js";

const zones: ZoneName[] = ["America/New_York", "Europe/London", "UTC"];

describe("offsets", () => {
  it.each(zones)("of %s are those of the time zone database, every six hours for four years", (zone) => {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    for (let at = Date.UTC(2023, 0, 1); at < Date.UTC(2027, 0, 1); at += 6 * 3_600_000) {
      const name = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
      const [, sign = "+", hours = "0"] = /GMT(?:([+-])(\d{2}):\d{2})?/.exec(name) ?? [];
      expect(offsetAt(zone, at)).toBe(Number(`${sign}${hours}`) * 3_600_000);
    }
  });
});

describe("timestamps", () => {
  it.each<[ZoneName, string, string, string]>([
    ["America/New_York", "2026-01-01T02:00:00Z", "2025-12-31T21:00:00-05:00", "2025-12-31"],
    ["America/New_York", "2026-07-01T02:00:00Z", "2026-06-30T22:00:00-04:00", "2026-06-30"],
    ["Europe/London", "2026-07-01T23:30:00Z", "2026-07-02T00:30:00+01:00", "2026-07-02"],
    ["UTC", "2026-07-01T23:30:00Z", "2026-07-01T23:30:00Z", "2026-07-01"],
  ])("in %s %s is %s, on the day %s", (zone, utc, local, day) => {
    expect(timestamp(zone, Date.parse(utc))).toBe(local);
    expect(localDay(zone, Date.parse(utc))).toBe(day);
  });
});

describe("adding intervals", () => {
  it.each<[string, number, "day" | "month", string]>([
    ["2026-01-31T10:00:00-05:00", 1, "month", "2026-02-28T10:00:00-05:00"],
    ["2026-01-31T10:00:00-05:00", 2, "month", "2026-03-31T10:00:00-04:00"],
    ["2026-03-31T10:00:00-04:00", -1, "month", "2026-02-28T10:00:00-05:00"],
    ["2024-02-29T10:00:00-05:00", 12, "month", "2025-02-28T10:00:00-05:00"],
    ["2026-03-07T10:00:00-05:00", 7, "day", "2026-03-14T10:00:00-04:00"],
    ["2026-10-31T10:00:00-04:00", 1, "day", "2026-11-01T10:00:00-05:00"],
  ])("%s and %i %s is %s by the local clock", (from, count, unit, to) => {
    const zone = "America/New_York";
    expect(timestamp(zone, addInterval(zone, Date.parse(from), count, unit))).toBe(to);
  });

  it("finds the instant of a wall clock on both sides of a change", () => {
    const wall = (text: string) => fromWallClock("America/New_York", Date.parse(text));
    expect(wall("2026-03-08T00:00:00Z")).toBe(Date.parse("2026-03-08T05:00:00Z"));
    expect(wall("2026-03-09T00:00:00Z")).toBe(Date.parse("2026-03-09T04:00:00Z"));
  });
});
