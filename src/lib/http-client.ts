import type { IncomingHttpHeaders } from "node:http";
import { Agent, type Dispatcher } from "undici";
import { UpstreamError } from "../errors.js";
import { readBody } from "./body.js";
import { abortAfter } from "./deadline.js";
import { parseJson } from "./json.js";
import type { Lane } from "./lane.js";
import { type Attempt, type RetryPolicy, retry, retryAfterMs } from "./retry.js";
import type { Timing } from "./timing.js";
import { transportFailure } from "./transport-error.js";

/**
 * An HTTP client for JSON that can only read: there is no way to give it a method or a body.
 *
 * Failed attempts are repeated with full jitter within one deadline; `Retry-After` is never undercut; redirects are never
 * followed, so credentials never leave for another host; a body that breaks off is asked for again from its beginning.
 */
export interface HttpClient {
  /**
   * Resolves to the first answer below 300 that is JSON, and to 4xx answers that would not change. Throws
   * `UpstreamError` for everything else.
   */
  get(request: HttpRequest): Promise<HttpReply>;
  /** Breaks off what is in flight and closes the connections. */
  close(): Promise<void>;
}

export interface HttpRequest {
  /** Scheme, host and port. */
  origin: string;
  /** Path and query, percent-encoded. */
  path: string;
  headers: Readonly<Record<string, string>>;
  lane: Lane;
  signal?: AbortSignal | undefined;
  /** For this request, all attempts and waits included; else the policy's. */
  deadlineMs?: number | undefined;
}

export interface HttpReply {
  status: number;
  headers: IncomingHttpHeaders;
  /** The parsed body; undefined when a 4xx has none or it is not JSON. */
  body: unknown;
}

export interface HttpPolicy extends RetryPolicy {
  /** From sending the request to the last byte of the answer. */
  attemptTimeoutMs: number;
  /** Everything: the wait for a turn, all attempts, the waits between them. */
  deadlineMs: number;
  /** Of a body, before and after decompression. */
  maxBytes: number;
}

/** Told of every attempt that was sent. No path: it would carry ids into metric labels. */
export interface RequestObservation {
  host: string;
  /** Absent when no answer came. */
  status?: number;
  attempt: number;
  durationMs: number;
}

export const defaultHttpPolicy: HttpPolicy = {
  attempts: 5,
  baseMs: 500,
  capMs: 30_000,
  attemptTimeoutMs: 60_000,
  deadlineMs: 180_000,
  maxBytes: 32 * 1024 * 1024,
};

/** Statuses that another attempt may change; 520–524 are Cloudflare's. */
const passing = new Set([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);
/** A throttled caller does best to go slower, not to try again soon (Maxio API guidelines). */
const THROTTLED_PATIENCE = 4;
const CONNECT_TIMEOUT_MS = 10_000;
const IGNORED_BODY_BYTES = 64 * 1024;

export function createHttpClient(options: {
  policy: HttpPolicy;
  timing: Timing;
  userAgent: string;
  onRequest?: ((observation: RequestObservation) => void) | undefined;
}): HttpClient {
  const { policy, timing } = options;
  // Our own timers cover headers and body: undici's body timeout only notices silence, not a byte now and then.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: CONNECT_TIMEOUT_MS } });

  async function get(request: HttpRequest): Promise<HttpReply> {
    const deadlineMs = request.deadlineMs ?? policy.deadlineMs;
    const deadline = timing.monotonic() + deadlineMs;
    const budget = abortAfter(deadlineMs, outOfTime(request.origin), request.signal);
    let last: UpstreamError | undefined;
    const attempt = async (number: number): Promise<Attempt<HttpReply>> => {
      const outcome = await takeTurn(request, number, deadline, budget.signal);
      // A breaker that opened meanwhile says less than what opened it.
      if ("failure" in outcome && outcome.failure.kind === "circuitOpen" && last)
        return { failure: last, again: false };
      if ("failure" in outcome) last = outcome.failure;
      return outcome;
    };
    try {
      return await retry(attempt, policy, deadline, budget.signal, timing);
    } finally {
      budget.dispose();
    }
  }

  async function takeTurn(
    request: HttpRequest,
    number: number,
    deadline: number,
    signal: AbortSignal,
  ): Promise<Attempt<HttpReply>> {
    let leave: () => void;
    try {
      leave = await request.lane.enter(deadline, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof UpstreamError) return { failure: error, again: false };
      throw error;
    }
    try {
      return await send(request, number, signal);
    } finally {
      leave();
    }
  }

  async function send(request: HttpRequest, number: number, signal: AbortSignal): Promise<Attempt<HttpReply>> {
    const host = new URL(request.origin).host;
    const timer = abortAfter(policy.attemptTimeoutMs, outOfTime(request.origin), signal);
    const started = timing.monotonic();
    let status: number | undefined;
    let outcome: "healthy" | "unhealthy" | "neutral" = "healthy";
    try {
      const response = await agent.request({
        origin: request.origin,
        path: request.path,
        method: "GET",
        headers: {
          accept: "application/json",
          "accept-encoding": "gzip",
          "user-agent": options.userAgent,
          ...request.headers,
        },
        signal: timer.signal,
      });
      status = response.statusCode;
      if (status >= 500) outcome = "unhealthy";
      return await interpret(response, host, request.lane);
    } catch (error) {
      const abandoned = signal.aborted && (signal.reason as UpstreamError).kind === "aborted";
      outcome = abandoned ? "neutral" : "unhealthy";
      if (signal.aborted) throw signal.reason;
      if (timer.signal.aborted) return { failure: timer.signal.reason, again: true };
      return transportFailure(error, host);
    } finally {
      timer.dispose();
      request.lane.breaker.settle(outcome);
      const durationMs = timing.monotonic() - started;
      options.onRequest?.({ host, attempt: number, durationMs, ...(status !== undefined && { status }) });
    }
  }

  async function interpret(response: Dispatcher.ResponseData, host: string, lane: Lane): Promise<Attempt<HttpReply>> {
    const { statusCode: status, headers, body: stream } = response;
    const refused = status >= 400 && status < 500 && !passing.has(status);
    if (status < 300 || refused) {
      const body = await readBody(stream, headers["content-encoding"], policy.maxBytes);
      if ("failure" in body) return refused ? { reply: { status, headers, body: undefined } } : body;
      const parsed = parseJson(body.bytes);
      if (parsed !== undefined || refused) return { reply: { status, headers, body: parsed } };
      return { failure: new UpstreamError("badPayload", `${host} answered ${status} without valid JSON`), again: true };
    }
    await stream.dump({ limit: IGNORED_BODY_BYTES });
    const waitMs = retryAfterMs(headers["retry-after"], headers["date"], timing.now());
    if (passing.has(status) && waitMs !== undefined) lane.hold(waitMs);
    const throttled = status === 429;
    const failure = new UpstreamError(throttled ? "throttled" : "unavailable", `${host} answered ${status}`, {
      upstreamStatus: status,
      retryAfterSeconds: waitMs === undefined ? undefined : Math.ceil(waitMs / 1000),
    });
    return { failure, again: passing.has(status), waitMs, ...(throttled && { patience: THROTTLED_PATIENCE }) };
  }

  return { get, close: () => agent.destroy() };
}

function outOfTime(origin: string): UpstreamError {
  return new UpstreamError("timeout", `${new URL(origin).host} did not answer in time`);
}
