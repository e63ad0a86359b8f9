import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBreaker } from "../../../src/lib/breaker.js";
import { fakeTiming } from "../../helpers/fake-timing.js";

const options = { threshold: 3, cooldownMs: 1000 };

function fail(breaker: ReturnType<typeof createBreaker>, times: number) {
  for (let i = 0; i < times; i++) {
    expect(breaker.admit()).toBe(true);
    breaker.settle("unhealthy");
  }
}

describe("breaker", () => {
  it("opens after as many failures in a row as it is told", () => {
    const breaker = createBreaker(options, fakeTiming());
    fail(breaker, 2);
    breaker.admit();
    breaker.settle("healthy");
    fail(breaker, 3);
    expect(breaker.admit()).toBe(false);
    expect(breaker.openForMs()).toBe(1000);
  });

  it("lets a single request try after the cooldown, and closes when it is answered", () => {
    const timing = fakeTiming();
    const breaker = createBreaker(options, timing);
    fail(breaker, 3);
    timing.advance(1000);
    expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
    breaker.settle("healthy");
    expect([breaker.admit(), breaker.admit()]).toEqual([true, true]);
  });

  it("opens again when the trial fails", () => {
    const timing = fakeTiming();
    const breaker = createBreaker(options, timing);
    fail(breaker, 3);
    timing.advance(1000);
    fail(breaker, 1);
    expect(breaker.admit()).toBe(false);
    timing.advance(1000);
    expect(breaker.admit()).toBe(true);
  });

  it("lets another try when the trial was abandoned", () => {
    const timing = fakeTiming();
    const breaker = createBreaker(options, timing);
    fail(breaker, 3);
    timing.advance(1000);
    expect(breaker.admit()).toBe(true);
    breaker.settle("neutral");
    expect(breaker.admit()).toBe(true);
  });

  it("agrees with its definition, whatever happens", () => {
    const step = fc.oneof(
      fc.record({ wait: fc.integer({ min: 0, max: 1500 }) }),
      fc.record({ outcome: fc.constantFrom("healthy", "unhealthy", "neutral") }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const timing = fakeTiming();
        const breaker = createBreaker(options, timing);
        let inARow = 0;
        let openedAt: number | undefined;
        for (const next of steps) {
          if ("wait" in next) {
            timing.advance(next.wait);
            continue;
          }
          const closed = openedAt === undefined || timing.monotonic() - openedAt >= options.cooldownMs;
          expect(breaker.admit()).toBe(closed);
          if (!closed) continue;
          breaker.settle(next.outcome);
          if (next.outcome === "healthy") {
            inARow = 0;
            openedAt = undefined;
          }
          if (next.outcome === "unhealthy" && ++inARow >= options.threshold) openedAt = timing.monotonic();
        }
      }),
    );
  });
});
