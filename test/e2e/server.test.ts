import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.js";
import { type ServerProcess, startServer, temporaryDirectory } from "../helpers/process.js";
import { apiKey, apiOf, encryptionKey, link } from "../helpers/service.js";

const acorn = "6f0d2c3a-4b1e-4c55-9a57-1d3e8f6a0c01";
const listening = /listens on (http:\/\/127\.0\.0\.1:\d+)/;

let directory: ReturnType<typeof temporaryDirectory>;
let running: ServerProcess[];
beforeEach(() => {
  directory = temporaryDirectory();
  running = [];
});
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill("SIGKILL");
    await ended;
  }
  directory.dispose();
});

function start(env: Record<string, string> = {}): ServerProcess {
  const server = startServer({ DATA_DIR: directory.path, PORT: "0", ...env });
  running.push(server);
  return server;
}

/** The address, once it listens there. */
async function addressOf(server: ServerProcess): Promise<string> {
  const [, address = ""] = await server.until(listening);
  return address;
}

describe("with nothing configured", () => {
  test("it is a sandbox that says what to do, and does it", async () => {
    const server = start();
    const address = await addressOf(server);
    await server.until(/Try\n(?:.+\n){3}\n/);
    expect(server.stdout()).toContain("API key    sandbox");
    expect(server.stdout()).toContain(acorn);
    const urls = [...server.stdout().matchAll(/curl -u sandbox: '([^']+)'/g)].map(([, url]) => url ?? "");
    expect(urls).toHaveLength(3);
    for (const url of urls) {
      expect(url.startsWith(address)).toBe(true);
      const reply = await apiOf(address)("GET", url.slice(address.length), { key: "sandbox:" });
      expect(reply.status, url).toBe(200);
      expect(reply.body.totalResults, url).toBeGreaterThan(0);
    }
    expect(readdirSync(directory.path)).toEqual(["sandbox"]);
    const { body } = await apiOf(address)("GET", "/companies", { key: "sandbox" });
    // A free port was asked for, and is known only once the service listens.
    for (const company of body.results) expect(company.redirect).toBe(`${address}/companies/${company.id}/connections`);
  });

  test("it starts again on what is there, and ends well when it is told to", async () => {
    for (let i = 0; i < 2; i++) {
      const server = start();
      const address = await addressOf(server);
      const reply = await apiOf(address)("GET", `/companies/${acorn}/plans`, { key: "sandbox" });
      expect(reply.status).toBe(200);
      server.child.kill("SIGTERM");
      expect(await server.ended).toBe(0);
    }
  });

  test("it listens on loopback only", async () => {
    const server = start({ HOST: "0.0.0.0" });
    expect(await server.ended).toBe(78);
    expect(server.output()).toMatch(/^Configuration: HOST must be a loopback address in sandbox mode[^\n]*\n$/);
  });
});

describe("what keeps it from starting is one line", () => {
  test("a taken port", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const server = start({ PORT: String(port) });
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toBe(`Port ${port} on 127.0.0.1 is taken; set PORT to a free one.\n`);
    other.close();
  });

  test.each(["203.0.113.7", "nowhere.invalid"])("an address of another machine: %s", async (HOST) => {
    const server = start({ HOST, API_KEYS: apiKey, ENCRYPTION_KEY: encryptionKey });
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toBe(`${HOST} is not an address of this machine; set HOST to one that is.\n`);
  });

  test.each([
    ["an impossible port", { PORT: "SECRETport" }, /^Configuration: PORT must be a whole number\.\n$/],
    ["half a configuration", { API_KEYS: "SECRET-key-0123456" }, /^Configuration: ENCRYPTION_KEY is missing\.\n$/],
    ["a short key", { API_KEYS: "x", ENCRYPTION_KEY: "SECRETkey" }, /^Configuration: ENCRYPTION_KEY [^\n]+\n$/],
    ["two faults", { PORT: "-1", LOG_LEVEL: "SECRET" }, /^Configuration: PORT [^\n]+; LOG_LEVEL [^\n]+\n$/],
  ])("%s", async (_case, env, line) => {
    const server = start(env as Record<string, string>);
    expect(await server.ended).toBe(78);
    expect(server.output()).toMatch(line);
    expect(server.output()).not.toContain("SECRET");
  });

  test("a database that is in use", async () => {
    const first = start();
    await addressOf(first);
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toMatch(/^standard-billing cannot start: [^\n]+\n$/);
    expect(second.stderr()).not.toMatch(/\n\s+at /);
  });

  test("a data directory that is a file", async () => {
    const server = start({ DATA_DIR: "/dev/null" });
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toMatch(
      /^standard-billing cannot start: The data directory \/dev\/null[^\n]* cannot be used /,
    );
    expect(server.stderr().trimEnd()).not.toContain("\n");
  });

  test.runIf(existsSync("/sys/kernel"))("a data directory nobody may make", async () => {
    const server = start({ DATA_DIR: "/sys/standard-billing" });
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toMatch(
      /^standard-billing cannot start: The data directory \/sys\/[^\n]+DATA_DIR[^\n]+\n$/,
    );
  });

  test("a lock file that is none is not said to be in use", async () => {
    mkdirSync(join(directory.path, "sandbox"));
    writeFileSync(join(directory.path, "sandbox", "standard-billing.sqlite.lock"), "x".repeat(5_000));
    const server = start();
    expect(await server.ended).toBe(1);
    expect(server.stderr()).toMatch(/^standard-billing cannot start: The lock file [^\n]+ is not a database\n$/);
  });
});

describe("with real configuration", () => {
  let sandbox: Sandbox;
  const real = () => ({
    API_KEYS: apiKey,
    ENCRYPTION_KEY: encryptionKey,
    MAXIO_BASE_URL_US: sandbox.maxioBaseUrl,
    CODAT_BASE_URL: sandbox.codatBaseUrl,
    LOG_LEVEL: "trace",
  });
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.close());

  test("it keeps what it was given over a restart, sealed, and writes no secret anywhere", async () => {
    const first = start(real());
    const { company, connection } = await link(apiOf(await addressOf(first)), sandbox);
    await apiOf(await addressOf(first))("GET", `${company}/plans`);
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);

    const second = start(real());
    const api = apiOf(await addressOf(second));
    expect((await api("GET", connection)).body.status).toBe("Linked");
    expect((await api("GET", `${company}/customers`)).status).toBe(200);
    expect((await api("GET", "/companies", { key: "sandbox" })).status).toBe(401);
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);

    const secrets = [apiKey, btoa(apiKey), encryptionKey, "sandbox-key-acorn", "sandbox-codat-key"];
    const files = readdirSync(directory.path).map((name) => readFileSync(join(directory.path, name), "latin1"));
    for (const text of [first.output(), second.output(), ...files]) {
      for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
    }
    expect(existsSync(join(directory.path, "sandbox"))).toBe(false);
  });

  test("a wrong encryption key is told at the start; a new one in front of the old one takes over", async () => {
    const first = start(real());
    const { company } = await link(apiOf(await addressOf(first)), sandbox);
    first.child.kill("SIGTERM");
    await first.ended;

    const newKey = Buffer.alloc(32, 3).toString("base64");
    const wrong = start({ ...real(), ENCRYPTION_KEY: newKey });
    expect(await wrong.ended).toBe(1);
    expect(wrong.stderr()).toBe("standard-billing cannot start: ENCRYPTION_KEY does not open the stored credentials\n");

    const rotating = start({ ...real(), ENCRYPTION_KEY: `${newKey},${encryptionKey}` });
    await addressOf(rotating);
    rotating.child.kill("SIGTERM");
    await rotating.ended;

    const rotated = start({ ...real(), ENCRYPTION_KEY: newKey });
    expect((await apiOf(await addressOf(rotated))("GET", `${company}/plans`)).status).toBe(200);
  });

  test("secrets come from files as well", async () => {
    const { writeFileSync } = await import("node:fs");
    const file = (name: string, text: string) => {
      const path = join(directory.path, name);
      writeFileSync(path, `${text}\n`);
      return path;
    };
    const { API_KEYS, ENCRYPTION_KEY, ...rest } = real();
    const server = start({
      ...rest,
      API_KEYS_FILE: file("keys", API_KEYS),
      ENCRYPTION_KEY_FILE: file("encryption", ENCRYPTION_KEY),
    });
    expect((await apiOf(await addressOf(server))("GET", "/companies")).status).toBe(200);
  });

  test("told to stop under load, it answers everything it took and ends with 0", async () => {
    const server = start(real());
    const address = await addressOf(server);
    const { company } = await link(apiOf(address), sandbox);
    sandbox.misbehave({
      kind: "slowHeaders",
      delayMs: 700,
      path: "/maxio/acorn-analytics/subscriptions.json",
      times: 1,
    });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
    const get = (path: string) =>
      new Promise<number>((resolve, reject) => {
        const headers = { authorization: `Basic ${btoa(apiKey)}` };
        http
          .get(`${address}${path}`, { agent, headers }, (response) => {
            response.resume().on("end", () => resolve(response.statusCode ?? 0));
          })
          .on("error", reject);
      });
    // Connections that stay open, and readers that wait for a first sync.
    await Promise.all(Array.from({ length: 10 }, () => get("/companies")));
    const waiting = Array.from({ length: 10 }, () => get(`${company}/subscriptions`));
    await new Promise<void>((resolve) => {
      const check = () =>
        sandbox.requests.some(({ path }) => path.endsWith("/subscriptions.json")) ? resolve() : setTimeout(check, 10);
      check();
    });
    server.child.kill("SIGTERM");
    const statuses = await Promise.all(waiting);
    // What has been read by then is sent; the others are told to come again.
    for (const status of statuses) expect([200, 409]).toContain(status);
    expect(await server.ended).toBe(0);
    await expect(get("/health/live")).rejects.toThrow();
    agent.destroy();
  });

  test("told to stop, it has logged every request it answered", async () => {
    const server = start(real());
    const api = apiOf(await addressOf(server));
    const ids = Array.from({ length: 300 }, (_, n) => n.toString(16).padStart(32, "0"));
    const headers = (id: string) => ({ authorization: `Basic ${btoa(apiKey)}`, "x-correlation-id": id });
    const address = await addressOf(server);
    expect((await api("GET", "/companies")).status).toBe(200);
    await Promise.all(ids.map(async (id) => (await fetch(`${address}/companies`, { headers: headers(id) })).text()));
    server.child.kill("SIGTERM");
    expect(await server.ended).toBe(0);
    const logged = server
      .stdout()
      .split("\n")
      .filter((line) => line.includes('"msg":"request"'))
      .map((line) => JSON.parse(line).correlationId);
    for (const id of ids) expect(logged).toContain(id);
    expect(server.stdout().trimEnd().split("\n").at(-1)).toContain('"signal":"SIGTERM"');
  });
});
