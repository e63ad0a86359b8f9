import { errors } from "../errors.js";

const maxLength = 2_000;
const segment = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;
const queryText = /^(?:[A-Za-z0-9_\-.~!*(),;:@/?=&+[\]]|%[0-9A-Fa-f]{2})*$/;

/**
 * Checks the `endpoint` of a proxied request: a path relative to the source, with or without a leading slash, and
 * optionally a query string. `.json` is added when it is missing. What it returns begins with one slash and cannot
 * leave the source's host, whatever it is appended to.
 *
 * @throws 400 for anything else: hosts, schemes, dot segments, escapes in the path, control characters, over-long text.
 */
export function proxyEndpoint(endpoint: string): string {
  if (endpoint.length > maxLength) throw errors.badRequest(`endpoint must have at most ${maxLength} characters`);
  const mark = endpoint.indexOf("?");
  const path = (mark < 0 ? endpoint : endpoint.slice(0, mark)).replace(/^\//, "");
  const query = mark < 0 ? undefined : endpoint.slice(mark + 1);
  if (!path.split("/").every((part) => segment.test(part))) {
    throw errors.badRequest("endpoint must be a relative path such as subscriptions.json, without escapes or dot segments");
  }
  if (query !== undefined && !queryText.test(query)) {
    throw errors.badRequest("endpoint has a query string that is not correctly percent-encoded");
  }
  if (query !== undefined && /%(?:0[0-9a-f]|1[0-9a-f]|7f)/i.test(query)) {
    throw errors.badRequest("endpoint has control characters in its query string");
  }
  return `/${path}${path.endsWith(".json") ? "" : ".json"}${query ? `?${query}` : ""}`;
}
