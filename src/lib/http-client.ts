import { Agent } from "undici";
import { UpstreamError } from "../errors.js";
import { abortAfter } from "./deadline.js";
import type { HttpClient, HttpReply, HttpRequest } from "./http.js";
import { type Sender, send } from "./http-attempt.js";
import { outOfTime } from "./http-exchange.js";
import { type Attempt, retry } from "./retry.js";

const CONNECT_TIMEOUT_MS = 10_000;

/** Makes a client with connections of its own; whoever makes it closes it. */
export function createHttpClient(options: Omit<Sender, "agent">): HttpClient {
  const { policy, timing } = options;
  // Our own timers cover headers and body: undici's body timeout only notices silence, not a byte now and then.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: CONNECT_TIMEOUT_MS } });
  const sender: Sender = { ...options, agent };

  async function get(request: HttpRequest): Promise<HttpReply> {
    const deadlineMs = request.deadlineMs ?? policy.deadlineMs;
    const deadline = timing.monotonic() + deadlineMs;
    const budget = abortAfter(deadlineMs, outOfTime(request.origin), request.signal);
    let last: UpstreamError | undefined;
    const attempt = async (number: number): Promise<Attempt<HttpReply>> => {
      const outcome = await takeTurn(request, number, deadline, budget.signal);
      if ("reply" in outcome) return outcome;
      // A breaker that opened meanwhile says less than what opened it.
      if (outcome.failure.kind === "circuitOpen" && last) return { failure: last, again: false };
      last = outcome.failure;
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
      return await send(sender, request, number, signal, leave);
    } finally {
      leave();
    }
  }

  return { get, close: () => agent.destroy() };
}
