import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createDeliveryMetrics } from "../../../src/http/delivery-metrics.js";

test("while the database does not answer, what waits is unknown and the counts are there", async () => {
  const counts = createDeliveryMetrics({ outbox: () => Promise.reject(new Error("gone")) });
  const registry = new Registry();
  for (const metric of counts.metrics) registry.registerMetric(metric);
  counts.attempted("refused");
  const text = await registry.metrics();
  expect(text).toMatch(/^webhook_outbox_deliveries Nan$/m);
  expect(text).toMatch(/^webhook_attempts_total\{outcome="refused"\} 1$/m);
});

test("one look at the database serves all gauges", async () => {
  let asked = 0;
  const outbox = async () => {
    asked++;
    return { enabled: 2, disabled: 1, waiting: 3, nextDue: new Date(5_000) };
  };
  const counts = createDeliveryMetrics({ outbox }, () => 65_000);
  const registry = new Registry();
  for (const metric of counts.metrics) registry.registerMetric(metric);
  for (const nth of [1, 2]) {
    expect(await registry.metrics()).toMatch(/^webhook_outbox_overdue_seconds 60$/m);
    expect(asked).toBe(nth);
  }
});
