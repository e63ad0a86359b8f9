import type { Timing } from "./timing.js";

export interface BreakerOptions {
  /** Failures in a row that open it. */
  threshold: number;
  /** How long it stays open before one request may try again, milliseconds. */
  cooldownMs: number;
}

/**
 * Stops asking a server that keeps failing: closed → open after `threshold` failures in a row → half-open after
 * `cooldownMs`, when a single request may try → closed when that one is answered, else open again.
 */
export interface Breaker {
  /** Asks to send one request; false when none may be sent now. Each `true` must be followed by exactly one `settle`. */
  admit(): boolean;
  /** `neutral` proves nothing either way: a caller that gave up. */
  settle(outcome: "healthy" | "unhealthy" | "neutral"): void;
  /** Milliseconds until a request may be tried; 0 when one may be now. */
  openForMs(): number;
}

export function createBreaker(options: BreakerOptions, timing: Pick<Timing, "monotonic">): Breaker {
  let failures = 0;
  let openUntil: number | undefined;
  let probing = false;

  return {
    admit() {
      if (openUntil === undefined) return true;
      if (probing || timing.monotonic() < openUntil) return false;
      probing = true;
      return true;
    },
    settle(outcome) {
      probing = false;
      if (outcome === "neutral") return;
      if (outcome === "healthy") {
        failures = 0;
        openUntil = undefined;
        return;
      }
      failures++;
      if (failures >= options.threshold) openUntil = timing.monotonic() + options.cooldownMs;
    },
    openForMs() {
      return openUntil === undefined ? 0 : Math.max(0, openUntil - timing.monotonic());
    },
  };
}
