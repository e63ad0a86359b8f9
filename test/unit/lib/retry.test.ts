import { describe, expect, it } from "vitest";
import { UpstreamError } from "../../../src/errors.js";
import { type Attempt, parseHttpDate, retry, retryAfterMs } from "../../../src/lib/retry.js";
import { fakeTiming } from "../../helpers/fake-timing.js";

const policy = { attempts: 4, baseMs: 100, capMs: 300 };
const failure = new UpstreamError("unavailable", "down");
const never = new AbortController().signal;

function attempts(...outcomes: Attempt<string>[]) {
  let sent = 0;
  return { next: async () => outcomes[Math.min(sent++, outcomes.length - 1)] as Attempt<string>, sent: () => sent };
}

describe("retry", () => {
  it("waits up to twice as long each time, below the cap", async () => {
    const timing = fakeTiming({ random: 1 });
    const upstream = attempts({ failure, again: true });
    await expect(retry(upstream.next, policy, 10_000, never, timing)).rejects.toBe(failure);
    expect(timing.slept).toEqual([100, 200, 300]);
    expect(upstream.sent()).toBe(4);
  });

  it("picks the wait anywhere below the bound", async () => {
    const timing = fakeTiming({ random: 0.25 });
    await retry(attempts({ failure, again: true }, { reply: "ok" }).next, policy, 10_000, never, timing);
    expect(timing.slept).toEqual([25]);
  });

  it("waits longer when patience is asked for", async () => {
    const timing = fakeTiming();
    const upstream = attempts({ failure, again: true, patience: 2 }, { reply: "ok" });
    await retry(upstream.next, policy, 10_000, never, timing);
    expect(timing.slept).toEqual([200]);
  });

  it("waits exactly as long as the server asked, even above the cap", async () => {
    const timing = fakeTiming({ random: 0 });
    await retry(attempts({ failure, again: true, waitMs: 5000 }, { reply: "ok" }).next, policy, 10_000, never, timing);
    expect(timing.slept).toEqual([5000]);
  });

  it("fails at once when the wait would pass the deadline", async () => {
    const timing = fakeTiming();
    const upstream = attempts({ failure, again: true, waitMs: 10_000 });
    await expect(retry(upstream.next, policy, 10_000, never, timing)).rejects.toBe(failure);
    expect(timing.slept).toEqual([]);
    expect(upstream.sent()).toBe(1);
  });

  it("does not repeat what is final", async () => {
    const upstream = attempts({ failure, again: false });
    await expect(retry(upstream.next, policy, 10_000, never, fakeTiming())).rejects.toBe(failure);
    expect(upstream.sent()).toBe(1);
  });

  it("ends a wait with the signal's reason", async () => {
    const aborted = AbortSignal.abort(new UpstreamError("aborted", "shutdown"));
    await expect(
      retry(attempts({ failure, again: true }).next, policy, 10_000, aborted, fakeTiming()),
    ).rejects.toMatchObject({ kind: "aborted" });
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-05-01T12:00:00Z");
  const serverDate = "Fri, 01 May 2026 12:00:00 GMT";
  it.each([
    ["0", 0],
    ["120", 120_000],
    [" 7 ", 7000],
    ["Fri, 01 May 2026 12:00:30 GMT", 30_000],
    ["Fri, 01 May 2026 11:00:00 GMT", 0],
    ["-1", undefined],
    ["1e9", undefined],
    ["86400", 86_400_000],
    ["86401", undefined],
    ["999999999", undefined],
    ["Fri, 01 May 2099 12:00:30 GMT", undefined],
    ["1.5", undefined],
    ["12345678901234567890", undefined],
    ["soon", undefined],
    ["2026-05-01T12:00:30Z", undefined],
    ["Fri, 99 May 2026 12:00:30 GMT", undefined],
    ["", undefined],
    [undefined, undefined],
    [["1", "2"], undefined],
  ])("%j means %j ms", (value, expected) => {
    expect(retryAfterMs(value, serverDate, now)).toBe(expected);
  });

  it("measures a date against the server's clock, not ours", () => {
    const anHourFast = now + 3_600_000;
    expect(retryAfterMs("Fri, 01 May 2026 12:00:30 GMT", serverDate, anHourFast)).toBe(30_000);
    expect(retryAfterMs("Fri, 01 May 2026 12:00:30 GMT", undefined, now)).toBe(30_000);
  });
});

describe("parseHttpDate", () => {
  it.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z"],
    ["Sunday, 06-Nov-94 08:49:37 GMT", undefined],
    ["yesterday", undefined],
    [undefined, undefined],
  ])("%j is %j", (value, expected) => {
    const time = parseHttpDate(value);
    expect(time === undefined ? undefined : new Date(time).toISOString()).toBe(expected);
  });
});
