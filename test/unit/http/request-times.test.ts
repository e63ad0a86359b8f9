import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createRequestTimes } from "../../../src/http/request-times.js";

async function shown(record: (times: ReturnType<typeof createRequestTimes>) => void): Promise<string[]> {
  const times = createRequestTimes("answer_seconds", "Time to answer.");
  const registry = new Registry();
  registry.registerMetric(times.metric);
  record(times);
  return (await registry.metrics()).trim().split("\n");
}

test("answers are counted by kind, cumulatively by how long they took, as Prometheus wants it", async () => {
  const lines = await shown(({ ofKind }) => {
    const found = ofKind("GET", "/companies", 200);
    for (const seconds of [0.0001, 0.0005, 0.0006, 0.3]) found(seconds);
    ofKind("GET", "/companies", 304)(0.002);
    ofKind("GET", "/companies", 200)(60);
  });
  expect(lines.slice(0, 2)).toEqual(["# HELP answer_seconds Time to answer.", "# TYPE answer_seconds histogram"]);
  const labels = 'method="GET",route="/companies",status="200"';
  const bucket = (le: string) =>
    lines.find((line) => line.startsWith(`answer_seconds_bucket{${labels},le="${le}"}`))?.split("} ")[1];
  expect(["0.0005", "0.001", "0.1", "0.5", "15", "+Inf"].map(bucket)).toEqual(["2", "3", "3", "4", "4", "5"]);
  expect(lines).toContain(`answer_seconds_count{${labels}} 5`);
  expect(lines).toContain('answer_seconds_count{method="GET",route="/companies",status="304"} 1');
  const sum = lines.find((line) => line.startsWith(`answer_seconds_sum{${labels}}`));
  expect(Number(sum?.split("} ")[1])).toBeCloseTo(60.3012, 6);
});

test("nothing counted shows no kind of answer", async () => {
  expect(await shown(() => {})).toHaveLength(2);
});
