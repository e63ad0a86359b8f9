import type { UpstreamError } from "../errors.js";
import type { Timing } from "./timing.js";

export interface RetryPolicy {
  /** Requests sent at most, the first included. */
  attempts: number;
  /** Upper bound of the first wait, doubled for each further one: full jitter picks a point below it. Milliseconds. */
  baseMs: number;
  /** Upper bound of any wait we choose ourselves, milliseconds. */
  capMs: number;
}

/** What one attempt came to. */
export type Attempt<T> =
  | { reply: T }
  | {
      failure: UpstreamError;
      /** Whether asking again may help. */
      again: boolean;
      /** The wait the server asked for, milliseconds; never shortened. */
      waitMs?: number | undefined;
      /** Multiplies our own waits: a server that throttles wants more patience than one that stumbled. */
      patience?: number;
    };

/**
 * Attempts until one answers, the failure is final, the attempts are used up or the next wait would pass the deadline
 * (then it fails at once instead of waiting in vain). Throws the last attempt's failure, or the signal's reason when it
 * aborts during a wait.
 */
export async function retry<T>(
  attempt: (number: number) => Promise<Attempt<T>>,
  policy: RetryPolicy,
  /** On the monotonic clock, milliseconds. */
  deadline: number,
  signal: AbortSignal,
  timing: Timing,
): Promise<T> {
  for (let number = 1; ; number++) {
    const outcome = await attempt(number);
    if ("reply" in outcome) return outcome.reply;
    if (!outcome.again || number >= policy.attempts) throw outcome.failure;
    const wait = outcome.waitMs ?? backoff(number, policy, outcome.patience ?? 1, timing.random());
    if (timing.monotonic() + wait >= deadline) throw outcome.failure;
    try {
      await timing.sleep(wait, signal);
    } catch {
      throw signal.reason;
    }
  }
}

/** Full jitter: anywhere between nothing and a bound that doubles with every attempt. */
function backoff(attempt: number, policy: RetryPolicy, patience: number, random: number): number {
  return random * Math.min(policy.capMs, policy.baseMs * patience * 2 ** (attempt - 1));
}

/**
 * Milliseconds a `Retry-After` header asks for (RFC 9110 §10.2.3: seconds or an HTTP date). A date is measured against the
 * server's own `Date`, so that a skewed local clock never makes us early. Undefined when there is none or it makes no sense;
 * neither does more than a day, which would silence a site until the next start.
 */
export function retryAfterMs(value: unknown, serverDate: unknown, now: number): number | undefined {
  if (typeof value !== "string") return undefined;
  const wait = millisecondsOf(value.trim(), serverDate, now);
  return wait !== undefined && wait <= DAY_MS ? wait : undefined;
}

const DAY_MS = 86_400_000;

function millisecondsOf(text: string, serverDate: unknown, now: number): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const until = parseHttpDate(text);
  return until === undefined ? undefined : Math.max(0, until - (parseHttpDate(serverDate) ?? now));
}

/** An IMF-fixdate (`Sun, 06 Nov 1994 08:49:37 GMT`), milliseconds since the epoch. */
export function parseHttpDate(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value))
    return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
