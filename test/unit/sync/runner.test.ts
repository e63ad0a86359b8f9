import { expect, it } from "vitest";
import { createRunner, type Job } from "../../../src/sync/runner.js";

const silent = { info() {}, warn() {}, error() {} };

/** Jobs that end when they are told to. */
function controlled() {
  const running = new Map<string, { end: (retryInMs?: number) => void; signal: AbortSignal }>();
  const started: string[] = [];
  const job: Job = (key, signal) => {
    started.push(key);
    return new Promise((resolve) => {
      const end = (retryInMs?: number) => {
        running.delete(key);
        resolve(retryInMs);
      };
      signal.addEventListener("abort", () => end());
      running.set(key, { end, signal });
    });
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { job, running, started, turn };
}

it("runs one job per key, and once more when it was woken meanwhile", async () => {
  const { job, running, started, turn } = controlled();
  const runner = createRunner(job, 9, silent);
  runner.wake("a");
  await turn();
  runner.wake("a");
  runner.wake("a");
  await turn();
  expect(started).toEqual(["a"]);
  running.get("a")?.end();
  await turn();
  expect(started).toEqual(["a", "a"]);
  running.get("a")?.end();
  await runner.idle();
  expect(started).toEqual(["a", "a"]);
});

it("runs no more than so many at a time", async () => {
  const { job, running, started, turn } = controlled();
  const runner = createRunner(job, 2, silent);
  for (const key of ["a", "b", "c"]) runner.wake(key);
  await turn();
  expect(started).toEqual(["a", "b"]);
  running.get("a")?.end();
  await turn();
  expect(started).toEqual(["a", "b", "c"]);
  await runner.close();
});

it("tries again after the time a job asks for, and after one that failed when it is woken", async () => {
  const results: (number | Error | undefined)[] = [1, new Error("no"), undefined];
  let runs = 0;
  const runner = createRunner(
    async () => {
      const result = results[runs++];
      if (result instanceof Error) throw result;
      return result;
    },
    1,
    silent,
  );
  runner.wake("a");
  await runner.idle();
  expect(runs).toBe(2);
  runner.wake("a");
  await runner.idle();
  expect(runs).toBe(3);
});

it("restarts a job, and stops all of them for good", async () => {
  const { job, running, started, turn } = controlled();
  const runner = createRunner(job, 9, silent);
  runner.wake("a");
  await turn();
  const first = running.get("a")?.signal;
  runner.restart("a");
  await turn();
  expect(first?.aborted).toBe(true);
  expect(started).toEqual(["a", "a"]);
  expect(running.get("a")?.signal.aborted).toBe(false);
  await runner.close();
  runner.wake("a");
  await turn();
  expect(started).toEqual(["a", "a"]);
});
