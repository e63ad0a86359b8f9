import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const server = fileURLToPath(new URL("../../dist/server.js", import.meta.url));

export interface ServerProcess {
  child: ChildProcess;
  /** Everything it wrote so far, both streams. */
  output(): string;
  stdout(): string;
  stderr(): string;
  /** Waits until what it wrote matches; fails when it ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Its exit code, when it has ended. */
  ended: Promise<number | null>;
}

/** Starts the built service as its own process, with nothing in its environment but what is given. */
export function startServer(env: Record<string, string>): ServerProcess {
  if (!existsSync(server)) throw new Error("dist/server.js is missing: run npm run build first");
  const child = spawn(process.execPath, [server], { env: { PATH: process.env["PATH"] ?? "", ...env } });
  const written = { stdout: "", stderr: "" };
  const waiting = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      written[stream] += text;
      for (const check of waiting) check();
    });
  }
  const ended = once(child, "close").then(([code]) => code as number | null);
  const output = () => written.stdout + written.stderr;
  return {
    child,
    output,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const match = pattern.exec(output());
          if (!match) return;
          waiting.delete(check);
          resolve(match);
        };
        waiting.add(check);
        ended.then((code) => reject(new Error(`it ended with ${code} before it wrote ${pattern}:\n${output()}`)));
        check();
      }),
  };
}

/** A directory of its own for every test, removed by `dispose`. */
export function temporaryDirectory(): { path: string; dispose(): void } {
  const path = mkdtempSync(join(tmpdir(), "standard-billing-e2e-"));
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}
