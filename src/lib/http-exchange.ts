import type { IncomingHttpHeaders } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import type { Agent, Dispatcher } from "undici";
import { UpstreamError } from "../errors.js";
import { readBody } from "./body.js";
import { abortAfter } from "./deadline.js";
import type { HttpPolicy, HttpRequest } from "./http.js";
import { type Attempt, retryAfterMs } from "./retry.js";
import type { Timing } from "./timing.js";
import { transportFailure } from "./transport-error.js";

/** What requests are sent with. */
export interface Exchange {
  agent: Agent;
  policy: HttpPolicy;
  timing: Timing;
  userAgent: string;
}

/** An answer as it came: a good one, or a 4xx that would not change. */
export interface Arrived {
  status: number;
  headers: IncomingHttpHeaders;
  /** Undefined for a 4xx whose body is of no use: a body that cannot be read never hides a status. */
  bytes: Buffer | undefined;
  /** When all of it was there, milliseconds since the epoch. */
  arrivedAt: number;
}

/** Statuses that another attempt may change; 520–524 are Cloudflare's. */
const passing = new Set([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);
/** A throttled caller does best to go slower, not to try again soon (Maxio API guidelines). */
const THROTTLED_PATIENCE = 4;
const IGNORED_BODY_BYTES = 64 * 1024;

/**
 * Sends a request and receives all of its answer; tells the breaker how that went, and `onStatus` the status as soon as
 * there is one. `signal` is aborted with an `UpstreamError`, which is then thrown.
 */
export async function transfer(
  { agent, policy, timing, userAgent }: Exchange,
  request: HttpRequest,
  signal: AbortSignal,
  onStatus: (status: number) => void,
): Promise<Attempt<Arrived>> {
  const timer = abortAfter(policy.attemptTimeoutMs, outOfTime(request.origin), signal);
  let health: "healthy" | "unhealthy" | "neutral" = "healthy";
  try {
    const response = await agent.request({
      origin: request.origin,
      path: request.path,
      method: "GET",
      headers: {
        accept: "application/json",
        "accept-encoding": "gzip",
        "user-agent": userAgent,
        ...request.headers,
      },
      signal: timer.signal,
    });
    onStatus(response.statusCode);
    if (response.statusCode >= 500) health = "unhealthy";
    return await receive(response, request, policy, timing);
  } catch (error) {
    health = signal.aborted && signal.reason.kind === "aborted" ? "neutral" : "unhealthy";
    if (signal.aborted) throw signal.reason;
    if (timer.signal.aborted) return { failure: timer.signal.reason, again: true };
    return transportFailure(error, new URL(request.origin).host);
  } finally {
    timer.dispose();
    request.lane.breaker.settle(health);
  }
}

async function receive(
  { statusCode: status, headers, body: stream }: Dispatcher.ResponseData,
  request: HttpRequest,
  policy: HttpPolicy,
  timing: Timing,
): Promise<Attempt<Arrived>> {
  const isRefused = status >= 400 && status < 500 && !passing.has(status);
  if (status < 300 || isRefused) {
    const body = await readBody(stream, headers["content-encoding"], policy.maxBytes);
    const arrivedAt = timing.now();
    if ("bytes" in body) return { reply: { status, headers, bytes: body.bytes, arrivedAt } };
    return isRefused ? { reply: { status, headers, bytes: undefined, arrivedAt } } : body;
  }
  await stream.dump({ limit: IGNORED_BODY_BYTES });
  const waitMs = retryAfterMs(headers["retry-after"], headers["date"], timing.now());
  if (passing.has(status) && waitMs !== undefined) request.lane.hold(waitMs);
  const throttled = status === 429;
  const redirect = status < 400 ? ", a redirect, which is not followed" : "";
  const failure = new UpstreamError(
    throttled ? "throttled" : "unavailable",
    `${new URL(request.origin).host} answered ${status}${redirect}`,
    { upstreamStatus: status, retryAfterSeconds: waitMs === undefined ? undefined : Math.ceil(waitMs / 1000) },
  );
  return { failure, again: passing.has(status), waitMs, ...(throttled && { patience: THROTTLED_PATIENCE }) };
}

/**
 * Resolves when requests that were just made have been written: undici uses a connection again only after a turn of the
 * event loop, in case the server has closed it.
 */
export async function requestsLeft(): Promise<void> {
  await turn();
  await turn();
}

/** Why a request that takes too long is ended. */
export function outOfTime(origin: string): UpstreamError {
  return new UpstreamError("timeout", `${new URL(origin).host} did not answer in time`);
}
