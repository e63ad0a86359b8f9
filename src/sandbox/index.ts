/**
 * The embedded sandbox: a small Maxio look-alike with invented, deterministic data, on a loopback port. It is what the
 * service talks to in the demo, in tests and in benchmarks; it knows nothing of the service.
 */
import { codatLinks, companies, type SandboxCompany } from "./companies.js";
import type { Site } from "./core/site.js";
import { DAY } from "./core/zone.js";
import { type FaultRule, faultRules } from "./http/faults.js";
import { buildServer, type RecordedRequest } from "./server.js";
import { acornProfile, acornSite } from "./sites/acorn.js";
import { brightpathProfile, brightpathSite } from "./sites/brightpath.js";
import { cobblestoneProfile, cobblestoneSite } from "./sites/cobblestone/index.js";
import { legacyProfile, legacySite } from "./sites/cobblestone/legacy.js";

export type { SandboxCompany } from "./companies.js";
export type { FaultRule } from "./http/faults.js";
export type { RecordedRequest } from "./server.js";

export interface SandboxOptions {
  /** The data are a pure function of the site and the UTC day of this moment; now when left out. */
  asOf?: Date;
  /** Added before every answer. */
  latencyMs?: number;
  /** An ephemeral port when left out. */
  port?: number;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** A template with `{subdomain}`, for the US and the EU base URL alike. */
  maxioBaseUrl: string;
  codatBaseUrl: string;
  companies: SandboxCompany[];
  /** Spoils the requests a rule matches. Rules are asked in the order they were added. */
  misbehave(rule: FaultRule): void;
  /** Forgets all rules. */
  behave(): void;
  /** What was asked so far, in order. */
  requests: readonly RecordedRequest[];
  clearRequests(): void;
  close(): Promise<void>;
}

/** Starts a sandbox on 127.0.0.1. The caller closes it. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = Math.floor((options.asOf ?? new Date()).getTime() / DAY) * DAY;
  const makers = new Map<string, (now: number) => Site>([
    [acornProfile.subdomain, acornSite],
    [brightpathProfile.subdomain, brightpathSite],
    [cobblestoneProfile.subdomain, cobblestoneSite],
    [legacyProfile.subdomain, legacySite],
  ]);
  const sites = new Map<string, Site>();
  const site = (subdomain: string) => {
    const make = makers.get(subdomain);
    const made = sites.get(subdomain) ?? make?.(now);
    if (made) sites.set(subdomain, made);
    return made;
  };
  const faults = faultRules();
  const requests: RecordedRequest[] = [];
  const closing = new AbortController();
  const app = buildServer({
    site,
    links: codatLinks(companies),
    faults,
    record: (request) => requests.push(request),
    latencyMs: options.latencyMs ?? 0,
    closing: closing.signal,
  });
  const url = await app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  return {
    url,
    maxioBaseUrl: `${url}/maxio/{subdomain}`,
    codatBaseUrl: `${url}/codat`,
    companies,
    misbehave: (rule) => faults.add(rule),
    behave: () => faults.clear(),
    requests,
    clearRequests: () => {
      requests.length = 0;
    },
    close: async () => {
      closing.abort();
      await app.close();
    },
  };
}
