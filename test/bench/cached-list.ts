import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bench, interleave } from "./harness.js";
import { load } from "./load.js";
import { startScript, startServer } from "./processes.js";

const ROUNDS = 7;
const DURATION_MS = 1_500;
const CONNECTIONS = 32;
const authorization = `Basic ${Buffer.from("sandbox").toString("base64")}`;

/** A cached list and its 304, authorization and logging included, against Fastify that sends a fixed Buffer. */
export const cachedList: Bench = {
  name: "cached list (100 subscriptions, keep-alive, 32 connections)",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "bench-"));
    const server = await startServer(folder);
    try {
      const list = `${server.url}${await brightpathPath(server.url)}`;
      const first = await fetch(list, { headers: { authorization } });
      const body = Buffer.from(await first.arrayBuffer());
      const etag = first.headers.get("etag") ?? "";
      writeFileSync(join(folder, "body.json"), body);
      const fixed = await startScript("fixed-buffer-server.js", [join(folder, "body.json")]);
      try {
        const common = { connections: CONNECTIONS, durationMs: DURATION_MS };
        const found = { ...common, status: 200, headers: { authorization } };
        const unchanged = { ...common, status: 304, headers: { authorization, "if-none-match": etag } };
        const sides = await interleave(ROUNDS, {
          ours: () => load(list, found),
          fixed: () => load(`${fixed.url}/fixed`, found),
          ours304: () => load(list, unchanged),
          fixed304: () => load(`${fixed.url}/fixed-304`, unchanged),
        });
        const perSecond = (ours: number, other: number) => `${ours.toFixed(0)}/s against ${other.toFixed(0)}/s`;
        return [
          {
            label: `cached list of ${(body.length / 1024).toFixed(0)} KB ÷ Fastify sending a fixed Buffer`,
            value: sides.ours / sides.fixed,
            unit: "×",
            atLeast: 0.85,
            detail: perSecond(sides.ours, sides.fixed),
          },
          {
            label: "304 ÷ Fastify sending a fixed 304",
            value: sides.ours304 / sides.fixed304,
            unit: "×",
            atLeast: 0.85,
            detail: perSecond(sides.ours304, sides.fixed304),
          },
        ];
      } finally {
        await fixed.stop();
      }
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  },
};

async function brightpathPath(url: string): Promise<string> {
  const response = await fetch(`${url}/companies`, { headers: { authorization } });
  const { results } = (await response.json()) as { results: { id: string; name: string }[] };
  const company = results.find(({ name }) => name.startsWith("Brightpath"));
  if (company === undefined) throw new Error("the sandbox has no Brightpath");
  return `/companies/${company.id}/subscriptions`;
}
