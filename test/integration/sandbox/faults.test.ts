import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type FaultRule, type Sandbox, startSandbox } from "../../../src/sandbox/index.js";
import { ask, askJson, rows } from "./ask.js";

const site = "acorn-analytics";
const path = "/subscriptions.json?per_page=5";
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ asOf: new Date("2026-03-20T10:00:00Z") });
});
afterEach(() => sandbox.behave());
afterAll(() => sandbox.close());

const when = { path: "/subscriptions.json" };

describe("answers that are wrong", () => {
  it.each<[string, FaultRule, number, string]>([
    ["a 429 in seconds", { ...when, kind: "status", status: 429, retryAfter: 3 }, 429, "usage violation"],
    ["a 500 page", { ...when, kind: "status", status: 500 }, 500, "<!DOCTYPE html>"],
    ["a 503", { ...when, kind: "status", status: 503, body: "busy" }, 503, "busy"],
    ["a 401", { ...when, kind: "status", status: 401 }, 401, "Access denied"],
    ["a 403", { ...when, kind: "status", status: 403 }, 403, "errors"],
    ["a blocked site", { ...when, kind: "blocked" }, 422, "Your Chargify account has been canceled"],
    ["HTML with a 200", { ...when, kind: "html" }, 200, "<!DOCTYPE html>"],
    ["nothing with a 200", { ...when, kind: "empty" }, 200, ""],
  ])("%s", async (_name, rule, status, text) => {
    sandbox.misbehave(rule);
    const reply = await ask(sandbox, site, path);
    expect(reply.status).toBe(status);
    expect(reply.text).toContain(text);
    sandbox.behave();
    expect((await ask(sandbox, site, path)).status).toBe(200);
  });

  it.each<[string | number | Date, string]>([
    [7, "7"],
    [new Date("2026-03-20T10:00:30Z"), "Fri, 20 Mar 2026 10:00:30 GMT"],
    ["soon", "soon"],
  ])("sends Retry-After %s as %s", async (retryAfter, header) => {
    sandbox.misbehave({ ...when, kind: "status", status: 429, retryAfter });
    expect((await ask(sandbox, site, path)).headers.get("retry-after")).toBe(header);
  });

  it("cuts JSON in the middle", async () => {
    const whole = await ask(sandbox, site, path);
    sandbox.misbehave({ ...when, kind: "truncated" });
    const cut = await ask(sandbox, site, path);
    expect(cut.status).toBe(200);
    expect(whole.text.startsWith(cut.text)).toBe(true);
    expect(() => JSON.parse(cut.text)).toThrow(SyntaxError);
  });
});

describe("connections that break", () => {
  it("is reset before an answer", async () => {
    sandbox.misbehave({ ...when, kind: "reset" });
    await expect(ask(sandbox, site, path)).rejects.toThrow("fetch failed");
  });

  it("breaks in the middle of a body", async () => {
    sandbox.misbehave({ ...when, kind: "cutBody" });
    await expect(ask(sandbox, site, path)).rejects.toThrow("terminated");
  });

  it.each(["slowHeaders", "slowBody"] as const)("%s can be outlived or given up on", async (kind) => {
    sandbox.misbehave({ ...when, kind, delayMs: 30, times: 1 });
    expect((await askJson<unknown[]>(sandbox, site, path)).length).toBe(5);
    sandbox.misbehave({ ...when, kind, delayMs: 60_000 });
    const headers = { authorization: `Basic ${Buffer.from("sandbox-key-acorn:x").toString("base64")}` };
    const giveUp = new AbortController();
    const answer = fetch(`${sandbox.url}/maxio/${site}${path}`, { headers, signal: giveUp.signal });
    if (kind === "slowBody") {
      const response = await answer;
      expect(response.status).toBe(200);
      const body = response.text();
      giveUp.abort();
      await expect(body).rejects.toThrow("abort");
    } else {
      giveUp.abort();
      await expect(answer).rejects.toThrow("abort");
    }
  });

  it("closes while an answer is being delayed", async () => {
    const other = await startSandbox({ asOf: new Date("2026-03-20T10:00:00Z") });
    other.misbehave({ ...when, kind: "slowBody", delayMs: 60_000 });
    const headers = { authorization: `Basic ${Buffer.from("sandbox-key-acorn:x").toString("base64")}` };
    const response = await fetch(`${other.url}/maxio/${site}${path}`, { headers });
    const body = response.text().catch((error: unknown) => error);
    await other.close();
    await body;
  });
});

describe("pages that mislead", () => {
  it("never ends", async () => {
    sandbox.misbehave({ ...when, kind: "endlessPage" });
    const first = await ask(sandbox, site, "/subscriptions.json?per_page=100");
    const ninth = await ask(sandbox, site, "/subscriptions.json?per_page=100&page=9");
    expect(JSON.parse(first.text)).toHaveLength(100);
    expect(ninth.text).toBe(first.text);
  });

  it("comes in another order, or with a row twice", async () => {
    const ids = async () => rows(await askJson(sandbox, site, path)).map((row) => row["id"]);
    const right = await ids();
    sandbox.misbehave({ ...when, kind: "reordered", times: 1 });
    expect(await ids()).toEqual(right.toReversed());
    sandbox.misbehave({ ...when, kind: "duplicated", times: 1 });
    expect(await ids()).toEqual([...right, right.at(-1)]);
  });

  it("works inside an object envelope", async () => {
    sandbox.misbehave({ path: "/subscriptions_components", kind: "duplicated" });
    const body = await askJson(sandbox, site, "/subscriptions_components.json?per_page=3");
    expect(rows(body, "subscriptions_components")).toHaveLength(4);
  });
});

describe("what is recorded", () => {
  it("is what was asked and how many asked at once, never a key", async () => {
    const slow = await startSandbox({ asOf: new Date("2026-03-20T10:00:00Z") });
    try {
      slow.misbehave({ path: "/site.json", kind: "slowHeaders", delayMs: 60_000 });
      const waiting = ask(slow, site, "/site.json").catch((error: unknown) => error);
      await vi.waitUntil(() => slow.requests.length === 1);
      await ask(slow, site, "/customers.json");
      await ask(slow, site, "/subscriptions.json?page=2");
      expect(slow.requests.map(({ concurrent }) => concurrent)).toEqual([1, 2, 2]);
      await slow.close();
      await waiting;
      expect(slow.requests.at(-1)).toMatchObject({
        method: "GET",
        path: `/maxio/${site}/subscriptions.json`,
        query: { page: "2" },
        subdomain: site,
        endpoint: "subscriptions.json?page=2",
      });
      expect(JSON.stringify(slow.requests)).not.toContain("sandbox-key");
      slow.clearRequests();
      expect(slow.requests).toEqual([]);
    } finally {
      await slow.close();
    }
  });
});

describe("which requests are spoilt", () => {
  const status = async (asked: string) => (await ask(sandbox, site, asked)).status;

  it("counts times and after", async () => {
    sandbox.misbehave({ ...when, kind: "status", status: 500, after: 1, times: 2 });
    const seen = [await status(path), await status(path), await status(path), await status(path)];
    expect(seen).toEqual([200, 500, 500, 200]);
  });

  it("matches a pattern on path and query", async () => {
    sandbox.misbehave({ path: /subscriptions\.json\?.*page=2(&|$)/g, kind: "status", status: 503 });
    expect(await status("/subscriptions.json?per_page=5&page=2")).toBe(503);
    expect(await status("/subscriptions.json?per_page=5&page=2")).toBe(503);
    expect(await status("/subscriptions.json?per_page=5&page=20")).toBe(200);
    expect(await status("/site.json")).toBe(200);
  });
});
