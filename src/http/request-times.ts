import type { Histogram } from "prom-client";

/** Upper bounds in seconds; above the last one is `+Inf`. */
const bounds = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15] as const;

/** How long answers of one kind took. */
interface Times {
  labels: { method: string; route: string; status: number };
  /** Answers by the first bound they are within. */
  counts: number[];
  seconds: number;
}

export interface RequestTimes {
  /** What counts the answers of one kind. */
  ofKind(method: string, route: string, status: number): (seconds: number) => void;
  /** What was counted, as prom-client shows it. */
  readonly metric: Histogram;
}

/**
 * A histogram of answer times. prom-client's own would sort and hash the labels of every single answer, which for a cached
 * one is a good part of the work; here that is done once for each kind of answer.
 */
export function createRequestTimes(name: string, help: string): RequestTimes {
  /** By route, because its pattern is one and the same text with every request. */
  const known = new Map<string, Times[]>();

  function timesOf(method: string, route: string, status: number): Times {
    const ofRoute = known.get(route) ?? [];
    if (ofRoute.length === 0) known.set(route, ofRoute);
    let times = ofRoute.find(({ labels }) => labels.status === status && labels.method === method);
    if (!times) {
      times = { labels: { method, route, status }, counts: Array(bounds.length + 1).fill(0), seconds: 0 };
      ofRoute.push(times);
    }
    return times;
  }

  const metric = {
    name,
    help,
    type: "histogram",
    get: async () => ({
      name,
      help,
      type: "histogram",
      aggregator: "sum",
      values: [...known.values()].flat().flatMap(valuesOf(name)),
    }),
  };
  return {
    ofKind(method, route, status) {
      const times = timesOf(method, route, status);
      return (seconds) => {
        let bucket = 0;
        while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket++;
        times.counts[bucket] = (times.counts[bucket] ?? 0) + 1;
        times.seconds += seconds;
      };
    },
    // A registry asks nothing else of a metric.
    metric: metric as unknown as Histogram,
  };
}

/** Prometheus counts in each bucket what is in the ones before as well. */
const valuesOf =
  (name: string) =>
  ({ labels, counts, seconds }: Times) => {
    let sum = 0;
    const buckets = counts.map((count, index) => {
      sum += count;
      return { metricName: `${name}_bucket`, labels: { ...labels, le: bounds[index] ?? "+Inf" }, value: sum };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: seconds },
      { metricName: `${name}_count`, labels, value: sum },
    ];
  };
