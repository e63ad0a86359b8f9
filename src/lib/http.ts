import type { IncomingHttpHeaders } from "node:http";
import type { UpstreamFailure } from "../errors.js";
import type { Lane } from "./lane.js";
import type { RetryPolicy } from "./retry.js";

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
  /** What is asked for, to be told in metrics: the name of a list, never an id. */
  subject?: string | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Told the size (bytes, after decompression) of a good answer once all of it is there: the turn is over by then, and
   * another request can be sent. The answer is parsed when what this returns has resolved, and asked for again, within
   * the deadline, if it is no JSON; until then it is kept as it came. What this rejects with is thrown.
   */
  onArrived?: ((bytes: number) => Promise<void>) | undefined;
  /** For this request, all attempts and waits included; else the policy's. */
  deadlineMs?: number | undefined;
}

export interface HttpReply {
  status: number;
  headers: IncomingHttpHeaders;
  /** The parsed body; undefined when a 4xx has none or it is not JSON. */
  body: unknown;
  /** When all of it was there, milliseconds since the epoch. */
  arrivedAt: number;
}

export interface HttpPolicy extends RetryPolicy {
  /** From sending the request to the last byte of the answer. */
  attemptTimeoutMs: number;
  /** Everything: the wait for a turn, all attempts, the waits between them. */
  deadlineMs: number;
  /** Of a body, before and after decompression. */
  maxBytes: number;
}

export const defaultHttpPolicy: HttpPolicy = {
  attempts: 5,
  baseMs: 500,
  capMs: 30_000,
  attemptTimeoutMs: 60_000,
  deadlineMs: 180_000,
  maxBytes: 32 * 1024 * 1024,
};

/** How an attempt ended: with a usable answer, with a 4xx that is one too, or with what was wrong. */
export type RequestOutcome = "answered" | "refused" | UpstreamFailure;

/** Told of every attempt that was sent. No path: it would carry ids into metric labels. */
export interface RequestObservation {
  host: string;
  /** As in the request. */
  subject?: string;
  outcome: RequestOutcome;
  /** Absent when no answer came. */
  status?: number;
  attempt: number;
  /** Until all of the answer was there, or the attempt had failed. */
  durationMs: number;
}
