import type { HttpClient } from "../../../lib/http.js";
import type { Lane } from "../../../lib/lane.js";
import type { BaseUrl } from "./base-url.js";
import type { Transport } from "./transport.js";

/** Asks Maxio itself: HTTP Basic with the site's API key as user and `x` as password (Maxio API reference). */
export function createDirectTransport(options: {
  http: HttpClient;
  lane: Lane;
  baseUrl: BaseUrl;
  apiKey: string;
}): Transport {
  const { http, lane, baseUrl } = options;
  const headers = { authorization: `Basic ${Buffer.from(`${options.apiKey}:x`).toString("base64")}` };
  return {
    get: (endpoint, how) =>
      http.get({ origin: baseUrl.origin, path: baseUrl.prefix + endpoint, headers, lane, ...how }),
  };
}
