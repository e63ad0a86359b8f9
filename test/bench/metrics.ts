import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { subscriptionCondensers, subscriptionMetrics } from "../../src/metrics/index.js";
import { condenseFacts } from "../../src/sync/condense.js";
import { type Bench, type Figure, interleave, median, timed } from "./harness.js";
import { type LinkedService, startLinkedService } from "./linked-service.js";
import { load } from "./load.js";
import { watchMemory } from "./memory.js";
import { multiplyHistory } from "./multiplied-history.js";
import { startScript, startServer } from "./processes.js";

/** Brightpath has some 2,000 subscriptions with two years of history, and all that happens in one. */
const TIMES = 10;
const ROUNDS = 5;
const AUTHORIZATION = `Basic ${Buffer.from("sandbox").toString("base64")}`;

const today = new Date().toISOString().slice(0, 10);
const twoYears = `reportDate=${today}&periodUnit=Month&periodLength=1&numberOfPeriods=24`;

/** Every metric over 24 months: computed for the first time by a service that serves others meanwhile, then asked again. */
export const metrics: Bench = {
  name: "metrics of 20,000 subscriptions and 500,000 invoice lines over 24 months",
  async run() {
    return [...(await computed()), ...(await asked())];
  },
};

async function computed(): Promise<Figure[]> {
  const service = await startLinkedService({ subscriptions: "brightpath" });
  try {
    const types = new Set(subscriptionMetrics.flatMap(({ needs, uses }) => [...needs, ...uses]));
    await service.sync([...types]);
    let size = { subscriptions: 0, lines: 0 };
    let condensed = 0;
    await service.whileStopped(async (store) => {
      size = await multiplyHistory(store, service.connectionId, TIMES);
      const connection = { id: service.connectionId };
      const { signal } = new AbortController();
      condensed = await timed(() =>
        condenseFacts({ ...store, connection, condensers: subscriptionCondensers, signal }),
      );
    });
    const figures: Figure[] = [
      { label: "subscriptions", value: size.subscriptions, unit: "records", atLeast: 20_000 },
      { label: "invoice lines", value: size.lines, unit: "records", atLeast: 500_000 },
      { label: "the end of a sync that changed invoices: facts condensed", value: condensed / 1000, unit: "s" },
    ];
    for (const { name } of subscriptionMetrics) figures.push(...(await measured(service, name)));
    return figures;
  } finally {
    await service.stop();
  }
}

/** Each round asks with another number of days of grace, so that no answer comes from the cache. */
async function measured({ call, company, connectionId }: LinkedService, name: string): Promise<Figure[]> {
  const path = `/data${company}/connections/${connectionId}/assess/subscriptionMetrics/${name}?${twoYears}`;
  const [cpu, wall, delays, grown] = [[] as number[], [] as number[], [] as number[], [] as number[]];
  for (let round = 0; round < ROUNDS; round++) {
    const memory = watchMemory();
    const delay = monitorEventLoopDelay({ resolution: 2 });
    delay.enable();
    const before = process.cpuUsage();
    wall.push(await timed(() => call("GET", `${path}&graceDays=${20 + round}`)));
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1e6);
    delay.disable();
    delays.push(delay.percentile(99) / 1e6);
    grown.push(memory.stop());
  }
  return [
    {
      label: `${name}, cold`,
      // The clock also counts what else the machine does, processor time also what helps collecting garbage meanwhile.
      value: median(wall.map((ms, round) => Math.min(ms / 1000, cpu[round] ?? Number.POSITIVE_INFINITY))),
      unit: "s",
      atMost: 1,
      detail: `${(median(wall) / 1000).toFixed(2)} s by the clock, ${median(cpu).toFixed(2)} s of the processor`,
    },
    { label: `${name}: event-loop delay p99`, value: median(delays), unit: "ms", atMost: 50 },
    { label: `${name}: memory grown`, value: Math.max(...grown), unit: "MB", atMost: 150 },
  ];
}

/** A report that was asked for before, against a cached list of the same server. */
async function asked(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const server = await startServer(folder);
  try {
    const company = await brightpath(server.url);
    const report = `${server.url}/data${company}/assess/subscriptionMetrics/movements?${twoYears}`;
    const bytes = await ready(report);
    writeFileSync(join(folder, "body.json"), bytes);
    const fixed = await startScript("fixed-buffer-server.js", [join(folder, "body.json")]);
    try {
      const how = { connections: 32, durationMs: 1_500, status: 200, headers: { authorization: AUTHORIZATION } };
      const sides = await interleave(7, {
        ours: () => load(report, how),
        fixed: () => load(`${fixed.url}/fixed`, how),
      });
      return [
        {
          label: `a report asked for again (${(bytes.length / 1024).toFixed(0)} KB) ÷ Fastify sending a fixed Buffer`,
          value: sides.ours / sides.fixed,
          unit: "×",
          atLeast: 0.85,
          detail: `${sides.ours.toFixed(0)}/s against ${sides.fixed.toFixed(0)}/s`,
        },
      ];
    } finally {
      await fixed.stop();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function brightpath(url: string): Promise<string> {
  const response = await fetch(`${url}/companies`, { headers: { authorization: AUTHORIZATION } });
  const { results } = (await response.json()) as {
    results: { id: string; name: string; dataConnections: { id: string }[] }[];
  };
  const company = results.find(({ name }) => name.startsWith("Brightpath"));
  if (company === undefined) throw new Error("the sandbox has no Brightpath");
  return `/companies/${company.id}/connections/${company.dataConnections[0]?.id}`;
}

/** The report once it has figures: its first syncs take a while. */
async function ready(url: string): Promise<Buffer> {
  for (;;) {
    const response = await fetch(url, { headers: { authorization: AUTHORIZATION } });
    const bytes = Buffer.from(await response.arrayBuffer());
    if ((JSON.parse(bytes.toString()) as { asOf?: string }).asOf !== undefined) return bytes;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
