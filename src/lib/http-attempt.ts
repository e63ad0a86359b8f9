import type { Agent, Dispatcher } from "undici";
import { UpstreamError } from "../errors.js";
import { readBody } from "./body.js";
import { abortAfter } from "./deadline.js";
import type { HttpPolicy, HttpReply, HttpRequest, RequestObservation, RequestOutcome } from "./http.js";
import { parseJson } from "./json.js";
import type { Lane } from "./lane.js";
import { type Attempt, retryAfterMs } from "./retry.js";
import type { Timing } from "./timing.js";
import { transportFailure } from "./transport-error.js";

export interface Sender {
  agent: Agent;
  policy: HttpPolicy;
  timing: Timing;
  userAgent: string;
  onRequest?: ((observation: RequestObservation) => void) | undefined;
}

/** Statuses that another attempt may change; 520–524 are Cloudflare's. */
const passing = new Set([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);
/** A throttled caller does best to go slower, not to try again soon (Maxio API guidelines). */
const THROTTLED_PATIENCE = 4;
const IGNORED_BODY_BYTES = 64 * 1024;

/**
 * Sends a request once and says what came of it, to the breaker too. `signal` is aborted with an `UpstreamError`, which is
 * then thrown.
 */
export async function send(
  sender: Sender,
  request: HttpRequest,
  number: number,
  signal: AbortSignal,
): Promise<Attempt<HttpReply>> {
  const { policy, timing } = sender;
  const { host } = new URL(request.origin);
  const timer = abortAfter(policy.attemptTimeoutMs, outOfTime(request.origin), signal);
  const started = timing.monotonic();
  let status: number | undefined;
  let health: "healthy" | "unhealthy" | "neutral" = "healthy";
  let outcome: RequestOutcome = "aborted";
  const ended = (attempt: Attempt<HttpReply>) => {
    outcome = outcomeOf(attempt);
    return attempt;
  };
  try {
    const response = await sender.agent.request({
      origin: request.origin,
      path: request.path,
      method: "GET",
      headers: {
        accept: "application/json",
        "accept-encoding": "gzip",
        "user-agent": sender.userAgent,
        ...request.headers,
      },
      signal: timer.signal,
    });
    status = response.statusCode;
    if (status >= 500) health = "unhealthy";
    return ended(await interpret(response, host, request.lane, sender));
  } catch (error) {
    health = signal.aborted && signal.reason.kind === "aborted" ? "neutral" : "unhealthy";
    if (signal.aborted) {
      outcome = signal.reason.kind;
      throw signal.reason;
    }
    if (timer.signal.aborted) return ended({ failure: timer.signal.reason, again: true });
    return ended(transportFailure(error, host));
  } finally {
    timer.dispose();
    request.lane.breaker.settle(health);
    const durationMs = timing.monotonic() - started;
    const { subject } = request;
    sender.onRequest?.({
      host,
      outcome,
      attempt: number,
      durationMs,
      ...(subject !== undefined && { subject }),
      ...(status !== undefined && { status }),
    });
  }
}

function outcomeOf(attempt: Attempt<HttpReply>): RequestOutcome {
  if ("failure" in attempt) return attempt.failure.kind;
  return attempt.reply.status < 300 ? "answered" : "refused";
}

async function interpret(
  { statusCode: status, headers, body: stream }: Dispatcher.ResponseData,
  host: string,
  lane: Lane,
  { policy, timing }: Sender,
): Promise<Attempt<HttpReply>> {
  const refused = status >= 400 && status < 500 && !passing.has(status);
  if (status < 300 || refused) {
    const body = await readBody(stream, headers["content-encoding"], policy.maxBytes);
    // A body that cannot be read never hides a status.
    const parsed = "bytes" in body ? parseJson(body.bytes) : undefined;
    if (refused || parsed !== undefined) return { reply: { status, headers, body: parsed } };
    if ("failure" in body) return body;
    const isPage = /^text\/html/i.test(String(headers["content-type"]));
    const what = isPage ? "with a web page instead of JSON" : "without valid JSON";
    return { failure: new UpstreamError("badPayload", `${host} answered ${status} ${what}`), again: true };
  }
  await stream.dump({ limit: IGNORED_BODY_BYTES });
  const waitMs = retryAfterMs(headers["retry-after"], headers["date"], timing.now());
  if (passing.has(status) && waitMs !== undefined) lane.hold(waitMs);
  const throttled = status === 429;
  const redirect = status < 400 ? ", a redirect, which is not followed" : "";
  const failure = new UpstreamError(throttled ? "throttled" : "unavailable", `${host} answered ${status}${redirect}`, {
    upstreamStatus: status,
    retryAfterSeconds: waitMs === undefined ? undefined : Math.ceil(waitMs / 1000),
  });
  return { failure, again: passing.has(status), waitMs, ...(throttled && { patience: THROTTLED_PATIENCE }) };
}

/** Why a request that takes too long is ended. */
export function outOfTime(origin: string): UpstreamError {
  return new UpstreamError("timeout", `${new URL(origin).host} did not answer in time`);
}
