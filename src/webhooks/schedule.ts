const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Codat's: at once, and then after each failure so much later. */
const waits = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour];

/** How much later than planned an attempt may be, so that what failed together is not tried together. */
const jitter = 0.1;

/**
 * Milliseconds to wait after so many failed attempts; undefined when there is to be no other.
 *
 * @param random in [0, 1).
 */
export function waitAfter(attempts: number, random: number): number | undefined {
  const wait = waits[attempts - 1];
  return wait === undefined ? undefined : Math.round(wait * (1 + jitter * random));
}

/** Whether an endpoint that has taken nothing since an instant is not tried any more: after five days, as at Codat. */
export function isGivenUp(failingSince: number, now: number): boolean {
  return now - failingSince >= 5 * day;
}
