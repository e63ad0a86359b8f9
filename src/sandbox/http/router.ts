/** Which handler answers a path of a site: `/subscriptions/:id/components`, always asked for with `.json`. */
import type { Site } from "../core/site.js";
import type { Query } from "./query.js";

export interface Request {
  site: Site;
  /** The path inside the site, without `.json`. */
  path: string;
  params: Readonly<Record<string, string>>;
  query: Query;
  /** Names the list and its filters, whatever the page: for keeping orders between pages. */
  listKey: string;
}

/** Gives the JSON body of a 200, or throws a `Refusal`. */
type Handler = (request: Request) => unknown;

export type Routes = Readonly<Record<string, Handler>>;

export type Router = (path: string) => { handler: Handler; params: Record<string, string> } | undefined;

export function router(routes: Routes): Router {
  const table = Object.entries(routes).map(([pattern, handler]) => ({ parts: pattern.split("/"), handler }));
  // Fixed words win over parameters: /subscriptions/lookup is not a subscription.
  const fixedWords = (parts: string[]) => parts.filter((part) => !part.startsWith(":")).length;
  table.sort((a, b) => fixedWords(b.parts) - fixedWords(a.parts));
  return (path) => {
    const asked = path.split("/").map(decoded);
    for (const { parts, handler } of table) {
      if (parts.length !== asked.length) continue;
      const params: Record<string, string> = {};
      const fits = parts.every((part, index) => {
        const value = asked[index] ?? "";
        if (!part.startsWith(":")) return part === value;
        params[part.slice(1)] = value;
        return value !== "";
      });
      if (fits) return { handler, params };
    }
    return undefined;
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
