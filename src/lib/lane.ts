import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { UpstreamError } from "../errors.js";
import { type Breaker, type BreakerOptions, createBreaker } from "./breaker.js";
import { createSemaphore, type Semaphore } from "./semaphore.js";
import type { Timing } from "./timing.js";

/** What all requests to one site with one credential share, whoever makes them. */
export interface Lane {
  readonly breaker: Breaker;
  /** Waits for a turn; resolves to a function that ends it. Throws `throttled` or `circuitOpen` when none will come. */
  enter(deadline: number, signal: AbortSignal): Promise<() => void>;
  /** The site asked for silence (`Retry-After`), milliseconds from now: everybody keeps it. */
  hold(ms: number): void;
}

export interface LaneOptions {
  /** Requests in flight at a time, per site. */
  concurrency: number;
  breaker: BreakerOptions;
}

/** Hands out lanes: turns and silence are the site's, a breaker belongs to a site and a credential. */
export interface Lanes {
  of(site: string, credential: string): Lane;
}

/** More sites than one process serves; keeps guesses at site names from filling the memory. */
const MAX_LANES = 10_000;

export function createLanes(options: LaneOptions, timing: Timing): Lanes {
  const sites = new LRUCache<string, SiteTurns>({ max: MAX_LANES });
  const breakers = new LRUCache<string, Breaker>({ max: MAX_LANES });
  return {
    of(site, credential) {
      const turns = sites.get(site) ?? { semaphore: createSemaphore(options.concurrency), heldUntil: 0 };
      sites.set(site, turns);
      const key = createHash("sha256").update(`${site}\0${credential}`).digest("base64url");
      const breaker = breakers.get(key) ?? createBreaker(options.breaker, timing);
      breakers.set(key, breaker);
      return createLane(turns, breaker, timing);
    },
  };
}

interface SiteTurns {
  semaphore: Semaphore;
  /** On the monotonic clock. */
  heldUntil: number;
}

function createLane(turns: SiteTurns, breaker: Breaker, timing: Timing): Lane {
  return {
    breaker,
    hold(ms) {
      turns.heldUntil = Math.max(turns.heldUntil, timing.monotonic() + ms);
    },
    async enter(deadline, signal) {
      const leave = await turns.semaphore.acquire(signal);
      try {
        const held = turns.heldUntil - timing.monotonic();
        if (held > 0) {
          if (turns.heldUntil >= deadline) throw silenceAsked(held);
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
