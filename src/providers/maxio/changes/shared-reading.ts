import type { Timing } from "../../../lib/timing.js";
import type { WireListName } from "../wire/index.js";

/** Something that was asked for, and since when it tells. */
interface Reading {
  readonly from: string;
  readonly answer: Promise<unknown>;
}

/** It is kept for one sync; each reader gets it once, so that a second sync never sees the first one's. */
const KEPT_MS = 60_000;

/**
 * Lets the lists of one sync share what they are all read from. Returns a function that hands out the reading that is
 * kept, where it reaches back to the instant or day asked for and the reader has not had it yet; else it begins a new one.
 */
export function shareReadings<T extends Reading>(timing: Timing) {
  let kept: { reading: T; readers: Set<WireListName>; until: number } | undefined;

  return (reader: WireListName, since: string, begin: () => T): T => {
    if (kept && kept.reading.from <= since && !kept.readers.has(reader) && timing.monotonic() < kept.until) {
      kept.readers.add(reader);
      return kept.reading;
    }
    const fresh = { reading: begin(), readers: new Set([reader]), until: timing.monotonic() + KEPT_MS };
    kept = fresh;
    // A failure is thrown to whoever awaits it, and not kept.
    fresh.reading.answer.catch(() => {
      if (kept === fresh) kept = undefined;
    });
    return fresh.reading;
  };
}
