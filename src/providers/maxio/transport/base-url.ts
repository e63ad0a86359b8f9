/** Where requests go: everything before the path of the API. */
export interface BaseUrl {
  /** Scheme, host and port. */
  origin: string;
  /** Path before the API's own, without a slash at its end; empty when there is none. */
  prefix: string;
}

const PLACEHOLDER = "{subdomain}";

/**
 * Fills a template such as `https://{subdomain}.chargify.com`. A template may lack the placeholder or have a path.
 * Throws an error that names the setting when the result is no plain http(s) address.
 */
export function resolveBaseUrl(setting: string, template: string, subdomain: string): BaseUrl {
  const filled = template.replaceAll(PLACEHOLDER, subdomain);
  const url = URL.canParse(filled) ? new URL(filled) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (!plain) throw new Error(`${setting} must be an http(s) address without credentials, query or fragment`);
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/, "") };
}

/**
 * A DNS label (RFC 1123), the only thing that may stand for a site: it has no dot, slash or colon, so it cannot change the
 * host. Labels with a reserved prefix such as `xn--` name no Maxio site.
 */
export function isSubdomain(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text) && !/^..--/.test(text);
}
