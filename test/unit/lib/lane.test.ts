import { describe, expect, it } from "vitest";
import { createLanes } from "../../../src/lib/lane.js";
import { fakeTiming } from "../../helpers/fake-timing.js";

const never = () => new AbortController().signal;
const options = { concurrency: 1, breaker: { threshold: 1, cooldownMs: 1000 } };

describe("lanes", () => {
  it("of one site share its turns, whatever the credential", async () => {
    const lanes = createLanes(options, fakeTiming());
    const leave = await lanes.of("acme", "old key").enter(1000, never());
    let entered = false;
    const second = lanes.of("acme", "new key").enter(1000, never());
    second.then(() => {
      entered = true;
    });
    (await lanes.of("other", "old key").enter(1000, never()))();
    expect(entered).toBe(false);
    leave();
    (await second)();
  });

  it("of one site share the silence it asked for", async () => {
    const timing = fakeTiming();
    const lanes = createLanes(options, timing);
    lanes.of("acme", "old key").hold(500);
    lanes.of("acme", "old key").hold(100);
    await expect(lanes.of("acme", "new key").enter(500, never())).rejects.toMatchObject({
      kind: "throttled",
      retryAfterSeconds: 1,
    });
    (await lanes.of("acme", "new key").enter(501, never()))();
    expect(timing.slept).toEqual([500]);
  });

  it("have a breaker for each credential", async () => {
    const lanes = createLanes(options, fakeTiming());
    (await lanes.of("acme", "key").enter(1000, never()))();
    lanes.of("acme", "key").breaker.settle("unhealthy");
    await expect(lanes.of("acme", "key").enter(1000, never())).rejects.toMatchObject({ kind: "circuitOpen" });
    (await lanes.of("acme", "another key").enter(1000, never()))();
    (await lanes.of("other", "key").enter(1000, never()))();
  });
});
