import type { HttpReply, HttpRequest } from "../../../lib/http.js";

/** The way to one Maxio site: directly, or through Codat's proxy. Everything above it is the same. */
export interface Transport {
  /**
   * Asks for a Maxio endpoint, `/customers.json?page=1`. Resolves to Maxio's answer, 4xx included; throws `UpstreamError`
   * when there is none, or when whoever stands between refused to pass the request on.
   */
  get(endpoint: string, options: TransportOptions): Promise<HttpReply>;
}

/** How long to wait, and whom to tell of the answer: as in `HttpRequest`. */
export type Asking = Pick<HttpRequest, "signal" | "onArrived">;

interface TransportOptions extends Asking {
  /** As in `HttpRequest`. */
  subject: string;
  /** Less than the usual patience, milliseconds: somebody is waiting for the answer. */
  deadlineMs?: number | undefined;
}
