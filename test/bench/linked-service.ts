import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { loadConfig } from "../../src/config.js";
import { type OpenStore, openStore } from "../../src/db/open-store.js";
import { startService } from "../../src/service.js";
import { apiKey, call } from "./call.js";
import type { Errand, Seen } from "./caller-process.js";

export interface Asked {
  endpoint: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** The whole service in this process, linked to a site of a sandbox in another one. */
export interface LinkedService {
  company: string;
  connectionId: string;
  /** Calls the service from within its own process. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /**
   * Has a caller in a process of its own queue syncs of data types and wait until they have ended well, and meanwhile read
   * something again and again where that is given.
   */
  sync(dataTypes: readonly string[], read?: Errand["read"]): Promise<Seen>;
  /** Lets something be done to the store while the service is stopped, and starts it again. */
  whileStopped(work: (store: OpenStore) => Promise<void>): Promise<void>;
  /** What the site was asked since the last time. */
  asked(): Promise<Asked[]>;
  stop(): Promise<void>;
}

const brightpath = { subdomain: "brightpath", apiKey: "sandbox-key-brightpath" };

export async function startLinkedService(site: {
  /** A generated site of so many, or the sandbox's own Brightpath. */
  subscriptions: number | "brightpath";
  invoicesPerSubscription?: number;
  latencyMs?: number;
}): Promise<LinkedService> {
  const isGenerated = site.subscriptions !== "brightpath";
  const sandbox = fork(join(import.meta.dirname, "sandbox-process.js"), [
    String(isGenerated ? site.subscriptions : 1),
    String(site.invoicesPerSubscription ?? 1),
    String(site.latencyMs ?? 0),
  ]);
  const { maxioBaseUrl } = await message<{ maxioBaseUrl: string }>(sandbox);
  const caller = fork(join(import.meta.dirname, "caller-process.js"));
  await message(caller);
  const dataDir = mkdtempSync(join(tmpdir(), "bench-"));
  const environment = {
    API_KEYS: apiKey,
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

  const callService: LinkedService["call"] = (...what) => call(service.address, ...what);
  const { id: companyId } = (await callService("POST", "/companies", { name: "Bench" })) as { id: string };
  const company = `/companies/${companyId}`;
  const { id } = (await callService("POST", `${company}/connections`, { platformKey: "rkgp" })) as { id: string };
  await callService(
    "PUT",
    `${company}/connections/${id}/authorization`,
    isGenerated ? { subdomain: "generated", apiKey: "bench-key" } : brightpath,
  );

  return {
    company,
    connectionId: id,
    call: callService,
    async sync(dataTypes, read) {
      const answer = message<{ seen: Seen } | { error: string }>(caller);
      caller.send({ address: service.address, company, dataTypes, read } satisfies Errand);
      const told = await answer;
      if ("error" in told) throw new Error(told.error);
      return told.seen;
    },
    async whileStopped(work) {
      await service.close();
      const store = await openStore({ dataDir });
      await work(store);
      await store.close();
      service = await start();
    },
    async asked() {
      const answer = message<{ requests: Asked[] }>(sandbox);
      sandbox.send("requests");
      return (await answer).requests;
    },
    async stop() {
      await service.close();
      for (const child of [caller, sandbox]) {
        child.disconnect();
        await once(child, "exit");
      }
      rmSync(dataDir, { recursive: true });
    },
  };
}

async function message<T>(child: ChildProcess): Promise<T> {
  const [answer] = await once(child, "message");
  return answer as T;
}
