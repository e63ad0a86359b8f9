import type { OpenStore } from "../db/open-store.js";
import {
  type ClaimedDelivery,
  claimDelivery,
  disableWebhook,
  nextDue,
  postponeDelivery,
  settleDelivery,
} from "../db/repositories/webhooks.js";
import type { Sealer } from "../lib/crypto.js";
import type { Log } from "../lib/log.js";
import { signatureHeaders } from "../lib/standard-webhooks.js";
import type { Timing } from "../lib/timing.js";
import type { WebhookSender } from "../lib/webhook-sender.js";
import { isGivenUp, waitAfter } from "./schedule.js";
import { secretContext } from "./secrets.js";

export interface DelivererOptions {
  store: Pick<OpenStore, "database" | "changes">;
  sealer: Pick<Sealer, "open">;
  sender: WebhookSender;
  timing: Timing;
  log: Log;
  observer?: DeliveryObserver;
}

/** Is told what becomes of deliveries. */
export interface DeliveryObserver {
  /** An attempt is over: taken with a 2xx, refused with another answer, or there was none. */
  attempted(outcome: "taken" | "refused" | "unanswered"): void;
  /** That was the last attempt for an event. */
  gaveUp(): void;
  /** Nothing is sent to an endpoint any more. */
  disabled(): void;
}

/** Delivers what is in the outbox, at least once each. Several replicas may: each delivery is taken by one at a time. */
export interface Deliverer {
  start(): void;
  /** Tries everything that is due, and returns when nothing is and nothing is under way. */
  deliverDue(): Promise<void>;
  /** Breaks off what is under way; it is tried again later. */
  close(): Promise<void>;
}

/** Attempts at the same time, each to another endpoint: one that hangs does not hold up the others. */
const maxAtOnce = 8;
/** After that, an attempt's process is taken to be dead. Longer than any attempt can take. */
const leaseMs = 60_000;
/** How often to look when nothing is known to be due: another replica may have written something, or died. */
const pollMs = { sqlite: 60_000, postgres: 5_000 };

/** The least wait before looking again: what is due by now is most likely being taken by another replica. */
const leastPauseMs = 100;

export function createDeliverer({ store, sealer, sender, timing, log, observer }: DelivererOptions): Deliverer {
  const { database, changes } = store;
  const stop = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  let loop: Promise<void> | undefined;
  let wake = () => {};
  let isWoken = false;
  /** Something is new: look again. */
  const look = () => {
    isWoken = true;
    wake();
  };
  const stopListening = changes.listen({ deliveriesAdded: look });

  async function attempt(delivery: ClaimedDelivery): Promise<void> {
    const { event_id: id, webhook_id: webhookId, attempts } = delivery;
    const details = { webhookId, eventId: id, eventType: delivery.event_type, attempt: attempts };
    const outcome = await send(delivery);
    if (stop.signal.aborted) return;
    const isTaken = typeof outcome === "number" && outcome >= 200 && outcome < 300;
    observer?.attempted(isTaken ? "taken" : typeof outcome === "number" ? "refused" : "unanswered");
    if (isTaken) return settleDelivery(database, delivery);

    const now = timing.now();
    const failingSince = delivery.failing_since ?? new Date(now).toISOString();
    if (outcome === 410 || isGivenUp(Date.parse(failingSince), now)) {
      log.warn({ ...details, outcome }, "a webhook was disabled");
      observer?.disabled();
      return disableWebhook(database, webhookId);
    }
    const wait = waitAfter(attempts, timing.random());
    log.warn({ ...details, outcome, retryInMs: wait }, "an event could not be delivered");
    if (wait === undefined) observer?.gaveUp();
    const due = wait === undefined ? undefined : new Date(now + wait);
    return postponeDelivery(database, delivery, { due, failingSince });
  }

  /** The status, or in a word why there is none. */
  async function send({
    event_id: id,
    webhook_id,
    sealed_secret,
    url,
    body,
  }: ClaimedDelivery): Promise<number | string> {
    try {
      const secret = sealer.open(sealed_secret, secretContext(webhook_id));
      return await sender.post(url, signatureHeaders(secret, id, timing.now(), body), body, stop.signal);
    } catch (error) {
      const { code, name } = error as { code?: unknown; name: string };
      return typeof code === "string" ? code : name;
    }
  }

  async function deliverDue(): Promise<void> {
    while (!stop.signal.aborted) {
      isWoken = false;
      while (underWay.size < maxAtOnce && !stop.signal.aborted) {
        const now = new Date(timing.now());
        const leaseUntil = new Date(now.getTime() + leaseMs);
        const delivery = await claimDelivery(database, { now, leaseUntil, notOf: [...underWay.keys()] });
        if (!delivery) break;
        const ended = attempt(delivery)
          .catch((error) => log.warn({ webhookId: delivery.webhook_id, error }, "a delivery could not be recorded"))
          .finally(() => {
            underWay.delete(delivery.webhook_id);
            look();
          });
        underWay.set(delivery.webhook_id, ended);
      }
      if (isWoken) continue;
      if (underWay.size === 0) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      let wait: number = pollMs[database.engine];
      try {
        await deliverDue();
        const due = await nextDue(database.reader);
        if (due) wait = Math.min(wait, Math.max(leastPauseMs, due.getTime() - timing.now()));
      } catch (error) {
        log.warn({ error }, "events could not be delivered; trying again");
        wait = pollMs.postgres;
      }
      await pause(wait);
    }
  }

  /** Until the time is over, something new is there, or all is over. */
  async function pause(ms: number): Promise<void> {
    if (isWoken || stop.signal.aborted) return;
    const over = new AbortController();
    wake = () => over.abort();
    await timing.sleep(ms, over.signal).catch(() => {});
  }

  return {
    start() {
      loop ??= run();
    },
    deliverDue,
    async close() {
      stopListening();
      stop.abort();
      wake();
      await Promise.all([loop, ...underWay.values()]);
    },
  };
}
