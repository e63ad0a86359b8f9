import { UpstreamError } from "../errors.js";
import { type Breaker, type BreakerOptions, createBreaker } from "./breaker.js";
import { createSemaphore } from "./semaphore.js";
import type { Timing } from "./timing.js";

/**
 * What all requests to one site share, whoever makes them: the number in flight, the breaker, and the moment before which
 * the site asked not to be disturbed.
 */
export interface Lane {
  readonly breaker: Breaker;
  /** Waits for a turn; resolves to a function that ends it. Throws `throttled` or `circuitOpen` when none will come. */
  enter(deadline: number, signal: AbortSignal): Promise<() => void>;
  /** The site asked for silence (`Retry-After`), milliseconds from now. */
  hold(ms: number): void;
}

export interface LaneOptions {
  /** Requests in flight at a time. */
  concurrency: number;
  breaker: BreakerOptions;
}

export function createLane(options: LaneOptions, timing: Timing): Lane {
  const semaphore = createSemaphore(options.concurrency);
  const breaker = createBreaker(options.breaker, timing);
  let heldUntil = 0;

  return {
    breaker,
    hold(ms) {
      heldUntil = Math.max(heldUntil, timing.monotonic() + ms);
    },
    async enter(deadline, signal) {
      const leave = await semaphore.acquire(signal);
      try {
        const held = heldUntil - timing.monotonic();
        if (held > 0) {
          if (heldUntil >= deadline) throw silenceAsked(held);
          await timing.sleep(held, signal);
        }
        if (!breaker.admit()) throw circuitOpen(breaker.openForMs());
        return leave;
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

function silenceAsked(ms: number): UpstreamError {
  return new UpstreamError("throttled", "The source asked to be left alone for now", {
    retryAfterSeconds: Math.ceil(ms / 1000),
  });
}

function circuitOpen(ms: number): UpstreamError {
  return new UpstreamError("circuitOpen", "Recent requests to the source failed, so none is sent for now", {
    retryAfterSeconds: Math.max(1, Math.ceil(ms / 1000)),
  });
}
