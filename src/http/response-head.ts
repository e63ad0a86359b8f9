import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from "node:http";

/** What Node's `writeHead` calls when it is done with its checks: the same in Node 20, 22 and 24, but not documented. */
interface HeadStore {
  _storeHeader?(firstLines: string, others: OutgoingHttpHeaders): void;
  _hasBody?: boolean;
}

/**
 * Gives a response its status and headers (names and values in turn) as `writeHead` does, without having every name and
 * value searched for what must not be in a header: only for headers made of our own words, digits and entity tags. For an
 * answer without a body those searches take longer than all else that is done for it. Node adds what depends on the
 * connection (`Date`, `Connection`, `Keep-Alive`) and has to be told of `content-length` itself.
 */
export function writeTrustedHead(response: ServerResponse, status: 200 | 304, headers: readonly string[]): void {
  const store: HeadStore = response as unknown as HeadStore;
  if (store._storeHeader === undefined) {
    response.writeHead(status, [...headers]);
    return;
  }
  let lines = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  const others: OutgoingHttpHeaders = {};
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at] === "content-length") others["content-length"] = headers[at + 1];
    else lines += `${headers[at]}: ${headers[at + 1]}\r\n`;
  }
  response.statusCode = status;
  if (status === 304) store._hasBody = false;
  store._storeHeader(lines, others);
}
