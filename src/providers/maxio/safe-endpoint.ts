import { errors } from "../../errors.js";

const MAX_LENGTH = 2048;
/** The first segment is a resource of Maxio's and never holds a colon, so it can be no scheme. */
const FIRST_SEGMENT = "[A-Za-z0-9_-]+(?:\\.json)?";
/** Ids, handles (`handle:gold-plan`) and the extension. No percent sign: nothing in a path of Maxio's needs one. */
const SEGMENT = "[A-Za-z0-9_.:-]+";
const PATH = new RegExp(`^${FIRST_SEGMENT}(?:/${SEGMENT})*$`);
/** What RFC 3986 allows in a query, and the brackets of Rails. */
const QUERY = /^(?:[A-Za-z0-9_.~!$&'()*+,;=:@/?[\]-]|%[0-9A-Fa-f]{2})*$/;
/** CR, LF, NUL and the like, encoded. */
const ENCODED_CONTROL = /%(?:[01][0-9A-F]|7F)/i;

/**
 * The endpoint a caller wants to reach through the proxy, made safe: a relative Maxio path with an optional query, a
 * slash in front or not; `.json` is added when it is missing. Returns it with its slash: `/customers.json?page=2`.
 *
 * Everything that could mean another host, another path or another request is a 400, before anything is sent: `//host`,
 * schemes, dot segments, encoded dots and slashes, backslashes, control characters, anything beyond ASCII, fragments and
 * more than 2,048 characters.
 */
export function safeEndpoint(endpoint: string): string {
  if (endpoint.length > MAX_LENGTH) throw refused(`must not be longer than ${MAX_LENGTH} characters`);
  const relative = endpoint.startsWith("/") ? endpoint.slice(1) : endpoint;
  const mark = relative.indexOf("?");
  const path = mark < 0 ? relative : relative.slice(0, mark);
  const query = mark < 0 ? "" : relative.slice(mark);
  if (!PATH.test(path) || path.split("/").some((segment) => /^\.|\.\.|\.$/.test(segment)))
    throw refused("must be a relative path of Maxio's API, such as customers.json?page=2");
  if (!QUERY.test(query) || ENCODED_CONTROL.test(query)) throw refused("has a query that is not properly encoded");
  return `/${path}${path.endsWith(".json") ? "" : ".json"}${query}`;
}

function refused(message: string) {
  return errors.badRequest(`endpoint ${message}`, [{ itemId: "endpoint", message, validatorName: "Endpoint" }]);
}
