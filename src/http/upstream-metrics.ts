import type { Metric } from "prom-client";
import type { RequestObservation } from "../lib/http.js";
import { counter } from "./counter.js";

/** Counts what is asked of sources. No label holds a site, a company or an id. */
export interface UpstreamMetrics {
  /** Counts an attempt that was sent. */
  requested(observation: RequestObservation): void;
  /** Counts a source that knows no pages and repeated its first one. */
  repeated(subject: string): void;
  readonly metrics: readonly Metric[];
}

export function createUpstreamMetrics(): UpstreamMetrics {
  const requests = counter("upstream_requests_total", "Attempts sent to sources, by what was asked and how it ended.", [
    "subject",
    "outcome",
  ]);
  const retries = counter("upstream_retries_total", "Attempts that were not the first of their request.", ["subject"]);
  const seconds = counter("upstream_request_seconds_total", "Time that attempts took.", ["subject"]);
  const repeats = counter("upstream_repeated_pages_total", "Second pages that repeated the first.", ["subject"]);
  return {
    requested({ subject = "other", outcome, attempt, durationMs }) {
      requests.inc({ subject, outcome });
      seconds.inc({ subject }, durationMs / 1000);
      if (attempt > 1) retries.inc({ subject });
    },
    repeated: (subject) => repeats.inc({ subject }),
    metrics: [requests, retries, seconds, repeats],
  };
}
