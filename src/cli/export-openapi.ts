import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { buildApp } from "../app.js";
import { loadConfig } from "../config.js";
import { openStore } from "../db/open-store.js";
import { createDeliveryMetrics } from "../http/delivery-metrics.js";
import { createUpstreamMetrics } from "../http/upstream-metrics.js";
import { firstDifference } from "./first-difference.js";

/**
 * Writes `openapi/openapi.json`, the document the service serves at `/openapi.json`. With `--check` it writes nothing and
 * exits 1 when the committed one is different, naming the first difference.
 */
const path = fileURLToPath(new URL("../../openapi/openapi.json", import.meta.url));
const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const document = await makeDocument();
if (values.check) check();
else writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);

function check(): void {
  const difference = firstDifference(JSON.parse(readFileSync(path, "utf8")), document);
  if (difference === undefined) return;
  console.error(`openapi/openapi.json is out of date at ${difference}. Run: npm run openapi`);
  process.exitCode = 1;
}

/** The routes are never called, so that an empty database and no source are enough to build the app with. */
async function makeDocument(): Promise<unknown> {
  const dataDir = mkdtempSync(join(tmpdir(), "standard-billing-openapi-"));
  const store = await openStore({ dataDir });
  const unused = () => Promise.reject(new Error("nothing is read while the document is made"));
  try {
    const app = await buildApp({
      store,
      sync: { ensure: unused, queue: unused, close: unused },
      providers: new Map(),
      vault: { seal: () => "", open: () => ({}) },
      sealer: { seal: () => "", open: () => "" },
      apiKeys: [],
      publicUrl: () => "",
      upstream: createUpstreamMetrics(),
      settings: loadConfig({}, () => ""),
      deliveries: createDeliveryMetrics(store.webhooks),
      now: () => new Date(),
      log: pino({ level: "silent" }),
    });
    await app.ready();
    const made: unknown = JSON.parse(JSON.stringify(app.swagger()));
    await app.close();
    return made;
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
