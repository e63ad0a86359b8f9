import type { PackedRefunded } from "../facts/event.js";
import { factsOfKind, type MetricInput } from "../input.js";

/** When refunds were made (seconds since 1970) by the source's id of them: what their events say. */
export type RefundDates = ReadonlyMap<string, number>;

export async function readRefundDates(input: MetricInput): Promise<RefundDates> {
  const dates = new Map<string, number>();
  for await (const chunk of factsOfKind<PackedRefunded>(input, "refunded")) {
    for (const [refundId, at] of chunk) dates.set(refundId, Math.min(at, dates.get(refundId) ?? at));
  }
  return dates;
}
