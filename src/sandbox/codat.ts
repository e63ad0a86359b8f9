/**
 * The Codat-proxy look-alike: `GET /companies/{companyId}/connections/{connectionId}/data/proxy?endpoint=…` passes one
 * GET on to the linked Maxio site and returns the answer as it is.
 */
import { type CodatLink, codatApiKey } from "./companies.js";
import type { Answer } from "./http/answer.js";

/** Codat's error body. */
function codatError(status: number, error: string): Answer {
  const body = {
    statusCode: status,
    service: "PublicApi",
    error,
    correlationId: "00000000000000000000000000000000",
    canBeRetried: status === 401 || status === 404 ? "False" : "Unknown",
    detailedErrorCode: 0,
  };
  return { status, body };
}

const proxyPath = /^\/companies\/([^/]+)\/connections\/([^/]+)\/data\/proxy$/;

export interface ProxyTarget {
  link: CodatLink;
  /** Path and query inside the site, without a leading slash: `customers.json?page=2`. */
  endpoint: string;
}

/** Where a proxy request leads, or Codat's own refusal. */
export function proxyTarget(
  path: string,
  endpoint: string | undefined,
  authorization: string | undefined,
  links: readonly CodatLink[],
): ProxyTarget | Answer {
  if (!isCodatKey(authorization)) return codatError(401, "Unauthorized");
  const match = proxyPath.exec(path);
  if (!match) return codatError(404, "Not found");
  const link = links.find(({ companyId, connectionId }) => companyId === match[1] && connectionId === match[2]);
  if (!link) return codatError(404, `Data connection ${match[2]} not found`);
  if (endpoint === undefined) return codatError(400, "The endpoint field is required.");
  return { link, endpoint: endpoint.replace(/^\/+/, "") };
}

/** `Basic base64(apiKey)`; a trailing colon, as curl's -u adds it, does no harm. */
function isCodatKey(authorization: string | undefined): boolean {
  const encoded = authorization?.startsWith("Basic ") ? authorization.slice("Basic ".length) : undefined;
  if (encoded === undefined) return false;
  return Buffer.from(encoded, "base64").toString("utf8").replace(/:$/, "") === codatApiKey;
}
