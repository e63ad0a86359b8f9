import { UpstreamError, type UpstreamFailure } from "../../../errors.js";
import type { HttpClient } from "../../../lib/http.js";
import type { Lane } from "../../../lib/lane.js";
import type { BaseUrl } from "./base-url.js";
import type { Transport } from "./transport.js";

/**
 * Asks Maxio through Codat's proxy operation, which holds the merchant's key: `GET
 * /companies/{companyId}/connections/{connectionId}/data/proxy?endpoint=…` (Codat docs, "Access Maxio data").
 */
export function createCodatProxyTransport(options: {
  http: HttpClient;
  lane: Lane;
  baseUrl: BaseUrl;
  apiKey: string;
  companyId: string;
  connectionId: string;
}): Transport {
  const { http, lane, baseUrl } = options;
  const headers = { authorization: `Basic ${Buffer.from(options.apiKey).toString("base64")}` };
  const company = encodeURIComponent(options.companyId);
  const connection = encodeURIComponent(options.connectionId);
  const proxy = `${baseUrl.prefix}/companies/${company}/connections/${connection}/data/proxy`;

  return {
    async get(endpoint, how) {
      // Codat's own examples have no slash in front.
      const path = `${proxy}?endpoint=${encodeURIComponent(endpoint.replace(/^\//, ""))}`;
      const reply = await http.get({ origin: baseUrl.origin, path, headers, lane, ...how });
      if (reply.status >= 400 && isCodatsOwn(reply.body)) throw refusedByCodat(reply.status);
      return reply;
    },
  };
}

/**
 * Whether an error has Codat's body, which Maxio's never has. That Codat relays an error of Maxio's in its own body cannot
 * be excluded; the client asks for the site before it takes a 404 for an absent list.
 */
function isCodatsOwn(body: unknown): boolean {
  return (
    typeof body === "object" && body !== null && "statusCode" in body && "service" in body && "correlationId" in body
  );
}

const refusals: Readonly<Record<number, { kind: UpstreamFailure; message: string }>> = {
  401: { kind: "unauthorized", message: "Codat refused its API key" },
  402: { kind: "forbidden", message: "Codat does not allow this with the current plan" },
  403: { kind: "forbidden", message: "Codat's proxy is not enabled for this connection" },
  404: { kind: "notFound", message: "Codat knows no such company or connection" },
};

function refusedByCodat(status: number): UpstreamError {
  const { kind, message } = refusals[status] ?? { kind: "rejected", message: `Codat refused the request (${status})` };
  return new UpstreamError(kind, message, { upstreamStatus: status });
}
