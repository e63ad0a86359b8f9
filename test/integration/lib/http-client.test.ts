import { lookup } from "node:dns/promises";
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { UpstreamError } from "../../../src/errors.js";
import {
  defaultHttpPolicy,
  type HttpPolicy,
  type HttpRequest,
  type RequestObservation,
} from "../../../src/lib/http.js";
import { createHttpClient } from "../../../src/lib/http-client.js";
import { createLanes, type Lane, type LaneOptions } from "../../../src/lib/lane.js";
import type { Timing } from "../../../src/lib/timing.js";
import { fakeTiming } from "../../helpers/fake-timing.js";
import * as fault from "../../helpers/fault-server.js";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const SECRET = "sk_live_planted";

async function setup(policy: Partial<HttpPolicy>, ...answers: fault.Answer[]) {
  const server = await fault.startFaultServer(...answers);
  const timing = fakeTiming();
  const observed: RequestObservation[] = [];
  const client = createHttpClient({
    policy: { ...defaultHttpPolicy, attempts: 3, ...policy },
    timing,
    userAgent: "test/1",
    onRequest: (observation) => observed.push(observation),
  });
  cleanups.push(
    () => server.close(),
    () => client.close(),
  );
  const lane = laneWith({ concurrency: 1, breaker: { threshold: 100, cooldownMs: 1000 } }, timing);
  const get = (options: Partial<HttpRequest> = {}) =>
    client.get({
      origin: server.origin,
      path: `/things.json?q=${SECRET}`,
      headers: { authorization: `Basic ${SECRET}` },
      lane,
      subject: "things",
      ...options,
    });
  return { server, timing, observed, client, lane, get };
}

function laneWith(options: LaneOptions, timing: Timing): Lane {
  return createLanes(options, timing).of("a site", SECRET);
}

const good = fault.json([{ id: 1 }]);

describe("what is asked", () => {
  it("is a GET with our headers and no body", async () => {
    const { server, get } = await setup({}, good);
    await get();
    expect(server.requests).toMatchObject([
      {
        method: "GET",
        url: `/things.json?q=${SECRET}`,
        headers: {
          authorization: `Basic ${SECRET}`,
          accept: "application/json",
          "accept-encoding": "gzip",
          "user-agent": "test/1",
        },
      },
    ]);
    expect(server.requests[0]?.headers).not.toHaveProperty("content-length");
    expect(server.requests[0]?.headers).not.toHaveProperty("transfer-encoding");
  });
});

describe("answers passed on as they are", () => {
  it.each([
    ["200", good, { status: 200, body: [{ id: 1 }] }],
    ["200 with gzip", fault.gzipped('[{"id":1}]'), { status: 200, body: [{ id: 1 }] }],
    ["200 with null", fault.json(null), { status: 200, body: null }],
    ["200 with NUL and half a character", fault.text(200, String.raw`["a\u0000\ud83d"]`), { status: 200, body: ["a"] }],
    ["401 with text", fault.text(401, "HTTP Basic: Access denied.\n"), { status: 401, body: undefined }],
    [
      "404 with one space",
      fault.text(404, " ", { "content-type": "application/json" }),
      { status: 404, body: undefined },
    ],
    ["404 without a body", fault.text(404), { status: 404, body: undefined }],
    ["404 with HTML", fault.text(404, "<html>"), { status: 404, body: undefined }],
    ["422 with errors", fault.json({ errors: ["x"] }, {}, 422), { status: 422, body: { errors: ["x"] } }],
    ["403 with an encoding we did not ask for", fault.text(403, "x", { "content-encoding": "br" }), { status: 403 }],
  ])("%s", async (_what, answer, expected) => {
    const { server, get } = await setup({}, answer);
    expect(await get()).toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });
});

describe("faults that pass are asked again", () => {
  it.each([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])("status %i", async (status) => {
    const { server, get } = await setup({}, fault.text(status, "<html>oops</html>"), good);
    expect(await get()).toMatchObject({ status: 200, body: [{ id: 1 }] });
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    ["HTML with 200", fault.html],
    ["truncated JSON", fault.truncatedJson],
    ["an empty 200", fault.text(200)],
    ["204", fault.text(204)],
    ["a reset before the headers", fault.resetBeforeHeaders],
    ["a reset in the middle of a page", fault.resetMidBody],
    ["gzip cut off", fault.text(200, Buffer.from([0x1f, 0x8b, 8, 0]), { "content-encoding": "gzip" })],
  ])("%s", async (_what, answer) => {
    const { server, get } = await setup({}, answer, good);
    expect(await get()).toMatchObject({ status: 200, body: [{ id: 1 }] });
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.headers).not.toHaveProperty("range");
  });

  it.each([
    ["headers that never come", fault.silence],
    ["a body that drips", fault.dribble],
  ])("%s", async (_what, answer) => {
    const { server, get } = await setup({ attemptTimeoutMs: 150 }, answer, good);
    expect(await get()).toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(2);
  });
});

describe("faults that stay", () => {
  it.each([
    ["500 for ever", fault.text(500), { kind: "unavailable", upstreamStatus: 500 }, 3],
    ["429 for ever", fault.text(429), { kind: "throttled", upstreamStatus: 429 }, 3],
    ["HTML with 200 for ever", fault.html, { kind: "badPayload" }, 3],
    ["truncated JSON for ever", fault.truncatedJson, { kind: "badPayload" }, 3],
    ["resets for ever", fault.resetMidBody, { kind: "unavailable" }, 3],
    [
      "a redirect",
      fault.text(302, "", { location: "http://127.0.0.1:1/elsewhere" }),
      { kind: "unavailable", upstreamStatus: 302 },
      1,
    ],
    ["501", fault.text(501), { kind: "unavailable", upstreamStatus: 501 }, 1],
    ["a body over the limit", fault.json("x".repeat(2_000_000)), { kind: "badPayload" }, 1],
    ["a gzip bomb", fault.gzipBomb, { kind: "badPayload" }, 1],
    [
      "an encoding that was not asked for",
      fault.text(200, "x", { "content-encoding": "br" }),
      { kind: "badPayload" },
      1,
    ],
    ["gzip within gzip", fault.text(200, "x", { "content-encoding": "gzip, gzip" }), { kind: "badPayload" }, 1],
  ])("%s", async (_what, answer, expected, sent) => {
    const { server, get } = await setup({ maxBytes: 1_000_000 }, answer);
    const error = await get().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject(expected);
    expect(server.requests).toHaveLength(sent);
    expect(`${error.stack} ${error.cause}`).not.toContain(SECRET);
  });

  it("a dripping body fails as a timeout", async () => {
    const { get } = await setup({ attemptTimeoutMs: 100, attempts: 1 }, fault.dribble);
    await expect(get()).rejects.toMatchObject({ kind: "timeout" });
  });

  it("the deadline ends an attempt, however long it may take by itself", async () => {
    const { server, get } = await setup({ attemptTimeoutMs: 60_000 }, fault.silence);
    await expect(get({ deadlineMs: 100 })).rejects.toMatchObject({ kind: "timeout" });
    expect(server.requests).toHaveLength(1);
  });

  it("a host that does not exist is not asked again", async () => {
    const { get, observed } = await setup({});
    // A resolver that cannot be reached gives another answer, and that may pass.
    const known = await lookup("nowhere.invalid").catch(({ code }) => code === "ENOTFOUND");
    await expect(get({ origin: "http://nowhere.invalid" })).rejects.toMatchObject({
      kind: known ? "notFound" : "unavailable",
    });
    expect(observed).toHaveLength(known ? 1 : 3);
  });

  it("a port nobody listens on is asked again, then reported without its address", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    const address = await new Promise<string>((resolve) =>
      closed.on("listening", () => {
        const bound = closed.address();
        closed.close(() => resolve(`http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`));
      }),
    );
    const { get, observed } = await setup({});
    await expect(get({ origin: address })).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(observed).toHaveLength(3);
  });

  it("TLS that fails is not asked again", async () => {
    const { server, get, observed } = await setup({}, good);
    await expect(get({ origin: server.origin.replace("http:", "https:") })).rejects.toMatchObject({
      kind: "unavailable",
    });
    expect(observed).toHaveLength(1);
  });
});

describe("Retry-After", () => {
  it("in seconds is kept to the millisecond", async () => {
    const { timing, get } = await setup({}, fault.text(429, "", { "retry-after": "7" }), good);
    await get();
    expect(timing.slept).toEqual([7000]);
  });

  it("as a date is kept, by the server's clock", async () => {
    const { timing, get } = await setup(
      {},
      fault.text(503, "", { "retry-after": "Sun, 06 Nov 1994 08:50:00 GMT", date: "Sun, 06 Nov 1994 08:49:37 GMT" }),
      good,
    );
    await get();
    expect(timing.slept).toEqual([23_000]);
  });

  it("that is garbage leaves our own backoff", async () => {
    const { timing, get } = await setup({ baseMs: 100 }, fault.text(429, "", { "retry-after": "1e9" }), good);
    await get();
    expect(timing.slept).toEqual([400]);
  });

  it("that does not fit the deadline fails at once and says how long", async () => {
    const { server, timing, get } = await setup({}, fault.text(429, "", { "retry-after": "3600" }));
    await expect(get()).rejects.toMatchObject({ kind: "throttled", retryAfterSeconds: 3600 });
    expect(timing.slept).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it("holds back every other request to the site", async () => {
    const { server, timing, get } = await setup({}, fault.text(429, "", { "retry-after": "3600" }), good);
    await get().catch(() => {});
    timing.advance(600_000);
    await expect(get()).rejects.toMatchObject({ kind: "throttled", retryAfterSeconds: 3000 });
    expect(server.requests).toHaveLength(1);
    timing.advance(2_950_000);
    await get();
    expect(timing.slept).toEqual([50_000]);
    expect(server.requests).toHaveLength(2);
  });
});

describe("one site", () => {
  it("is asked one thing at a time", async () => {
    let inFlight = 0;
    let most = 0;
    const counting: fault.Answer = (request, response) => {
      most = Math.max(most, ++inFlight);
      setImmediate(() => {
        inFlight--;
        good(request, response);
      });
    };
    const { get } = await setup({}, counting);
    await Promise.all(Array.from({ length: 10 }, () => get()));
    expect(most).toBe(1);
  });

  it("is asked the next thing once an answer is there, before that is parsed", async () => {
    const steps: string[] = [];
    let next: Promise<unknown> | undefined;
    const answered = (step: string): fault.Answer => {
      return (request, response) => {
        steps.push(step);
        good(request, response);
      };
    };
    const { get } = await setup({}, fault.text(200, "[1, 2"), answered("the next"), answered("the first again"));
    const first = get({
      async onArrived(bytes) {
        steps.push(`${bytes} bytes`);
        next ??= get();
      },
    });
    // The first was no JSON: had it been parsed before, it would have been asked for again before the next.
    await expect(first).resolves.toMatchObject({ body: [{ id: 1 }] });
    await expect(next).resolves.toMatchObject({ body: [{ id: 1 }] });
    expect(steps).toEqual(["5 bytes", "the next", "the first again", "10 bytes"]);
  });

  it("is not parsed, and not asked for again, before its turn has come; the wait is not the answer's", async () => {
    const { server, timing, observed, get } = await setup({}, fault.text(200, "[1, 2"), good);
    const arrived: number[] = [];
    const reply = await get({
      async onArrived() {
        arrived.push(timing.now());
        await new Promise(setImmediate);
        expect(server.requests).toHaveLength(arrived.length);
        timing.advance(60_000);
      },
    });
    expect(reply).toMatchObject({ body: [{ id: 1 }], arrivedAt: arrived[1] });
    expect(observed.map(({ outcome, durationMs }) => [outcome, durationMs < 60_000])).toEqual([
      ["badPayload", true],
      ["answered", true],
    ]);
  });

  it("is not parsed when nobody wants it any more", async () => {
    const { server, observed, get } = await setup({}, fault.text(200, "[1, 2"));
    await expect(get({ onArrived: () => Promise.reject(new Error("too late")) })).rejects.toThrow("too late");
    expect(server.requests).toHaveLength(1);
    expect(observed).toMatchObject([{ outcome: "aborted", status: 200 }]);
  });

  it("is not asked more for an answer that is no good one", async () => {
    const { get } = await setup({ attempts: 1 }, fault.text(503), fault.text(401, "[1]"), fault.resetMidBody);
    const onArrived = () => expect.fail("nothing has arrived");
    await expect(get({ onArrived })).rejects.toMatchObject({ kind: "unavailable" });
    await expect(get({ onArrived })).resolves.toMatchObject({ status: 401 });
    await expect(get({ onArrived })).rejects.toMatchObject({ kind: "unavailable" });
  });

  it("is left alone when it keeps failing, and tried again after a while", async () => {
    const { server, timing, get } = await setup({ attempts: 2 }, fault.text(500));
    const lane = laneWith({ concurrency: 1, breaker: { threshold: 3, cooldownMs: 30_000 } }, timing);
    await expect(get({ lane })).rejects.toMatchObject({ kind: "unavailable" });
    // The third failure opens the breaker; the failure itself says more than "circuit open".
    await expect(get({ lane })).rejects.toMatchObject({ kind: "unavailable" });
    expect(server.requests).toHaveLength(3);
    await expect(get({ lane })).rejects.toMatchObject({ kind: "circuitOpen", retryAfterSeconds: 30 });
    expect(server.requests).toHaveLength(3);
    timing.advance(30_000);
    server.answers(good);
    await get({ lane });
    await get({ lane });
    expect(server.requests).toHaveLength(5);
  });

  it.each([
    ["404", fault.text(404)],
    ["401", fault.text(401)],
    ["422", fault.text(422)],
    ["429", fault.text(429)],
  ])("does not count as failing when it answers %s", async (_what, answer) => {
    const { timing, get, server } = await setup({ attempts: 1 }, answer);
    const lane = laneWith({ concurrency: 1, breaker: { threshold: 1, cooldownMs: 30_000 } }, timing);
    await get({ lane }).catch(() => {});
    server.answers(good);
    expect(await get({ lane })).toMatchObject({ status: 200 });
  });
});

describe("giving up", () => {
  it("ends a request in flight and frees the lane", async () => {
    const { server, get } = await setup({}, fault.silence);
    const controller = new AbortController();
    const arrived = new Promise<void>((resolve) => server.answers(() => resolve()));
    const pending = get({ signal: controller.signal });
    await arrived;
    controller.abort();
    await expect(pending).rejects.toMatchObject({ kind: "aborted" });
    server.answers(good);
    expect(await get()).toMatchObject({ status: 200 });
  });

  it("ends the wait for a turn", async () => {
    const { server, get } = await setup({}, fault.silence);
    const [first, second] = [new AbortController(), new AbortController()];
    const arrived = new Promise<void>((resolve) => server.answers(() => resolve()));
    const holding = get({ signal: first.signal });
    await arrived;
    const waiting = get({ signal: second.signal });
    second.abort();
    await expect(waiting).rejects.toMatchObject({ kind: "aborted" });
    first.abort();
    await expect(holding).rejects.toMatchObject({ kind: "aborted" });
    expect(server.requests).toHaveLength(1);
  });

  it("sends nothing when the caller was gone before", async () => {
    const { server, get } = await setup({}, good);
    await expect(get({ signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: "aborted" });
    expect(server.requests).toHaveLength(0);
  });

  it("is what closing the client does", async () => {
    const { server, get, client } = await setup({}, fault.silence);
    const arrived = new Promise<void>((resolve) => server.answers(() => resolve()));
    const pending = get();
    await arrived;
    await client.close();
    await expect(pending).rejects.toMatchObject({ kind: "aborted" });
  });
});

describe("observation", () => {
  it("tells of every attempt, without path or secret", async () => {
    const { server, observed, get } = await setup({}, fault.text(503), fault.resetBeforeHeaders, good);
    await get();
    const { host } = new URL(server.origin);
    expect(observed).toEqual([
      { host, subject: "things", outcome: "unavailable", status: 503, attempt: 1, durationMs: expect.any(Number) },
      { host, subject: "things", outcome: "unavailable", attempt: 2, durationMs: expect.any(Number) },
      { host, subject: "things", outcome: "answered", status: 200, attempt: 3, durationMs: expect.any(Number) },
    ]);
  });

  it.each<[string, fault.Answer, string]>([
    ["an answer", good, "answered"],
    ["a 404", fault.text(404), "refused"],
    ["a 429", fault.text(429, "", { "retry-after": "3600" }), "throttled"],
    ["a redirect", fault.text(302, "", { location: "/" }), "unavailable"],
    ["a page of HTML", fault.html, "badPayload"],
    ["a body that breaks off", fault.resetMidBody, "unavailable"],
    ["silence", fault.silence, "timeout"],
  ])("tells how %s ended", async (_name, answer, outcome) => {
    const { observed, get } = await setup({ attempts: 1, attemptTimeoutMs: 200 }, answer);
    await get().catch(() => {});
    expect(observed.map((observation) => observation.outcome)).toEqual([outcome]);
  });

  it("tells of a request that was abandoned", async () => {
    const abandon = new AbortController();
    const { observed, get } = await setup({}, () => abandon.abort());
    await expect(get({ signal: abandon.signal })).rejects.toMatchObject({ kind: "aborted" });
    expect(observed.map((observation) => observation.outcome)).toEqual(["aborted"]);
  });
});
