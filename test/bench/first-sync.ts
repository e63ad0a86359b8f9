import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Bench } from "./harness.js";
import { startLinkedService } from "./linked-service.js";
import { watchMemory } from "./memory.js";

const SUBSCRIPTIONS = 20_000;
const LATENCY_MS = 50;
const READ_EVERY_MS = 20;

/**
 * The first sync of a large site, one request at a time, with callers served meanwhile; then one that finds nothing new.
 * The source and the callers are processes of their own, as they are outside: what is measured in this one, the delay of
 * its event loop and its memory, is the service's alone, and how long the reads take is told by who waits for them.
 */
export const firstSync: Bench = {
  name: `first sync of ${SUBSCRIPTIONS} subscriptions, ${LATENCY_MS} ms a page; then an incremental one`,
  async run() {
    const service = await startLinkedService({ subscriptions: SUBSCRIPTIONS, latencyMs: LATENCY_MS });
    try {
      await service.asked();
      const delay = monitorEventLoopDelay({ resolution: 5 });
      const memory = watchMemory();
      delay.enable();
      const { wall, reads } = await service.sync(["billing-subscriptions"], {
        path: "/companies",
        everyMs: READ_EVERY_MS,
      });
      delay.disable();
      const grown = memory.stop();
      const asked = await service.asked();
      const pages = asked.filter(({ endpoint }) => endpoint.startsWith("subscriptions.json"));
      const [first, last] = [pages[0]?.at ?? 0, pages.at(-1)?.at ?? 0];
      const listMs = last - first + LATENCY_MS;

      const since = new Date().toISOString();
      await service.call("POST", `${service.company}/data/all`);
      await idle(service);
      await service.asked();
      await service.call("POST", `${service.company}/data/all`);
      await idle(service);
      const again = await service.asked();
      const moved = (await service.call(
        "GET",
        `${service.company}/subscriptions?pageSize=1&query=${encodeURIComponent(`modifiedDate>${since}`)}`,
      )) as { totalResults: number };

      return [
        {
          label: "subscriptions list ÷ (pages × latency)",
          value: listMs / (pages.length * LATENCY_MS),
          unit: "×",
          atMost: 1.25,
          detail: `${pages.length} pages in ${(listMs / 1000).toFixed(2)} s`,
        },
        {
          label: "whole run, joined lists included ÷ (requests × latency)",
          value: wall / (asked.length * LATENCY_MS),
          unit: "×",
          atMost: 1.25,
          detail: `${asked.length} requests in ${(wall / 1000).toFixed(2)} s`,
        },
        { label: "event-loop delay p99", value: delay.percentile(99) / 1e6, unit: "ms", atMost: 50 },
        {
          label: "slowest of the reads meanwhile",
          value: Math.max(...reads),
          unit: "ms",
          detail: `${reads.length} reads`,
        },
        { label: "memory grown", value: grown, unit: "MB", atMost: 150 },
        { label: "requests of an incremental sync of all lists", value: again.length, unit: "requests", atMost: 12 },
        { label: "subscriptions whose modifiedDate it moved", value: moved.totalResults, unit: "records", atMost: 0 },
      ];
    } finally {
      await service.stop();
    }
  },
};

/** Waits until no data type is being synced. */
async function idle(service: { company: string; call(method: string, path: string): Promise<unknown> }): Promise<void> {
  const running = new Set(["Queued", "Fetching", "Mapping"]);
  for (;;) {
    const status = (await service.call("GET", `${service.company}/dataStatus`)) as Record<
      string,
      { currentStatus: string }
    >;
    if (!Object.values(status).some(({ currentStatus }) => running.has(currentStatus))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
