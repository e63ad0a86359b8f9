import { type Amount, decimal } from "../core/money.js";
import type { Tweak } from "../core/records/row.js";
import { localDay, type Millis, timestamp, type ZoneName } from "../core/zone.js";

/** A record's JSON with its edge case worked in. */
export function tweaked(row: { tweak?: Tweak }, rendered: object): unknown {
  const { tweak } = row;
  if (!tweak) return rendered;
  if ("instead" in tweak) return tweak.instead;
  const changed: Record<string, unknown> = { ...rendered, ...tweak.set };
  for (const key of tweak.omit ?? []) delete changed[key];
  return changed;
}

export interface SiteClock {
  at(at: Millis): string;
  maybe(at: Millis | null): string | null;
  day(at: Millis): string;
}

export function siteClock(zone: ZoneName): SiteClock {
  return {
    at: (at) => timestamp(zone, at),
    maybe: (at) => (at === null ? null : timestamp(zone, at)),
    day: (at) => localDay(zone, at),
  };
}

/** The row another row refers to; a generated site never refers to what it does not have. */
export function related<R>(row: R | undefined, what: string): R {
  if (row === undefined) throw new Error(`the site has no ${what}`);
  return row;
}

/** `coupon.amount` and `currency_prices[].price` are JSON numbers in major units. */
export function asNumber(value: Amount): number {
  return Number(decimal(value));
}
