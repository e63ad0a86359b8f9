import { Gauge, type Metric } from "prom-client";
import type { Outbox, Webhooks } from "../db/store.js";
import type { DeliveryObserver } from "../webhooks/deliverer.js";
import { counter } from "./counter.js";

/** Counts attempts to deliver events, and shows what waits. No label holds an endpoint or an id. */
export interface DeliveryMetrics extends DeliveryObserver {
  readonly metrics: readonly Metric[];
}

const outcomes = ["taken", "refused", "unanswered"] as const;

export function createDeliveryMetrics(webhooks: Pick<Webhooks, "outbox">, now = () => Date.now()): DeliveryMetrics {
  const attempts = counter("webhook_attempts_total", "Attempts to deliver an event, by how they ended.", ["outcome"]);
  const givenUp = counter("webhook_events_given_up_total", "Events that no attempt delivered.");
  const disabled = counter(
    "webhook_endpoints_disabled_total",
    "Endpoints disabled: they want no more, or take nothing.",
  );
  // Each is there from the start: a rate of failures is then 0 and not absent.
  for (const outcome of outcomes) attempts.inc({ outcome }, 0);

  let asked: Promise<Outbox> | undefined;
  /** Gauges are collected at the same time: they ask the database once. */
  const ask = () => {
    asked ??= webhooks.outbox().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  const gauge = (name: string, help: string, read: (outbox: Outbox) => number) =>
    new Gauge({
      name,
      help,
      registers: [],
      // Unknown while the database does not answer: the other figures are wanted then all the more.
      collect() {
        return ask().then(
          (outbox) => this.set(read(outbox)),
          () => this.set(Number.NaN),
        );
      },
    });
  return {
    attempted: (outcome) => attempts.inc({ outcome }),
    gaveUp: () => givenUp.inc(),
    disabled: () => disabled.inc(),
    metrics: [
      attempts,
      givenUp,
      disabled,
      gauge("webhook_endpoints", "Endpoints that events are sent to.", ({ enabled }) => enabled),
      gauge("webhook_endpoints_disabled", "Endpoints that nothing is sent to.", ({ disabled }) => disabled),
      gauge("webhook_outbox_deliveries", "Deliveries that wait for an attempt.", ({ waiting }) => waiting),
      gauge("webhook_outbox_overdue_seconds", "For how long the next of them has been due.", ({ nextDue }) =>
        nextDue === undefined ? 0 : Math.max(0, now() - nextDue.getTime()) / 1000,
      ),
    ],
  };
}
