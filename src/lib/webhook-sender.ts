import { lookup as resolve } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector } from "undici";
import { isPublicAddress } from "./public-address.js";

/** Sends messages to addresses that callers chose. */
export interface WebhookSender {
  /** The status of the answer. Throws when there is none in time; the message never holds any of the URL. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

export interface WebhookSenderOptions {
  /** Whether private and loopback addresses may be called. */
  allowPrivate: boolean;
  /** For all of an attempt, connecting included. */
  timeoutMs?: number;
  /** As `dns.lookup`. */
  lookup?: typeof resolve;
}

/** The address is not one that may be called. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
  constructor() {
    super("the address is private, loopback or otherwise not public");
  }
}

/** What is read of an answer; nothing in it matters. */
const ignoredBodyBytes = 16 * 1024;

/**
 * Addresses are checked when a connection is made, on what is then connected to: a name that resolves to something else
 * than it did before cannot get around it. Redirects are answers like any other.
 */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { allowPrivate, timeoutMs = 15_000 } = options;
  const connect = buildConnector(allowPrivate ? {} : { lookup: publicOnly(options.lookup ?? resolve) });
  const agent = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(target, callback) {
      // A numeric address is connected to without any lookup.
      const host = target.hostname.replace(/^\[|\]$/g, "");
      if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) callback(new AddressRefused(), null);
      else connect(target, callback);
    },
  });
  return {
    async post(url, headers, body, signal) {
      const { origin, pathname, search } = new URL(url);
      const response = await agent.request({
        origin,
        path: pathname + search,
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": "standard-billing", ...headers },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.body.dump({ limit: ignoredBodyBytes }).catch(() => {}); // the status is all there is to know
      return response.statusCode;
    },
    close: () => agent.destroy(),
  };
}

/** A lookup that fails when any of a name's addresses is not public. */
function publicOnly(lookup: typeof resolve): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new Error("the name has no address"), "");
      if (!addresses.every(({ address }) => isPublicAddress(address))) return callback(new AddressRefused(), "");
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
