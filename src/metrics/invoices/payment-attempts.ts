import { type AttemptFact, attemptsIn } from "../facts/event.js";
import type { PackedId } from "../facts/packing.js";
import { factsOfKind, type MetricInput } from "../input.js";
import { periodIndex } from "../periods.js";
import type { DaySpan } from "../reporting-days.js";
import type { LocalDay } from "../zone.js";

/** Attempts to collect a payment. */
export interface Attempts {
  failed: number;
  all: number;
}

/** Payment attempts of each period, without those for subscriptions in other currencies. */
export async function countAttempts(
  input: MetricInput,
  periods: readonly DaySpan[],
  localDay: LocalDay,
  elsewhere: ReadonlySet<PackedId>,
  /** Told of each attempt that failed. */
  onFailure?: (period: number, attempt: AttemptFact) => void,
): Promise<Attempts[]> {
  const counts = periods.map((): Attempts => ({ failed: 0, all: 0 }));
  for await (const chunk of factsOfKind<unknown>(input, "attempt")) {
    for (const attempt of attemptsIn(chunk)) {
      const { at, succeeded, subscriptionId } = attempt;
      const period = periodIndex(periods, localDay(at));
      const count = counts[period];
      if (count === undefined || elsewhere.has(subscriptionId)) continue;
      count.all += 1;
      if (succeeded) continue;
      count.failed += 1;
      onFailure?.(period, attempt);
    }
  }
  return counts;
}
