import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An endpoint for webhooks, on a real socket. */
export interface Receiver {
  url: string;
  received: Received[];
  /** How it answers from now on; 200 at first. */
  answer: number | ((response: ServerResponse) => void);
  /** Resolves when it has received so many. */
  until(count: number): Promise<Received[]>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    receiver.received.push({ url: request.url ?? "", headers: request.headers, body });
    if (typeof receiver.answer === "number") response.writeHead(receiver.answer).end();
    else receiver.answer(response);
    for (const check of waiting) check();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?token=SECRET-token`,
    received: [],
    answer: 200,
    until: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (receiver.received.length < count) return;
          waiting.delete(check);
          resolve(receiver.received);
        };
        waiting.add(check);
        check();
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return receiver;
}
