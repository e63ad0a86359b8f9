import { UpstreamError, type UpstreamFailure } from "../../errors.js";
import type { HttpReply } from "../../lib/http.js";
import { parseHttpDate } from "../../lib/retry.js";
import type { Timing } from "../../lib/timing.js";
import { ListNotSupported } from "../provider.js";
import type { Asking, Transport } from "./transport/transport.js";

/** Query parameters in the order they are sent. */
export type Query = Readonly<Record<string, string>>;

/** A good answer of Maxio's. */
export interface Answer {
  body: unknown;
  /** The server's clock when it answered, UTC to the second. */
  observedAt: string;
}

/** Reads one Maxio site, page by page. Every method throws `UpstreamError`. */
export interface MaxioClient {
  /**
   * Asks for a page of a list, or for one record. Throws `ListNotSupported` when there is none though the site is there;
   * tells a blocked account from a request that is refused.
   */
  get(path: string, query: Query, asking?: Asking): Promise<Answer>;
  /** `/site.json`. An answer is kept for a minute, unless a fresh one is asked for. */
  site(options: { fresh: boolean; signal?: AbortSignal | undefined; deadlineMs?: number }): Promise<Answer>;
}

const SITE_KEPT_MS = 60_000;

export function createMaxioClient(transport: Transport, timing: Timing): MaxioClient {
  let kept: { answer: Answer; until: number } | undefined;

  async function site(options: Parameters<MaxioClient["site"]>[0]): Promise<Answer> {
    if (!options.fresh && kept && timing.monotonic() < kept.until) return kept.answer;
    const reply = await transport.get("/site.json", {
      subject: "site",
      signal: options.signal,
      deadlineMs: options.deadlineMs,
    });
    if (reply.status === 404) throw new UpstreamError("notFound", "Maxio has no such site", { upstreamStatus: 404 });
    const answer = answerOf("/site.json", reply);
    kept = { answer, until: timing.monotonic() + SITE_KEPT_MS };
    return answer;
  }

  async function get(path: string, query: Query, asking: Asking = {}): Promise<Answer> {
    const { signal } = asking;
    try {
      return answerOf(path, await transport.get(withQuery(path, query), { subject: subjectOf(path), ...asking }));
    } catch (error) {
      const status = error instanceof UpstreamError ? error.upstreamStatus : undefined;
      if (status === 404) {
        // Throws when it is the site that is gone: then nothing is known about the list.
        await site({ fresh: true, signal });
        throw new ListNotSupported(`The Maxio site has no ${path}`);
      }
      if (status === 422) {
        // A merchant whose Maxio account is blocked gets 422 for everything, the site included.
        await site({ fresh: true, signal });
        throw new UpstreamError("rejected", `Maxio does not accept the request for ${path}`, {
          upstreamStatus: status,
        });
      }
      throw error;
    }
  }

  return { get, site };
}

/** Maxio's refusals; anything else below 500 means that our request was wrong. */
const refusals: Readonly<Record<number, { kind: UpstreamFailure; message: string }>> = {
  401: { kind: "unauthorized", message: "Maxio refused the API key for" },
  403: { kind: "forbidden", message: "Maxio does not allow this API key to read" },
  404: { kind: "notFound", message: "Maxio has nothing at" },
  422: { kind: "blocked", message: "Maxio has blocked the merchant's account; it refused" },
};

function answerOf(path: string, reply: HttpReply): Answer {
  if (reply.status >= 400) {
    const { kind, message } = refusals[reply.status] ?? {
      kind: "rejected",
      message: "Maxio does not accept the request for",
    };
    throw new UpstreamError(kind, `${message} ${path} (${reply.status})`, { upstreamStatus: reply.status });
  }
  const time = parseHttpDate(reply.headers["date"]) ?? reply.arrivedAt;
  return { body: reply.body, observedAt: `${new Date(time).toISOString().slice(0, 19)}Z` };
}

/** The resource of a path, for metrics: `/credit_notes/cn_123.json` is `credit_notes/{id}`. */
export function subjectOf(path: string): string {
  const [resource = "", part, ...rest] = path.replace(/^\/|\.json$/g, "").split("/");
  if (part === undefined) return resource;
  return rest.length === 0 && /^[a-z_]+$/.test(part) ? `${resource}/${part}` : `${resource}/{id}`;
}

function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
}
