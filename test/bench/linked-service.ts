import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { loadConfig } from "../../src/config.js";
import { type OpenStore, openStore } from "../../src/db/open-store.js";
import { startService } from "../../src/service.js";

export interface Asked {
  endpoint: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** The whole service in this process, linked to a site of a sandbox in another one. */
export interface LinkedService {
  company: string;
  connectionId: string;
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Queues syncs of data types and waits until they have ended well. */
  sync(dataTypes: readonly string[]): Promise<void>;
  /** Lets something be done to the store while the service is stopped, and starts it again. */
  whileStopped(work: (store: OpenStore) => Promise<void>): Promise<void>;
  /** What the site was asked since the last time. */
  asked(): Promise<Asked[]>;
  stop(): Promise<void>;
}

const key = "bench-key-0123456789";
const brightpath = { subdomain: "brightpath", apiKey: "sandbox-key-brightpath" };

export async function startLinkedService(site: {
  /** A generated site of so many, or the sandbox's own Brightpath. */
  subscriptions: number | "brightpath";
  invoicesPerSubscription?: number;
  latencyMs?: number;
}): Promise<LinkedService> {
  const isGenerated = site.subscriptions !== "brightpath";
  const child = fork(join(import.meta.dirname, "sandbox-process.js"), [
    String(isGenerated ? site.subscriptions : 1),
    String(site.invoicesPerSubscription ?? 1),
    String(site.latencyMs ?? 0),
  ]);
  const { maxioBaseUrl } = await message<{ maxioBaseUrl: string }>(child);
  const dataDir = mkdtempSync(join(tmpdir(), "bench-"));
  const environment = {
    API_KEYS: key,
    ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"),
    DATA_DIR: dataDir,
    PORT: "0",
    MAXIO_BASE_URL_US: maxioBaseUrl,
  };
  const start = () =>
    startService(
      loadConfig(environment, () => ""),
      pino({ level: "silent" }),
    );
  let service = await start();

  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${service.address}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(key).toString("base64")}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };

  const { id: companyId } = (await call("POST", "/companies", { name: "Bench" })) as { id: string };
  const company = `/companies/${companyId}`;
  const { id } = (await call("POST", `${company}/connections`, { platformKey: "rkgp" })) as { id: string };
  await call(
    "PUT",
    `${company}/connections/${id}/authorization`,
    isGenerated ? { subdomain: "generated", apiKey: "bench-key" } : brightpath,
  );

  return {
    company,
    connectionId: id,
    call,
    async sync(dataTypes) {
      const queued = await Promise.all(
        dataTypes.map(async (type) => (await call("POST", `${company}/data/queue/${type}`)) as { id: string }),
      );
      for (const dataset of queued) await completed(call, `${company}/data/history/${dataset.id}`);
    },
    async whileStopped(work) {
      await service.close();
      const store = await openStore({ dataDir });
      await work(store);
      await store.close();
      service = await start();
    },
    async asked() {
      const answer = message<{ requests: Asked[] }>(child);
      child.send("requests");
      return (await answer).requests;
    },
    async stop() {
      await service.close();
      child.disconnect();
      await once(child, "exit");
      rmSync(dataDir, { recursive: true });
    },
  };
}

async function message<T>(child: ChildProcess): Promise<T> {
  const [answer] = await once(child, "message");
  return answer as T;
}

async function completed(call: LinkedService["call"], path: string): Promise<void> {
  for (;;) {
    const run = (await call("GET", path)) as { isCompleted: boolean; isErrored: boolean; errorMessage?: string };
    if (run.isCompleted) return;
    if (run.isErrored) throw new Error(`${path}: ${run.errorMessage}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
