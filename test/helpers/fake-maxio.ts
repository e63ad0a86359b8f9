import { createMaxioProvider, type MaxioOptions } from "../../src/providers/maxio/index.js";
import type { ReadOptions, Source, SourcePage } from "../../src/providers/provider.js";
import * as fault from "./fault-server.js";

/** How one path of a site answers. */
export type Route = (query: URLSearchParams) => fault.Answer;

/** A Maxio site as a test describes it, path by path; anything else is a 404 with a body of one space, as Maxio's are. */
export interface FakeMaxio {
  readonly server: fault.FaultServer;
  routes: Record<string, Route>;
  /** Path and query of every request, decoded. */
  asked(): string[];
  source: Source;
  close(): Promise<void>;
}

export const site = { id: 1, name: "Acme", subdomain: "acme", currency: "USD", relationship_invoicing_enabled: true };

export const always =
  (answer: fault.Answer): Route =>
  () =>
    answer;

export const body = (content: unknown): Route => always(fault.json(content));

/** A list that heeds `page` and `per_page`. */
export const pages =
  (rows: readonly unknown[], envelope: (rows: readonly unknown[]) => unknown = (page) => page): Route =>
  (query) => {
    const perPage = Math.min(200, Number(query.get("per_page") ?? 20));
    const start = (Number(query.get("page") ?? 1) - 1) * perPage;
    return fault.json(envelope(rows.slice(start, start + perPage)));
  };

/** `{customer: {id: 1}}, …`: as many elements as wanted, with rising ids. */
export function wrapped(key: string, count: number, first = 1): { [key: string]: { id: number } }[] {
  return Array.from({ length: count }, (_, at) => ({ [key]: { id: first + at } }));
}

export async function startFakeMaxio(
  routes: Record<string, Route>,
  options: Partial<MaxioOptions> = {},
): Promise<FakeMaxio> {
  const answer: fault.Answer = (request, response) => {
    const url = new URL(request.url ?? "", server.origin);
    const route = maxio.routes[url.pathname];
    (route ? route(url.searchParams) : fault.text(404, " "))(request, response);
  };
  const server = await fault.startFaultServer(answer);
  const provider = createMaxioProvider({
    baseUrlUs: server.origin,
    map: { minorUnits: {} },
    ...options,
    http: { attempts: 1, ...options.http },
  });
  const maxio: FakeMaxio = {
    server,
    routes: { "/site.json": body({ site }), ...routes },
    asked: () => server.requests.map(({ url }) => decodeURIComponent(url)),
    source: provider.connect(provider.parseCredentials({ subdomain: "acme", apiKey: "planted-secret" })),
    async close() {
      await provider.close();
      await server.close();
    },
  };
  return maxio;
}

/** All pages of a list. */
export async function readAll(source: Source, list: string, options: ReadOptions = {}): Promise<SourcePage[]> {
  const read: SourcePage[] = [];
  for await (const page of source.read(list, options)) read.push(page);
  return read;
}

export function idsOf(read: readonly SourcePage[]): string[] {
  return read.flatMap((page) => page.items.map((item) => item.id));
}
