/**
 * The embedded sandbox: a small Maxio look-alike with invented, deterministic data, on a loopback port. It is what the
 * service talks to in the demo, in tests and in benchmarks; it knows nothing of the service.
 */
import { type SiteEditor, siteEditor } from "./change/editor.js";
import { codatLinks, companies, generatedCompany, type SandboxCompany } from "./companies.js";
import type { Site } from "./core/site.js";
import { DAY, MINUTE, type Millis } from "./core/zone.js";
import { type FaultRule, faultRules } from "./http/faults.js";
import { buildServer, type RecordedRequest } from "./server.js";
import { acornProfile, acornSite } from "./sites/acorn.js";
import { brightpathProfile, brightpathSite } from "./sites/brightpath.js";
import { cobblestoneProfile, cobblestoneSite } from "./sites/cobblestone/index.js";
import { legacyProfile, legacySite } from "./sites/cobblestone/legacy.js";
import { generatedSite } from "./sites/generated/index.js";
import { type GeneratedSite, generatedProfile } from "./sites/generated/story.js";

export type { SiteEditor } from "./change/editor.js";
export type { SandboxCompany } from "./companies.js";
export type { FaultRule } from "./http/faults.js";

export interface SandboxOptions {
  /** The data are a pure function of the site and the UTC day of this moment; now when left out. */
  asOf?: Date;
  /** Every answer takes at least this long, the time to make it included. */
  latencyMs?: number;
  /** Generated sites besides the fixed ones, each with a company of its own at the end of `companies`. */
  sites?: GeneratedSite[];
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
  /** What was asked so far, in order. Never an Authorization header. */
  requests: readonly RecordedRequest[];
  clearRequests(): void;
  /**
   * Lets things happen on a site. The first change happens a minute after `asOf` (after now, when `asOf` was left out),
   * each further one a minute later, unless a time is given. Throws when a record is not there.
   */
  change(subdomain: string, happen: (site: SiteEditor) => void, at?: Date): void;
  close(): Promise<void>;
}

/** Starts a sandbox on 127.0.0.1. The caller closes it. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const asOf = options.asOf ?? new Date();
  const site = siteMakers(options.sites ?? [], Math.floor(asOf.getTime() / DAY) * DAY);
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
    underWay: new Map(),
  });
  let lastChange: Millis = Math.floor(asOf.getTime() / MINUTE) * MINUTE;
  const url = await app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  return {
    url,
    maxioBaseUrl: `${url}/maxio/{subdomain}`,
    codatBaseUrl: `${url}/codat`,
    companies: [...companies, ...(options.sites ?? []).map((made) => generatedCompany(generatedProfile(made)))],
    misbehave: (rule) => faults.add(rule),
    behave: () => faults.clear(),
    requests,
    clearRequests: () => {
      requests.length = 0;
    },
    change: (subdomain, happen, at) => {
      const changed = site(subdomain);
      if (!changed) throw new Error(`there is no site ${subdomain}`);
      lastChange = at?.getTime() ?? lastChange + MINUTE;
      happen(siteEditor(changed, lastChange));
    },
    close: async () => {
      closing.abort();
      await app.close();
    },
  };
}

/** Sites are made when they are first asked for. */
function siteMakers(generated: readonly GeneratedSite[], now: Millis): (subdomain: string) => Site | undefined {
  const makers = new Map<string, () => Site>([
    [acornProfile.subdomain, () => acornSite(now)],
    [brightpathProfile.subdomain, () => brightpathSite(now)],
    [cobblestoneProfile.subdomain, () => cobblestoneSite(now)],
    [legacyProfile.subdomain, () => legacySite(now)],
    ...generated.map((options) => [options.subdomain, () => generatedSite(options, now)] as const),
  ]);
  const made = new Map<string, Site>();
  return (subdomain) => {
    const site = made.get(subdomain) ?? makers.get(subdomain)?.();
    if (site) made.set(subdomain, site);
    return site;
  };
}
