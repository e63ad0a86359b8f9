import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { open, prepareHead, writeTrustedHead } from "../../../src/http/response-head.js";

type Give = (response: ServerResponse) => void;

const etag = ["etag", '"abc"'];
const withBody = [...etag, "content-type", "application/json", "content-length", "2"];
const byNode =
  (status: number, headers: string[], body?: string): Give =>
  (response) =>
    response.writeHead(status, headers).end(body);
const byUs =
  (status: 200 | 304, headers: string[], body?: string): Give =>
  (response) => {
    writeTrustedHead(response, prepareHead(status, headers), []);
    response.end(body);
  };

let server: ReturnType<typeof createServer>;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** All lines sent over one connection: until the server closes it, or as answers to two requests. */
async function sent(give: Give, request: string): Promise<string[]> {
  server = createServer({ keepAliveTimeout: 1_000 }, (_request, response) => give(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const closed = once(socket, "close");
  const staysOpen = request.includes("HTTP/1.1") ? !request.includes("close") : request.includes("keep-alive");
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    const isFirst = text === "";
    text += chunk;
    if (!staysOpen) return;
    if (isFirst) socket.write(request);
    else socket.end();
  });
  socket.write(request);
  await closed;
  const lines = text.replace(/Date: [^\r]+/g, "Date: now").split("\r\n");
  return lines.map((line) => line.toLowerCase()).sort();
}

test.each<[string, 200 | 304, string[], string | undefined, string]>([
  ["an answer with a body", 200, withBody, "{}", "GET / HTTP/1.1\r\nhost: a\r\n\r\n"],
  ["no body", 304, etag, undefined, "GET / HTTP/1.1\r\nhost: a\r\n\r\n"],
  ["a connection to be closed", 200, withBody, "{}", "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"],
  [
    "a 304 on a connection to be closed",
    304,
    etag,
    undefined,
    "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
  ],
  ["an old client", 200, withBody, "{}", "GET / HTTP/1.0\r\n\r\n"],
  ["an old client that keeps its connection", 304, etag, undefined, "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"],
])("says what Node would say: %s", async (_what, status, headers, body, request) => {
  const ours = await sent(byUs(status, headers, body), request);
  server.close();
  expect(ours).toEqual(await sent(byNode(status, headers, body), request));
});

test("puts the values that were left open where they belong", () => {
  const head = prepareHead(304, ["x-id", open, ...etag, "x-left", open, "vary", "accept"]);
  const lines: string[] = [];
  for (const values of [
    ["a", "1"],
    ["b", "0"],
  ]) {
    const response = { _storeHeader: (text: string) => lines.push(text) };
    writeTrustedHead(response as unknown as ServerResponse, head, values);
  }
  const text = (id: string, left: string) =>
    `HTTP/1.1 304 Not Modified\r\nx-id: ${id}\r\netag: "abc"\r\nx-left: ${left}\r\nvary: accept\r\n`;
  expect(lines).toEqual([text("a", "1"), text("b", "0")]);
});

test("leaves it to Node where Node has no such thing", () => {
  const heads: unknown[] = [];
  const response = { writeHead: (...head: unknown[]) => heads.push(head) } as unknown as ServerResponse;
  const reset = ["x-reset", "Sun: 12:00"];
  writeTrustedHead(response, prepareHead(304, ["x-id", open, ...etag, ...reset]), ["a"]);
  writeTrustedHead(response, prepareHead(200, withBody), []);
  expect(heads).toEqual([
    [304, ["x-id", "a", ...etag, ...reset]],
    [200, withBody],
  ]);
});
