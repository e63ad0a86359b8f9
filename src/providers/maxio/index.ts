import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { defaultHttpPolicy, type HttpPolicy, type RequestObservation } from "../../lib/http.js";
import { createHttpClient } from "../../lib/http-client.js";
import { createLanes, type LaneOptions } from "../../lib/lane.js";
import { realTiming, type Timing } from "../../lib/timing.js";
import type { Credentials, Derivation, ListSpec, Provider } from "../provider.js";
import { specialChanges } from "./changes/index.js";
import { parseCredentials } from "./credentials.js";
import { createDerivations } from "./derivations.js";
import type { MaxioList } from "./list.js";
import { maxioLists } from "./lists.js";
import type { MapSettings } from "./map/currency.js";
import { createMaxioSource } from "./source.js";
import { resolveBaseUrl } from "./transport/base-url.js";
import { createCodatProxyTransport } from "./transport/codat-proxy.js";
import { createDirectTransport } from "./transport/direct.js";
import type { Transport } from "./transport/transport.js";
import type { WireListName } from "./wire/index.js";

export interface MaxioOptions {
  /** Host templates: `{subdomain}` is replaced by the site's; a template may lack it or have a path. */
  baseUrlUs?: string | undefined;
  baseUrlEu?: string | undefined;
  codatBaseUrl?: string | undefined;
  map: MapSettings;
  /** Requests in flight at a time to one site. Maxio slows down and then refuses whoever sends more than one. */
  requestsPerSite?: number | undefined;
  http?: Partial<HttpPolicy> | undefined;
  breaker?: LaneOptions["breaker"] | undefined;
  /** Pages of one read: more mean that the server never comes to an end. */
  maxPages?: number | undefined;
  userAgent?: string | undefined;
  timing?: Timing | undefined;
  /** For metrics: told of every attempt that was sent. */
  onRequest?: ((observation: RequestObservation) => void) | undefined;
  /** For metrics: told which list it was when a server knows no pages and repeats the first one. */
  onRepeatedPage?: ((subject: string) => void) | undefined;
}

/** A provider that owns connections, shared by all its sources. */
export interface MaxioProvider extends Provider {
  /** Breaks off what is in flight. */
  close(): Promise<void>;
}

/**
 * Maxio Advanced Billing, formerly Chargify. Throws an error that names the setting when an address template is unusable.
 */
export function createMaxioProvider(options: MaxioOptions): MaxioProvider {
  const timing = options.timing ?? realTiming;
  const http = createHttpClient({
    policy: { ...defaultHttpPolicy, ...options.http },
    timing,
    userAgent: options.userAgent ?? "standard-billing",
    onRequest: options.onRequest,
  });
  const breaker = options.breaker ?? { threshold: 10, cooldownMs: 30_000 };
  const lanes = createLanes({ concurrency: options.requestsPerSite ?? 1, breaker }, timing);
  const hosts = hostsOf(options);
  const derivations = createDerivations(options.map);

  /** What sites no longer answer, found anew once a day. */
  const unanswered = new LRUCache<string, Map<string, string>>({ max: 10_000, ttl: 86_400_000 });
  function unansweredOf(credentials: Credentials): Map<string, string> {
    const key = createHash("sha256").update(JSON.stringify(credentials)).digest("base64url");
    const known = unanswered.get(key) ?? new Map<string, string>();
    if (!unanswered.has(key)) unanswered.set(key, known);
    return known;
  }

  /** To everybody else credentials are opaque: what they are is found by parsing them again. */
  function transportFor(opaque: Credentials): Transport {
    const credentials = parseCredentials(opaque);
    if (credentials.transport === "direct") {
      const { subdomain, apiKey, region } = credentials;
      const baseUrl = hosts[region](subdomain);
      const lane = lanes.of(`${baseUrl.origin}${baseUrl.prefix}#${subdomain}`, apiKey);
      return createDirectTransport({ http, lane, baseUrl, apiKey });
    }
    const { codatApiKey: apiKey, codatCompanyId: companyId, codatConnectionId: connectionId } = credentials;
    const baseUrl = hosts.codat();
    const lane = lanes.of(`${baseUrl.origin}${baseUrl.prefix}#${companyId}/${connectionId}`, apiKey);
    return createCodatProxyTransport({ http, lane, baseUrl, apiKey, companyId, connectionId });
  }

  return {
    key: "rkgp",
    name: "Maxio",
    integrationId: "6c0a9a54-5d0f-4f3e-9f5e-0d5b7c1f2a61",
    sourceId: "b4a3d9f2-7c1e-4b58-8e26-3f9c5d7a1e04",
    lists: listSpecs(derivations),
    derivations,
    parseCredentials: (input) => ({ ...parseCredentials(input) }),
    connect: (credentials) =>
      createMaxioSource({
        transport: transportFor(credentials),
        timing,
        maxPages: options.maxPages ?? 10_000,
        onRepeatedPage: options.onRepeatedPage,
        unanswered: unansweredOf(credentials),
      }),
    close: () => http.close(),
  };
}

/** Resolves addresses; tries every template once, so that a wrong one stops the start and not the first sync. */
function hostsOf(options: MaxioOptions) {
  const us = options.baseUrlUs ?? "https://{subdomain}.chargify.com";
  const eu = options.baseUrlEu ?? "https://{subdomain}.ebilling.maxio.com";
  const codat = options.codatBaseUrl ?? "https://api.codat.io";
  const hosts = {
    US: (subdomain: string) => resolveBaseUrl("MAXIO_BASE_URL_US", us, subdomain),
    EU: (subdomain: string) => resolveBaseUrl("MAXIO_BASE_URL_EU", eu, subdomain),
    codat: () => resolveBaseUrl("CODAT_BASE_URL", codat, ""),
  };
  hosts.US("site");
  hosts.EU("site");
  hosts.codat();
  return hosts;
}

/** A data type needs the list its records are made from and all that is joined to it. */
function listSpecs(derivations: readonly Derivation[]): ListSpec[] {
  return (Object.entries(maxioLists) as [WireListName, MaxioList][]).map(([name, list]) => {
    const users = derivations.filter(({ root, joins }) => root === name || joins.some((join) => join.list === name));
    return {
      name,
      incremental: list.changedSince !== undefined || specialChanges[name] !== undefined,
      neededBy: [...new Set(users.flatMap(({ produces }) => produces))],
      sweepable: list.sweepable,
    };
  });
}
