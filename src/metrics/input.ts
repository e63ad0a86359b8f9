import type { ReportError } from "../model/metrics/report.js";
import type { Freshness } from "../model/metrics/report-parts.js";
import type { SubscriptionReportParameters } from "../model/metrics/subscription-parameters.js";
import type { CondensedReader, FactCondenser, FactKind, FactReader } from "./facts/index.js";

/** Everything a metric is computed from. */
export interface MetricInput {
  readonly facts: FactReader;
  /** Where it is not given, or has nothing, what it would give is made of the facts. */
  readonly condensed?: CondensedReader;
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

/** What a condenser makes, part by part: as it is stored, or else made now. */
export async function* condensedFacts<P>(input: MetricInput, condenser: FactCondenser): AsyncGenerator<P> {
  const stored = await input.condensed?.(condenser);
  const parts = stored === undefined ? condenser.condense(input.facts(condenser.of)) : parsed(stored);
  for await (const part of parts) {
    yield part as P;
    await input.breathe?.();
  }
}

function* parsed(texts: readonly string[]): Generator<unknown> {
  for (const text of texts) yield JSON.parse(text);
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
