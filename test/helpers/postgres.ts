import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Cluster {
  /** Connection string of the `postgres` database. */
  url: string;
  /** Kills the server as a crash would, and starts it again. */
  restart(): void;
  /** Kills the server and leaves it down. */
  kill(): void;
  stop(): void;
}

/** The newest PostgreSQL server binaries on this machine, if any. */
export function findPostgres(): string | undefined {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, "bin"))
    .find((bin) => existsSync(join(bin, "initdb")));
}

/**
 * Starts a PostgreSQL cluster of its own in a temporary directory, on a free loopback port. PostgreSQL refuses to run as
 * root, so as root it runs as the `postgres` user its package made.
 */
export async function startCluster(bin: string): Promise<Cluster> {
  const directory = mkdtempSync(join(tmpdir(), "standard-billing-pg-"));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
    chownSync(directory, id("-u"), id("-g"));
  }
  const command = (program: string, args: string[]): [string, string[]] =>
    isRoot ? ["runuser", ["-u", "postgres", "--", join(bin, program), ...args]] : [join(bin, program), args];
  const run = (program: string, args: string[]) => {
    const [file, rest] = command(program, args);
    // Standard output ignored: the server would inherit a pipe and keep it open.
    execFileSync(file, rest, {
      cwd: directory,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, LC_ALL: "C" },
    });
  };

  const data = join(directory, "data");
  run("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
  const port = await freePort();
  const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories= -c fsync=off -c max_connections=200`;
  const log = join(directory, "log");
  let isRunning = false;
  const start = () => {
    run("pg_ctl", ["-D", data, "-w", "-t", "60", "-l", log, "-o", settings, "start"]);
    isRunning = true;
  };
  const kill = () => {
    if (isRunning) run("pg_ctl", ["-D", data, "-w", "-m", "immediate", "stop"]);
    isRunning = false;
  };
  start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    kill,
    restart() {
      kill();
      start();
    },
    stop() {
      kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
