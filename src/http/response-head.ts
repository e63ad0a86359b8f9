import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from "node:http";

/** A status and headers that are sent again and again, but for some values. */
export interface PreparedHead {
  status: 200 | 304;
  /** The lines as they are sent, cut where a value was left open. */
  pieces: readonly string[];
  /** `content-length`, if there is one: Node has to be told of it apart, because it decides by it how the body is sent. */
  framing: Record<string, string>;
}

/** What Node's `writeHead` calls when it is done with its checks: the same in Node 20, 22 and 24, but not documented. */
interface HeadStore {
  _storeHeader?(firstLines: string, others: OutgoingHttpHeaders): void;
  _hasBody?: boolean;
}

/** Stands for a value that each response is given its own of. */
export const open = "\0";

/** Prepares a head of headers given as names and values in turn; values may be left {@link open}, but for `content-length`. */
export function prepareHead(status: 200 | 304, headers: readonly string[]): PreparedHead {
  let lines = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  const framing: Record<string, string> = {};
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at] === "content-length") framing["content-length"] = headers[at + 1] ?? "";
    else lines += `${headers[at]}: ${headers[at + 1]}\r\n`;
  }
  return { status, pieces: lines.split(open), framing };
}

/**
 * Gives a response its status and headers as `writeHead` does, without having every name and value searched for what must
 * not be in a header: only for headers made of our own words, digits and entity tags. For an answer without a body those
 * searches take longer than all else that is done for it. Node adds what depends on the connection (`Date`, `Connection`,
 * `Keep-Alive`).
 *
 * @param values what was left open, in order.
 */
export function writeTrustedHead(response: ServerResponse, head: PreparedHead, values: readonly string[]): void {
  const { status, pieces, framing } = head;
  let lines = pieces[0] ?? "";
  for (let at = 1; at < pieces.length; at++) lines += (values[at - 1] ?? "") + (pieces[at] ?? "");
  const store: HeadStore = response as unknown as HeadStore;
  if (store._storeHeader === undefined) {
    response.writeHead(status, [...namesAndValues(lines), ...Object.entries(framing).flat()]);
    return;
  }
  response.statusCode = status;
  if (status === 304) store._hasBody = false;
  store._storeHeader(lines, framing);
}

function namesAndValues(lines: string): string[] {
  const [_statusLine, ...others] = lines.trimEnd().split("\r\n");
  return others.flatMap((line) => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
}
