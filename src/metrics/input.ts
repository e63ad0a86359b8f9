import type { ReportError } from "../model/metrics/report.js";
import type { Freshness } from "../model/metrics/report-parts.js";
import type { SubscriptionReportParameters } from "../model/metrics/subscription-parameters.js";
import type { FactKind, FactReader } from "./facts/index.js";

/** Everything a metric is computed from. */
export interface MetricInput {
  readonly facts: FactReader;
  readonly parameters: SubscriptionReportParameters;
  /** The instant the data is of (UTC): when it was last read from the source. It is the metric's present. */
  readonly asOf: string;
  /** The source's own time zone, where it is known. */
  readonly sourceTimeZone?: string | undefined;
  /** How fresh each data type is; passed on in the report. */
  readonly freshness?: readonly Freshness[];
  /** What the caller knows to be missing or old among the data; reported beside the figures, and where it explains one. */
  readonly notes?: readonly ReportError[];
  /** Called between pieces of work, some milliseconds each, so that the caller can let others run. */
  readonly breathe?: () => Promise<void>;
}

/** Reads facts of a kind one chunk at a time. */
export async function* factsOfKind<P>(input: MetricInput, kind: FactKind): AsyncGenerator<P[]> {
  for await (const bodies of input.facts(kind)) yield JSON.parse(bodies) as P[];
}

/** Documents between two breaths: some milliseconds of work. */
const AT_A_TIME = 100;

/** Hands things out one by one, with a breath now and then. */
export async function* atEase<T>(things: Iterable<T>, { breathe }: MetricInput): AsyncGenerator<T> {
  let count = 0;
  for (const thing of things) {
    yield thing;
    count += 1;
    if (count % AT_A_TIME === 0) await breathe?.();
  }
}
