import type { lookup } from "node:dns";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createWebhookSender, type WebhookSenderOptions } from "../../../src/lib/webhook-sender.js";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A real receiver; returns its port. */
async function receiver(listener: RequestListener): Promise<number> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function sender(options: Partial<WebhookSenderOptions> = {}) {
  const made = createWebhookSender({ allowPrivate: true, ...options });
  closing.push(() => made.close());
  return (url: string, signal = new AbortController().signal) => made.post(url, { "webhook-id": "x" }, "{}", signal);
}

describe("what a receiver does", () => {
  test("a POST with body and headers reaches it, and its status comes back", async () => {
    let seen = "";
    const port = await receiver((request, response) => {
      seen = `${request.method} ${request.url} ${request.headers["content-type"]} ${request.headers["webhook-id"]} `;
      request.on("data", (chunk) => (seen += chunk));
      request.on("end", () => response.writeHead(204).end());
    });
    expect(await sender()(`http://127.0.0.1:${port}/hooks?token=1#x`)).toBe(204);
    expect(seen).toBe("POST /hooks?token=1 application/json x {}");
  });

  test("a redirect is not followed", async () => {
    let asked = 0;
    const port = await receiver((_request, response) => {
      asked++;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    expect(await sender()(`http://127.0.0.1:${port}/`)).toBe(307);
    expect(asked).toBe(1);
  });

  test("an answer without end is not read to its end", async () => {
    let written = 0;
    const port = await receiver((_request, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024);
      const write = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on("drain", write);
      response.on("error", () => {});
      write();
    });
    expect(await sender()(`http://127.0.0.1:${port}/`)).toBe(200);
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  test("no answer in time is a failure", async () => {
    const port = await receiver(() => {});
    await expect(sender({ timeoutMs: 100 })(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      name: "TimeoutError",
    });
  });

  test("a connection that breaks is a failure", async () => {
    const server = createTcpServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    await expect(sender()(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  test("a stop ends the wait", async () => {
    const stop = new AbortController();
    const port = await receiver(() => stop.abort());
    await expect(sender()(`http://127.0.0.1:${port}/`, stop.signal)).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("addresses that are not public", () => {
  /** A name server that answers each question with the next of its answers. */
  function names(...answers: string[][]): typeof lookup {
    const ask = (_name: string, _options: object, callback: (error: null, found: object[]) => void) => {
      const addresses = answers.length > 1 ? answers.shift() : answers[0];
      callback(
        null,
        (addresses ?? []).map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    };
    return ask as unknown as typeof lookup;
  }

  test.each(["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]"])(
    "%s is refused before anything is sent",
    async (host) => {
      let asked = 0;
      const port = await receiver((_request, response) => {
        asked++;
        response.end();
      });
      const url = `http://${host}:${port}/`;
      await expect(sender({ allowPrivate: false })(url)).rejects.toMatchObject({ name: "AddressRefused" });
      expect(asked).toBe(0);
    },
  );

  test.each([
    ["a name of loopback", ["127.0.0.1"]],
    ["a name of a private address", ["10.0.0.1"]],
    ["a name of IPv4 in IPv6", ["::ffff:127.0.0.1"]],
    ["a name of a public and a private address", ["93.184.216.34", "192.168.0.1"]],
  ])("%s is refused", async (_case, addresses) => {
    const post = sender({ allowPrivate: false, lookup: names(addresses) });
    await expect(post("http://hooks.example.com/")).rejects.toMatchObject({ name: "AddressRefused" });
  });

  test("a name is looked up anew for every connection, so that a change of mind is seen", async () => {
    const lookup = names([], ["127.0.0.1"]);
    const post = sender({ allowPrivate: false, lookup, timeoutMs: 2_000 });
    await expect(post("http://rebind.example.com/")).rejects.toThrow("no address");
    await expect(post("http://rebind.example.com/")).rejects.toMatchObject({ name: "AddressRefused" });
  });

  test("a name without an address is a failure", async () => {
    await expect(sender({ allowPrivate: false, lookup: names([]) })("http://nobody.example.com/")).rejects.toThrow(
      "no address",
    );
  });
});
