/**
 * What a site holds, in the sandbox's own terms: exact amounts, instants, no envelopes. `render/` turns these rows into
 * Maxio's JSON. Rows are plain mutable objects: the simulation and `change()` move them through time.
 */
import type { IntervalUnit, Millis } from "../zone.js";

/**
 * How one record's JSON differs from what it should be: the sandbox's edge cases and garbage. `set` overwrites fields
 * of the rendered record, `omit` removes them, `instead` takes the whole record's place.
 */
export interface Tweak {
  set?: Readonly<Record<string, unknown>>;
  omit?: readonly string[];
  instead?: unknown;
}

export interface Row {
  id: number;
  createdAt: Millis;
  updatedAt: Millis;
  tweak?: Tweak;
}

export interface Interval {
  count: number;
  unit: IntervalUnit;
}
