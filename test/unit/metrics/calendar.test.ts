import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addMonths, dayOf, dayText, monthStart, wholeMonths } from "../../../src/metrics/calendar.js";
import { localDays } from "../../../src/metrics/zone.js";

const day = (text: string): number => dayOf(text) ?? Number.NaN;
const anyDay = fc.integer({ min: -40_000, max: 60_000 });

describe("days", () => {
  test("are read from dates with or without a time, and written as dates", () => {
    expect(dayOf("1970-01-02")).toBe(1);
    expect(dayText(day("2024-02-29T00:00:00"))).toBe("2024-02-29");
    expect(dayOf("soon")).toBeUndefined();
  });

  test("the calendar by arithmetic is the calendar", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -600, max: 600 }), (from, months) => {
        const start = new Date(from * 86_400_000);
        const lastDay = (y: number, m: number) => new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
        const [year, month, date] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
        const last = lastDay(year, month + months);
        const expected = date === lastDay(year, month) ? last : Math.min(date, last);
        expect(dayText(addMonths(from, months))).toBe(
          new Date(Date.UTC(year, month + months, expected)).toISOString().slice(0, 10),
        );
        expect(dayText(monthStart(from))).toBe(`${dayText(from).slice(0, 8)}01`);
      }),
    );
  });

  test.each([
    ["2026-01-15", "2026-02-15", 1],
    ["2026-01-31", "2026-02-28", 1],
    ["2026-02-28", "2026-03-31", 1],
    ["2026-02-28", "2026-03-28", 1],
    ["2024-02-28", "2024-03-30", undefined],
    ["2024-01-30", "2024-02-29", 1],
    ["2024-02-29", "2025-02-28", 12],
    ["2025-02-28", "2026-02-28", 12],
    ["2026-01-15", "2026-02-14", undefined],
    ["2026-04-30", "2026-05-31", 1],
    ["2026-04-29", "2026-05-31", undefined],
    ["2026-01-15", "2026-01-15", undefined],
  ])("%s to %s are %s months", (from, to, months) => expect(wholeMonths(day(from), day(to))).toBe(months));

  test("a billing day keeps its months, whichever months it runs through", () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 36 }),
        fc.integer({ min: 1, max: 12 }),
        (anchor, passed, interval) => {
          // Billed on the anchor's day of the month, or the last one.
          const clamped = (months: number) => {
            const date = new Date(anchor * 86_400_000);
            const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
            const at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, Math.min(date.getUTCDate(), last));
            return at / 86_400_000;
          };
          expect(wholeMonths(clamped(passed), clamped(passed + interval))).toBe(interval);
        },
      ),
    );
  });
});

describe("time zones", () => {
  const at = (instant: string) => Date.parse(instant) / 1000;

  test.each([
    ["UTC", "2026-02-01T03:00:00Z", "2026-02-01"],
    ["-05:00", "2026-02-01T03:00:00Z", "2026-01-31"],
    ["+13:45", "2026-02-01T10:15:00Z", "2026-02-02"],
    ["America/New_York", "2026-02-01T04:59:59Z", "2026-01-31"],
    ["America/New_York", "2026-02-01T05:00:00Z", "2026-02-01"],
    // Daylight saving: from 8 March at 07:00 UTC the offset is −4.
    ["America/New_York", "2026-03-09T03:59:59Z", "2026-03-08"],
    ["America/New_York", "2026-03-09T04:00:00Z", "2026-03-09"],
    ["America/New_York", "2026-03-08T04:59:59Z", "2026-03-07"],
    ["America/New_York", "2026-03-08T05:00:00Z", "2026-03-08"],
    ["Asia/Kolkata", "2026-03-08T18:30:00Z", "2026-03-09"],
  ])("in %s %s is on %s", (zone, instant, expected) => {
    expect(dayText(localDays(zone)?.(at(instant)) ?? Number.NaN)).toBe(expected);
  });

  test("a zone that does not exist is none", () => {
    expect(localDays("Mars/Olympus")).toBeUndefined();
    expect(localDays("5")).toBeUndefined();
  });
});
