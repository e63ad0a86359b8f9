import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openStore } from "../../../src/db/open-store.js";
import { subscriptionCondensers } from "../../../src/metrics/index.js";
import { link, startTestService } from "../../helpers/service.js";

test("the service condenses facts when a sync has changed them: all there are", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "condensed-"));
  const service = await startTestService({ DATA_DIR: dataDir });
  const { connection, connectionId } = await link(service.api, service.upstream);
  try {
    const today = new Date().toISOString().slice(0, 10);
    const path = `/data${connection}/assess/subscriptionMetrics/movements?reportDate=${today}&periodUnit=Month&periodLength=1&numberOfPeriods=3`;
    const isRead = async () => expect((await service.api("GET", path)).body.errors).toBeUndefined();
    await vi.waitFor(isRead, { timeout: 60_000, interval: 100 });
  } finally {
    await service.stop();
  }

  const store = await openStore({ dataDir });
  try {
    for (const condenser of subscriptionCondensers) {
      const made: string[] = [];
      for await (const part of condenser.condense(store.facts.read(connectionId, condenser.of))) {
        made.push(JSON.stringify(part));
      }
      expect(made.length).toBeGreaterThan(1);
      expect(await store.facts.condensed(connectionId, condenser)).toEqual(made);
    }
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true });
  }
});
