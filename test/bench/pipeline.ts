import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Bench, interleave } from "./harness.js";
import { brightpathPages, type Pages, type Side } from "./pipeline-pages.js";

/** As many as the optimizing compiler takes to be done with all three sides. */
const UNMEASURED = 15;
const ROUNDS = 25;

/** Bytes of upstream pages → parse → validate → map → serialized records, against the two obvious yardsticks. */
export const pipeline: Bench = {
  name: "mapping pipeline (2,000 subscriptions with components, price points and coupons joined)",
  async run() {
    const pages = await brightpathPages();
    const [floor, ours, sdk] = [startSide("floor", pages), startSide("ours", pages), startSide("sdk", pages)];
    const sides = await interleave(ROUNDS, { floor: floor.round, ours: ours.round, sdk: sdk.round }, UNMEASURED);
    for (const side of [floor, ours, sdk]) side.stop();

    const megabytes = pages.subscriptions.reduce((sum, page) => sum + page.length, 0) / 1024 / 1024;
    const times = `floor ${sides.floor.toFixed(0)} ms, ours ${sides.ours.toFixed(0)} ms, SDK ${sides.sdk.toFixed(0)} ms of CPU`;
    return [
      {
        label: "our pipeline ÷ (JSON.parse + JSON.stringify)",
        value: sides.ours / sides.floor,
        unit: "×",
        atMost: 2,
        detail: `${megabytes.toFixed(1)} MB: ${times}`,
      },
      {
        label: "official SDK deserializing alone ÷ our pipeline",
        value: sides.sdk / sides.ours,
        unit: "×",
        atLeast: 8,
      },
    ];
  },
};

/** A side as a process of its own: none pays for the heap of another. */
function startSide(side: Side, pages: Pages): { round(): Promise<number>; stop(): void } {
  const child = fork(join(import.meta.dirname, "pipeline-side.js"), [side], { serialization: "advanced" });
  const ended = once(child, "exit").then(([code]): never => {
    throw new Error(`the side ${side} ended with ${code}`);
  });
  // It is only of interest while a round is awaited.
  ended.catch(() => {});
  child.send(pages);
  return {
    async round() {
      child.send("round");
      const [milliseconds] = (await Promise.race([once(child, "message"), ended])) as [number];
      return milliseconds;
    },
    stop: () => child.disconnect(),
  };
}
