import { UpstreamError } from "../errors.js";
import type { HttpReply, HttpRequest, RequestObservation, RequestOutcome } from "./http.js";
import { type Arrived, type Exchange, requestsLeft, transfer } from "./http-exchange.js";
import { parseJson } from "./json.js";
import type { Attempt } from "./retry.js";

export interface Sender extends Exchange {
  onRequest?: ((observation: RequestObservation) => void) | undefined;
}

/**
 * Sends a request once and says what came of it, to the breaker too. `leave` is called once no more of the answer is to
 * come. `signal` is aborted with an `UpstreamError`, which is then thrown.
 */
export async function send(
  sender: Sender,
  request: HttpRequest,
  number: number,
  signal: AbortSignal,
  leave: () => void,
): Promise<Attempt<HttpReply>> {
  const { timing } = sender;
  const { host } = new URL(request.origin);
  const started = timing.monotonic();
  let ended: number | undefined;
  let status: number | undefined;
  let outcome: RequestOutcome = "aborted";
  try {
    const arrived = await transfer(sender, request, signal, (code) => {
      status = code;
    });
    ended = timing.monotonic();
    leave();
    if ("reply" in arrived && arrived.reply.status < 300 && request.onArrived) {
      // What is sent now leaves before parsing keeps the thread busy.
      await Promise.all([request.onArrived(arrived.reply.bytes?.length ?? 0), requestsLeft()]);
    }
    const attempt = "reply" in arrived ? interpret(arrived.reply, host) : arrived;
    outcome = outcomeOf(attempt);
    return attempt;
  } catch (error) {
    if (signal.aborted) outcome = signal.reason.kind;
    throw error;
  } finally {
    const durationMs = (ended ?? timing.monotonic()) - started;
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

function interpret({ status, headers, bytes, arrivedAt }: Arrived, host: string): Attempt<HttpReply> {
  const body = bytes && parseJson(bytes);
  if (status >= 400 || body !== undefined) return { reply: { status, headers, body, arrivedAt } };
  const isPage = /^text\/html/i.test(String(headers["content-type"]));
  const what = isPage ? "with a web page instead of JSON" : "without valid JSON";
  return { failure: new UpstreamError("badPayload", `${host} answered ${status} ${what}`), again: true };
}
