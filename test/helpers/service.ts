import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { loadConfig } from "../../src/config.js";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.js";
import { type Service, startService } from "../../src/service.js";
import { expectContract } from "./contract.js";
import type { TestDatabase } from "./databases.js";

export const apiKey = "test-key-0123456789abcdef";
export const encryptionKey = Buffer.alloc(32, 9).toString("base64");
export const unknownId = "00000000-0000-4000-8000-000000000000";

export interface Call {
  body?: unknown;
  /** Sent as it is. */
  rawBody?: string;
  headers?: Record<string, string>;
  /** The API key, or null for none. */
  key?: string | null;
  signal?: AbortSignal;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects and fails where it is not there
  body: any;
}

/** Calls the service and holds every answer against its own OpenAPI document. */
export type Api = (method: string, path: string, call?: Call) => Promise<Reply>;

export function apiOf(address: string): Api {
  return async (method, path, { body, rawBody, headers = {}, key = apiKey, signal } = {}) => {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Basic ${Buffer.from(key).toString("base64")}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(rawBody === undefined ? {} : { body: rawBody }),
      ...(signal ? { signal } : {}),
      redirect: "manual",
    });
    const text = await response.text();
    expectContract({ method, path, status: response.status, headers: response.headers, text });
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== "" ? JSON.parse(text) : undefined,
    };
  };
}

export interface TestService extends Service {
  api: Api;
  /** The far end: a Maxio look-alike on real sockets. */
  upstream: Sandbox;
  /** Everything that was logged so far. */
  logged(): string;
  /** Ends everything and removes the files. */
  stop(): Promise<void>;
}

/** The settings that make a service use a test's database; SQLite gets a directory of its own. */
export function databaseSettings({ options }: TestDatabase): Record<string, string> {
  return options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl };
}

/** Starts the whole service with real parts and a sandbox as its only far end. */
export async function startTestService(env: Record<string, string> = {}): Promise<TestService> {
  const upstream = await startSandbox();
  const dataDir = mkdtempSync(join(tmpdir(), "standard-billing-service-"));
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const config = loadConfig(
    {
      API_KEYS: apiKey,
      ENCRYPTION_KEY: encryptionKey,
      DATA_DIR: dataDir,
      PORT: "0",
      PUBLIC_URL: "http://billing.example.com",
      MAXIO_BASE_URL_US: upstream.maxioBaseUrl,
      MAXIO_BASE_URL_EU: upstream.maxioBaseUrl,
      CODAT_BASE_URL: upstream.codatBaseUrl,
      ...env,
    },
    () => "",
  );
  const service = await startService(config, pino({ level: "trace" }, stream));
  return {
    ...service,
    api: apiOf(service.address),
    upstream,
    logged: () => lines.join(""),
    async stop() {
      await service.close();
      await upstream.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export interface Linked {
  companyId: string;
  connectionId: string;
  /** `/companies/{companyId}` */
  company: string;
  /** `/companies/{companyId}/connections/{connectionId}` */
  connection: string;
}

export async function createCompany(api: Api, name = "Acorn"): Promise<string> {
  return (await api("POST", "/companies", { body: { name } })).body.id;
}

/** Makes a connection of a company, or of a new one, and links it to a site of the sandbox: of its nth company, the nth. */
export async function link(api: Api, upstream: Sandbox, companyId?: string, index = 0, nth = 0): Promise<Linked> {
  const owner = companyId ?? (await createCompany(api));
  const company = `/companies/${owner}`;
  const { body } = await api("POST", `${company}/connections`, { body: { platformKey: "rkgp" } });
  const connection = `${company}/connections/${body.id}`;
  const authorize = () =>
    api("PUT", `${connection}/authorization`, { body: upstream.companies[index]?.connections[nth]?.credentials });
  let { status } = await authorize();
  // Making a large site keeps the process, which is the service's too, busy for so long that it refuses work.
  while (status === 503) ({ status } = await authorize());
  if (status !== 200) throw new Error(`the sandbox did not let us in: ${status}`);
  return { companyId: owner, connectionId: body.id, company, connection };
}
