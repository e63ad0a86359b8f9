import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** Answers, or misbehaves at, one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server on 127.0.0.1 that answers as told. */
export interface FaultServer {
  readonly origin: string;
  /** Every request received, in order. */
  readonly requests: { method: string; url: string; headers: IncomingMessage["headers"] }[];
  /** Answers in this order; the last one is given for ever. */
  answers(...answers: Answer[]): void;
  close(): Promise<void>;
}

export async function startFaultServer(...first: Answer[]): Promise<FaultServer> {
  const requests: FaultServer["requests"] = [];
  let queue = first;
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers });
    response.on("error", () => {});
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    if (!answer) throw new Error(`The fault server has no answer to ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers(...answers) {
      queue = answers;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Headers = Record<string, string>;

export const json =
  (body: unknown, headers: Headers = {}, status = 200): Answer =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(JSON.stringify(body));
  };

/** Any status with a body that need not be JSON. */
export const text =
  (status: number, body: string | Buffer = "", headers: Headers = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "text/plain", ...headers });
    response.end(body);
  };

export const gzipped =
  (body: Buffer | string): Answer =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(gzipSync(body));
  };

/** Accepts the request and says nothing, ever. */
export const silence: Answer = () => {};

/** One byte now and then: never idle long enough for an idle timeout, never done. */
export const dribble: Answer = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 5);
  response.on("close", () => clearInterval(timer));
};

export const resetBeforeHeaders: Answer = (request) => {
  request.socket.resetAndDestroy();
};

/** Half of a page that claims to be longer, then a reset. */
export const resetMidBody: Answer = (request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('[{"customer":{"id":1}},', () => request.socket.resetAndDestroy());
};

/** Ends early though the connection closes as it should. */
export const truncatedJson: Answer = text(200, '[{"customer":{"id":1', { "content-type": "application/json" });

export const html: Answer = text(200, "<html><body>Please log in</body></html>", { "content-type": "text/html" });

/** 64 MiB of spaces in some 64 KB. */
export const gzipBomb: Answer = gzipped(Buffer.alloc(64 * 1024 * 1024, " "));
