import { connect, type Socket } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = Buffer.from("content-length: ");

/**
 * Sends the same request over keep-alive connections for a while and answers requests per second. A plain socket reader
 * that only counts bytes, so that the server and not the client is what is measured.
 *
 * @throws when any answer has another status than the one expected.
 */
export async function load(
  url: string,
  options: { headers: Record<string, string>; status: number; connections: number; durationMs: number },
): Promise<number> {
  const { hostname, port, pathname, search } = new URL(url);
  const head = Object.entries({ host: `${hostname}:${port}`, ...options.headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const request = Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\n${head.join("")}\r\n`);
  const state = { answered: 0, stopped: false };
  const started = performance.now();
  const timer = setTimeout(() => {
    state.stopped = true;
  }, options.durationMs);
  await Promise.all(
    Array.from({ length: options.connections }, () =>
      converse(connect({ host: hostname, port: Number(port), noDelay: true }), request, options.status, state),
    ),
  );
  clearTimeout(timer);
  return state.answered / ((performance.now() - started) / 1000);
}

/** One connection: asks, reads the answer to its end, asks again. */
function converse(
  socket: Socket,
  request: Buffer,
  status: number,
  state: { answered: number; stopped: boolean },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const expected = Buffer.from(`HTTP/1.1 ${status} `);
    let left = 0;
    let head: Buffer | undefined;
    const answered = () => {
      state.answered += 1;
      if (state.stopped) socket.end();
      else socket.write(request);
    };
    socket.on("connect", () => socket.write(request));
    socket.on("error", reject);
    socket.on("close", () => resolve());
    socket.on("data", (chunk) => {
      if (left > 0) {
        left -= chunk.length;
        if (left === 0) answered();
        return;
      }
      const seen = head === undefined ? chunk : Buffer.concat([head, chunk]);
      const end = seen.indexOf(HEAD_END);
      if (end < 0) {
        head = seen;
        return;
      }
      head = undefined;
      if (!seen.subarray(0, expected.length).equals(expected)) {
        reject(new Error(`expected ${status}, got ${seen.subarray(0, 20).toString()}`));
        socket.destroy();
        return;
      }
      left = contentLength(seen.subarray(0, end)) - (seen.length - end - HEAD_END.length);
      if (left === 0) answered();
    });
  });
}

function contentLength(head: Buffer): number {
  const at = head.indexOf(LENGTH);
  return at < 0 ? 0 : Number.parseInt(head.toString("latin1", at + LENGTH.length, at + LENGTH.length + 12), 10);
}
