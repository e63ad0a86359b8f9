import { expect, test } from "vitest";
import { zoneFrom } from "../../../../src/providers/maxio/site-zone.js";

test.each([
  ["-05:00", "-04:00", "America/New_York"],
  ["+00:00", "+01:00", "Europe/London"],
  ["+11:00", "+10:00", "Australia/Sydney"],
  ["-07:00", "-07:00", "-07:00"],
  ["-05:00", undefined, "-05:00"],
  [undefined, "+02:00", "+02:00"],
  ["+01:00", "+09:00", undefined],
  [undefined, undefined, undefined],
])("%s in January and %s in July is %s", (january, july, zone) => {
  expect(zoneFrom(january, july)).toBe(zone);
  if (zone === undefined || /^[+-]/.test(zone)) return;
  const offset = (month: string) =>
    new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
      .formatToParts(new Date(`2026-${month}-15T12:00:00Z`))
      .find(({ type }) => type === "timeZoneName")
      ?.value.replace(/^GMT$/, "GMT+00:00");
  expect([offset("01"), offset("07")]).toEqual([`GMT${january}`, `GMT${july}`]);
});
