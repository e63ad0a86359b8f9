/** The HTTP side of the sandbox: one Fastify server for all sites and for the Codat proxy in front of some of them. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { proxyTarget } from "./codat.js";
import type { CodatLink } from "./companies.js";
import type { Site } from "./core/site.js";
import { type Answer, accessDenied, notFound, Refusal, toJson } from "./http/answer.js";
import type { Fault, Faults } from "./http/faults.js";
import { parseQuery, type Query } from "./http/query.js";
import { pause, sendFaulty, spoiltAnswer, spoiltQuery } from "./http/spoil.js";
import { maxioRoutes } from "./routes/index.js";

/** What was asked of the sandbox. The Authorization header is never kept. */
export interface RecordedRequest {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  at: Date;
  /** The site asked, and what of it (`subscriptions.json?page=2`), whether directly or through the Codat proxy. */
  subdomain?: string;
  endpoint?: string;
  /** How many requests to the same site were being answered when it came, itself included. */
  concurrent?: number;
}

export interface ServerState {
  site(subdomain: string): Site | undefined;
  links: readonly CodatLink[];
  faults: Faults;
  record(request: RecordedRequest): void;
  /** How long an answer takes, what it takes to make it included. */
  latencyMs: number;
  closing: AbortSignal;
  /** Requests being answered, by subdomain. */
  underWay: Map<string, number>;
}

/** One GET on its way to a site. */
interface Errand {
  subdomain: string;
  path: string;
  search: string;
  /** Direct requests carry the site's key; the proxy has already checked its own. */
  authorized(site: Site): boolean;
}

const pageNotFound: Answer = {
  status: 404,
  body: "<!DOCTYPE html><html><body>The page you were looking for doesn't exist.</body></html>",
  contentType: "text/html; charset=utf-8",
};

export function buildServer(state: ServerState): FastifyInstance {
  const app = Fastify({ exposeHeadRoutes: false, forceCloseConnections: true });
  app.addHook("onRequest", async (request, reply) => {
    if (request.method === "GET") return;
    const { path, search } = split(request.url);
    state.record({ method: request.method, path, query: asRecord(parseQuery(search)), at: new Date() });
    await reply.code(405).header("allow", "GET").type("text/plain").send("Method Not Allowed");
  });
  app.get("/*", (request, reply) => serve(state, request, reply));
  return app;
}

function split(url: string): { path: string; search: string } {
  const mark = url.indexOf("?");
  return mark < 0 ? { path: url, search: "" } : { path: url.slice(0, mark), search: url.slice(mark + 1) };
}

function asRecord(query: Query): Record<string, string> {
  return Object.fromEntries(query.entries);
}

async function serve(state: ServerState, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { path, search } = split(request.url);
  const query = parseQuery(search);
  const { errand, refusal } = errandOf(state, path, search, query, request.headers.authorization);
  const seen = { method: "GET", path, query: asRecord(query), at: new Date() };
  if (!errand) {
    state.record(seen);
    const fault = state.faults.take([readable(request.url)]);
    const answer = rendered(spoiltAnswer(fault, query, () => refusal));
    return send(state, reply, fault, answer);
  }
  const { subdomain } = errand;
  const endpoint = `${errand.path.slice(1)}${errand.search && `?${errand.search}`}`;
  const concurrent = (state.underWay.get(subdomain) ?? 0) + 1;
  state.record({ ...seen, subdomain, endpoint, concurrent });
  state.underWay.set(subdomain, concurrent);
  try {
    const fault = state.faults.take([request.url, `/maxio/${subdomain}/${endpoint}`].map(readable));
    const latency = pause(state.latencyMs, state.closing);
    const answer = rendered(spoiltAnswer(fault, parseQuery(errand.search), () => ask(state, errand, fault)));
    await latency;
    return await send(state, reply, fault, answer);
  } finally {
    state.underWay.set(subdomain, (state.underWay.get(subdomain) ?? 1) - 1);
  }
}

/** Percent-encoding undone where possible, so that a rule can say `filter[ids]`. */
function readable(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

type Arrival = { errand: Errand; refusal?: never } | { errand?: never; refusal: Answer };

function errandOf(
  state: ServerState,
  path: string,
  search: string,
  query: Query,
  authorization: string | undefined,
): Arrival {
  const direct = /^\/maxio\/([^/]+)(\/.*)$/.exec(path);
  if (direct) {
    const [, subdomain = "", inside = ""] = direct;
    const authorized = (site: Site) => isSiteKey(authorization, site.profile.apiKey);
    return { errand: { subdomain, path: inside, search, authorized } };
  }
  if (!path.startsWith("/codat/")) return { refusal: pageNotFound };
  const target = proxyTarget(path.slice("/codat".length), query.one("endpoint"), authorization, state.links);
  if ("status" in target) return { refusal: target };
  const inner = split(target.endpoint);
  const { subdomain } = target.link;
  return { errand: { subdomain, path: `/${inner.path}`, search: inner.search, authorized: () => true } };
}

/** `Basic base64(apiKey:x)`. */
function isSiteKey(authorization: string | undefined, apiKey: string): boolean {
  return authorization === `Basic ${Buffer.from(`${apiKey}:x`).toString("base64")}`;
}

/** The site's own answer. */
function ask(state: ServerState, errand: Errand, fault: Fault | undefined): Answer {
  const site = state.site(errand.subdomain);
  if (!site) return pageNotFound;
  if (!errand.authorized(site)) return accessDenied;
  const path = errand.path.endsWith(".json") ? errand.path.slice(0, -".json".length) : undefined;
  const found = path === undefined ? undefined : maxioRoutes(path);
  if (!found || path === undefined) return pageNotFound;
  // Sites on the older architecture have statements and transactions instead.
  if (!site.profile.relationshipInvoicing && /^\/(invoices|credit_notes)/.test(path)) return notFound;
  const query = spoiltQuery(fault, parseQuery(errand.search));
  const filters = query.entries.filter(([key]) => key !== "page" && key !== "per_page");
  const listKey = `${path}?${filters.map((pair) => pair.join("=")).join("&")}`;
  try {
    return { status: 200, body: found.handler({ site, path, params: found.params, query, listKey }) };
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/** An answer as it goes over the wire. */
interface Rendered {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

function rendered({ status, body, contentType, headers }: Answer): Rendered {
  const bytes = Buffer.from(typeof body === "string" ? body : toJson(body));
  return { status, headers: { "content-type": contentType ?? "application/json; charset=utf-8", ...headers }, bytes };
}

async function send(
  state: ServerState,
  reply: FastifyReply,
  fault: Fault | undefined,
  { status, headers, bytes }: Rendered,
): Promise<FastifyReply> {
  const breaksOff = fault?.kind === "reset" || fault?.kind === "cutBody" || fault?.kind === "slowBody";
  if (breaksOff) reply.hijack();
  const sent = await sendFaulty(fault, reply.raw, headers, { status, bytes }, state.closing);
  if (sent) return reply;
  return reply.code(status).headers(headers).send(bytes);
}
